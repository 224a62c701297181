"""How a persona looks: one emoji or letter, or a picture."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.portrait import Portrait
from desktop_app.ui.widgets.rows import row_of
from desktop_app.ui.widgets.text import in_proportion
from desktop_app.ui.widgets.theme import GRID

_SIDE = 72
_GLYPH_WIDTH = 56
_GLYPH_LIMIT = 16
NEW_PICTURE = "new"
"""Stands for a picture that was chosen and is not stored yet."""


class LookField(QWidget):
    """The portrait, a field for the glyph, and buttons for a picture."""

    edited = Signal()
    picture_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.portrait = Portrait(_SIDE)
        self.line = QLineEdit()
        self.line.setAccessibleName(self.tr("Glyph"))
        self.line.setToolTip(self.tr("One emoji or letter"))
        self.line.setMaxLength(_GLYPH_LIMIT)
        self.line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.line.setFixedWidth(in_proportion(_GLYPH_WIDTH, self.font()))
        self.choose_button = TextButton(self.tr("Choose picture…"))
        self.remove_button = TextButton(self.tr("Remove picture"), kind="flat")
        self._suggested = ""
        self._name: str | None = None
        self._image: QImage | None = None
        self.setFocusProxy(self.line)
        self._lay_out()
        self.line.textChanged.connect(self._on_edited)
        self.choose_button.clicked.connect(self.picture_wanted)
        self.remove_button.clicked.connect(self._on_remove)
        self._show()

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.addStretch(1)
        column.addLayout(row_of(self.line, self.choose_button, self.remove_button))
        column.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4 * GRID)
        whole.addWidget(self.portrait)
        whole.addLayout(column, 1)

    def show_look(self, glyph: str, picture: str | None) -> None:
        """Show a glyph, and know of a picture, which may come later."""
        self._name, self._image, self._suggested = picture, None, ""
        self.line.setText(glyph)
        self._show()

    def show_picture(self, image: QImage | None) -> None:
        """Show what the picture looks like that one has already."""
        self._image = image
        self._show()

    def take_picture(self, image: QImage) -> None:
        """Take another picture, which was chosen now."""
        self._name, self._image = NEW_PICTURE, image
        self._show()
        self.edited.emit()

    def suggest(self, letter: str) -> None:
        """Take a letter as the glyph, as long as nobody wrote another."""
        if letter and self.line.text() == self._suggested:
            self._suggested = letter
            self.line.setText(letter)

    def glyph(self) -> str:
        """Return the glyph."""
        return self.line.text().strip()

    def picture_name(self) -> str | None:
        """Return the name of the picture, None where there is none."""
        return self._name

    def image(self) -> QImage | None:
        """Return the picture that is shown."""
        return self._image

    def _show(self) -> None:
        self.portrait.show_portrait(self.glyph(), self._image)
        self.remove_button.setVisible(self._name is not None)

    @Slot()
    def _on_edited(self) -> None:
        self._show()
        self.edited.emit()

    @Slot()
    def _on_remove(self) -> None:
        self._name = self._image = None
        self._show()
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()
