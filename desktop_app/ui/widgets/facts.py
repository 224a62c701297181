"""Pairs of a name and what belongs to it, one below the other."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard, QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QWidget

from desktop_app.ui.widgets.theme import GRID

_MAY_BREAK = "\u200b"
"""Where a long name may be broken; nothing to be read aloud."""


class _Value(QLabel):
    """Copies what is selected without the places where it may be broken."""

    def _copy(self, mode: QClipboard.Mode = QClipboard.Mode.Clipboard) -> None:
        words = self.selectedText().replace(_MAY_BREAK, "")
        if words:
            QGuiApplication.clipboard().setText(words, mode)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy by the usual keys."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Offer what is selected to a middle click elsewhere, where desktops know that."""
        super().mouseReleaseEvent(event)
        if QGuiApplication.clipboard().supportsSelection():
            self._copy(QClipboard.Mode.Selection)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy what is selected, or all of it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.hasSelectedText():
            menu.addAction(self.tr("Copy")).triggered.connect(lambda: self._copy())
        menu.addAction(self.tr("Select all")).triggered.connect(lambda: self.setSelection(0, len(self.text())))
        menu.popup(event.globalPos())


class Facts(QWidget):
    """Shows names in grey and values that can be selected; a screen reader hears both as one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4 * GRID)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setColumnStretch(1, 1)
        self._labels: list[QLabel] = []

    def show_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Show these and no others; pairs without a value are left out."""
        for label in self._labels:
            self._grid.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels = []
        for row, (name, value) in enumerate(pair for pair in facts if pair[1]):
            told, said = QLabel(name), _Value(value)
            told.setProperty("kind", "quiet")
            said.setWordWrap(True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            said.setAccessibleName(f"{name}: {value}".replace(_MAY_BREAK, ""))
            for column, label in enumerate((told, said)):
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
                self._grid.addWidget(label, row, column)
                self._labels.append(label)
        self.setVisible(bool(self._labels))
