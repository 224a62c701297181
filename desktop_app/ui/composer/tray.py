"""The files that go with the message, side by side above it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from desktop_app.domain.attachments import Attachment
from desktop_app.ui.composer.attachment_chip import HEIGHT, AttachmentChip
from desktop_app.ui.widgets.theme import GRID, SCROLL_BAR


class Tray(QScrollArea):
    """One line of chips, which scrolls sideways when there are many."""

    changed = Signal()
    """Something was taken off."""
    removed = Signal(object)
    """The `Attachment` that was taken off by hand."""
    picture_wanted = Signal(int)
    """What the attachment with that id looks like is wanted."""
    opened = Signal(object)
    """An `Attachment` that somebody wants to see all of."""

    def __init__(self, before: QWidget, parent: QWidget | None = None) -> None:
        """Come after `before` in the order of the Tab key."""
        super().__init__(parent)
        self._before = before
        self.setAccessibleName(self.tr("Attachments"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        inside = QWidget()
        self._row = QHBoxLayout(inside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GRID + 2)
        self._row.addStretch(1)
        self.setWidget(inside)
        # The colour of the card is to be seen between the chips.
        inside.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self._chips: list[AttachmentChip] = []
        self._fit()

    def attachments(self) -> tuple[Attachment, ...]:
        """Return what goes with the message, in its order."""
        return tuple(chip.attachment for chip in self._chips)

    def show_attachments(self, attachments: Sequence[Attachment]) -> None:
        """Show exactly these; chips that are there already stay."""
        shown = self.attachments()
        known = {chip.attachment: chip for chip in self._chips}
        for chip in self._chips:
            self._row.removeWidget(chip)
            if chip.attachment not in attachments:
                chip.hide()
                chip.deleteLater()
        self._chips = [known.get(each) or self._chip(each) for each in dict.fromkeys(attachments)]
        before = self._before
        for place, chip in enumerate(self._chips):
            self._row.insertWidget(place, chip)
            QWidget.setTabOrder(before, chip)
            QWidget.setTabOrder(chip, chip.remove_button)
            before = chip.remove_button
        self.setVisible(bool(self._chips))
        self._fit()
        for each in self.attachments():
            if each.is_image and each not in shown:
                self.picture_wanted.emit(each.id)

    def show_picture(self, attachment_id: int, image: QImage) -> None:
        """Show what an attached picture looks like."""
        for chip in self._chips:
            if chip.attachment.id == attachment_id:
                chip.show_picture(image)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring the chip that has the focus into sight."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.ensureWidgetVisible(watched, GRID, 0)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another need of a scroll bar."""
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways by a wheel that turns up and down."""
        turned = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (turned.x() or turned.y()))
        event.accept()

    def _chip(self, attachment: Attachment) -> AttachmentChip:
        chip = AttachmentChip(attachment)
        chip.installEventFilter(self)
        chip.clicked.connect(partial(self.opened.emit, attachment))
        chip.removed.connect(partial(self._remove, attachment))
        return chip

    def _remove(self, attachment: Attachment) -> None:
        self.show_attachments([each for each in self.attachments() if each != attachment])
        self.changed.emit()
        self.removed.emit(attachment)

    def _fit(self) -> None:
        """Leave room for the scroll bar only where it is needed."""
        wanted = sum(chip.width() + self._row.spacing() for chip in self._chips)
        self.setFixedHeight(HEIGHT + GRID + (SCROLL_BAR if wanted > self.width() else 0))
