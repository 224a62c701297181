"""Pairs of names and values."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.ui.widgets.facts import Facts


def test_what_is_copied_has_no_places_to_break_in_it(qtbot: QtBot) -> None:
    facts = Facts()
    qtbot.addWidget(facts)
    facts.show_facts([("SHA-256", "0123456789abcdef\u200b0123")])
    facts.show()
    (value,) = [label for label in facts.findChildren(QLabel) if "\u200b" in label.text()]
    value.setSelection(0, len(value.text()))
    QTest.keyClick(value, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "0123456789abcdef0123"
