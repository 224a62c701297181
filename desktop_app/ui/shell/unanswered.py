"""The last question where its answer failed without a word: it stands in the composer again, or can be asked anew."""

from typing import NamedTuple

from PySide6.QtCore import QObject, Slot

from desktop_app.domain.messages import Message, MessageStatus, Role
from desktop_app.ui.chat.view_model import ChatViewModel
from desktop_app.ui.composer.view import Composer
from desktop_app.ui.composer.written import Written
from desktop_app.ui.transcript.model import TranscriptModel


class Unanswered(NamedTuple):
    """A question, and the empty place of its answer."""

    question: Message
    answer: Message

    def written(self) -> Written:
        """Return the question as it was written."""
        return Written(self.question.content, self.question.attachments)


def unanswered(messages: TranscriptModel) -> Unanswered | None:
    """Return the last question of the shown branch where nothing came of it."""
    last = messages.message(messages.rowCount() - 1) if messages.rowCount() else None
    if last is None or last.role is not Role.ASSISTANT or last.content:
        return None
    row = messages.row_of(last.parent_id or 0)
    question = None if row is None else messages.message(row)
    has_failed = last.status in {MessageStatus.FAILED, MessageStatus.INTERRUPTED}
    return Unanswered(question, last) if has_failed and question is not None else None


class OfferedOnce(QObject):
    """Sees to it that a question that stands in the composer again is not offered a second time where it failed."""

    def __init__(self, chat: ChatViewModel, composer: Composer, parent: QObject) -> None:
        super().__init__(parent)
        self._messages, self._composer = chat.messages, composer
        for changed in (chat.opened, chat.changed, chat.streaming_changed, composer.written_changed):
            changed.connect(self._look)

    @Slot()
    def _look(self) -> None:
        found = unanswered(self._messages)
        is_below = found is not None and found.written() == self._composer.written()
        self._messages.turns.set_below(found.answer.id if found is not None and is_below else None)
