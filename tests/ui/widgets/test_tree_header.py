"""The header of a tree, as the dialogs for files have it, is in the colours of the theme."""

import pytest
from PySide6.QtGui import QColor, QStandardItemModel
from PySide6.QtWidgets import QApplication, QTreeView
from pytestqt.qtbot import QtBot

from desktop_app.ui.widgets.style import apply
from desktop_app.ui.widgets.theme import DARK, LIGHT, Theme


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_header_of_a_tree_is_as_light_as_the_window(qtbot: QtBot, qapp: QApplication, theme: Theme) -> None:
    apply(qapp, theme)
    tree = QTreeView()
    qtbot.addWidget(tree)
    tree.setModel(QStandardItemModel(1, 2, tree))
    tree.resize(300, 100)
    tree.show()
    header = tree.header()
    shown = header.grab().toImage().pixelColor(header.width() - 3, header.height() // 2)
    assert abs(shown.lightness() - QColor(theme.window).lightness()) < 10
    apply(qapp, LIGHT)
