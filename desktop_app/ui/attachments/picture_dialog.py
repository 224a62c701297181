"""A picture as large as the window allows."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.domain.attachments import Attachment, shown_size
from desktop_app.ui.attachments.decoding import fitted
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.dialog import Dialog, row_of_buttons
from desktop_app.ui.widgets.theme import GRID

_LEAST = QSize(360, 240)


class PictureDialog(Dialog):
    """Shows one picture; Esc closes it."""

    save_requested = Signal()

    def __init__(self, attachment: Attachment, room: QSize, parent: QWidget | None = None) -> None:
        """Open as large as the picture, within `room`."""
        super().__init__(parent)
        self.setWindowTitle(attachment.name)
        self.setAccessibleName(self.tr("Picture {name}").replace("{name}", attachment.name))
        self.canvas = _Canvas(attachment.name)
        facts = f"{attachment.width} × {attachment.height} · {shown_size(attachment.size)}"
        self.facts = QLabel(facts)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setProperty("kind", "quiet")
        self.save_button = TextButton(self.tr("Save a copy…"))
        self.save_button.clicked.connect(self.save_requested)
        self.close_button = TextButton(self.tr("Close"))
        self.close_button.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column.setSpacing(3 * GRID)
        column.addWidget(self.canvas, 1)
        column.addLayout(row_of_buttons(self.save_button, self.close_button, beside=self.facts))
        around = QSize(6 * GRID, 9 * GRID + self.close_button.sizeHint().height())
        picture = fitted(QSize(max(attachment.width, 1), max(attachment.height, 1)), room - around)
        self.resize((picture + around).expandedTo(_LEAST))
        self.close_button.setFocus()

    def show_picture(self, image: QImage) -> None:
        """Show the picture, or say that it cannot be shown."""
        self.canvas.show_picture(image)


class _Canvas(QWidget):
    """Draws a picture in its middle, never larger than it is."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._image = QImage()
        self._words = ""
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 80)

    @property
    def image(self) -> QImage:
        """What is shown."""
        return self._image

    def show_picture(self, image: QImage) -> None:
        """Show `image`; of a null one, that there is nothing to be seen."""
        self._image = image
        self._words = self.tr("This picture cannot be shown.") if image.isNull() else ""
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        if self._image.isNull():
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words)
            return
        size = fitted((self._image.size().toSizeF() / self.devicePixelRatioF()).toSize(), self.size())
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(self.rect().center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self._image)
