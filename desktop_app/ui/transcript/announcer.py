"""Tells a screen reader of an answer while it comes: in whole sentences, and how it ended."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from desktop_app.domain.messages import Message, MessageStatus
from desktop_app.domain.speech import Kind, SpeechReader, Utterance
from desktop_app.ui.transcript.model import TranscriptModel


def announcing(widget: QWidget) -> Callable[[str], None]:
    """Return what lets assistive technology say a text, as soon as it has said what it is saying."""

    def say(text: str) -> None:
        event = QAccessibleAnnouncementEvent(widget, text)
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
        QAccessible.updateAccessibility(event)

    return say


class Announcer(QObject):
    """Follows the answer that grows in a model; works only while assistive technology listens."""

    def __init__(self, model: TranscriptModel, say: Callable[[str], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._say = say
        self._answer: int | None = None
        self._reader = SpeechReader()
        self._heard = 0
        """Characters of the answer that the reader knows."""
        model.modelReset.connect(self._on_reset)
        model.rowsInserted.connect(self._on_rows_inserted)
        model.dataChanged.connect(self._on_data_changed)

    @Slot()
    def _on_reset(self) -> None:
        """Go on silently with an answer that was under way when its session was opened."""
        self._answer = None
        last = self._model.rowCount() - 1
        if last >= 0:
            self._follow(last, new=False)

    @Slot(QModelIndex, int, int)
    def _on_rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        for row in self._model.loaded_rows(first, last):
            self._follow(row, new=True)

    @Slot(QModelIndex, QModelIndex)
    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        for row in self._model.loaded_rows(first.row(), last.row()):
            self._follow(row, new=False)

    def _follow(self, row: int, *, new: bool) -> None:
        message = self._model.message(row) if QAccessible.isActive() else None
        if message is None:
            return
        if message.id == self._answer:
            self._grow(message)
        elif message.status is MessageStatus.STREAMING:
            self._answer, self._reader, self._heard = message.id, SpeechReader(), 0
            if new:
                self._grow(message)
            else:  # what was there before was said, or can be read
                self._reader.feed(message.content)
                self._heard = len(message.content)

    def _grow(self, message: Message) -> None:
        said = self._reader.feed(message.content[self._heard :])
        self._heard = max(self._heard, len(message.content))
        if message.status is not MessageStatus.STREAMING:
            said += self._reader.finish()
        for utterance in said:
            self._say(self._words(utterance))
        if message.status is not MessageStatus.STREAMING:
            self._answer = None
            self._say(self._end(message))

    def _words(self, utterance: Utterance) -> str:
        if utterance.kind is Kind.SENTENCE:
            return utterance.text
        if utterance.kind is Kind.THOUGHT:
            return self.tr("Thinking")
        lines = self.tr("1 line") if utterance.lines == 1 else self.tr("{n} lines").replace("{n}", str(utterance.lines))
        return ", ".join(filter(None, (self.tr("code"), lines, utterance.language)))

    def _end(self, message: Message) -> str:
        if message.status is MessageStatus.FAILED:
            return self.tr("No answer")
        if message.status is MessageStatus.COMPLETE:
            return self.tr("Answer complete")
        return self.tr("Answer broke off") if message.metadata.get("error") else self.tr("Answer stopped")
