"""The turns of the transcript: what is asked of them there goes where it is done, and what was done is told."""

from functools import partial

from PySide6.QtCore import QObject, Slot

from desktop_app.domain.sessions import Session
from desktop_app.ui.chat.turns import TurnDoings
from desktop_app.ui.shell.branches import Branches
from desktop_app.ui.shell.screens import Screens
from desktop_app.ui.transcript.turns import Edit


class Turning(QObject):
    """Joins the rows of the transcript with what can be done with turns."""

    def __init__(self, screens: Screens, doings: TurnDoings, branches: Branches, parent: QObject) -> None:
        super().__init__(parent)
        self._chat, self._offers = screens.chat, screens.offers
        self._composer, self._sidebar = screens.window.composer, screens.sidebar
        transcript = screens.window.transcript
        transcript.turn_requested.connect(doings.do)
        transcript.again_requested.connect(doings.answer_again)
        transcript.version_requested.connect(doings.show_version)
        transcript.edit_saved.connect(doings.ask_again)
        transcript.edit_discarded.connect(self._on_edit_discarded)
        transcript.quoted.connect(self._on_quoted)
        self._composer.edit_last_requested.connect(transcript.edit_last)
        screens.window.regenerate_requested.connect(doings.regenerate_last)
        doings.compare_wanted.connect(branches.compare)
        doings.asked_again.connect(self._composer.focus)
        doings.taken_away.connect(self._on_taken_away)
        doings.forked.connect(self._on_forked)

    @Slot(int, object)
    def _on_edit_discarded(self, message_id: int, edit: Edit) -> None:
        back = partial(self._chat.messages.turns.resume_edit, message_id, edit)
        self._offers.offer(self.tr("What you had changed is put aside."), self.tr("Undo"), back)

    @Slot(str)
    def _on_quoted(self, words: str) -> None:
        """Write the words as a quote below what is in the composer, and let one go on below that."""
        editor = self._composer.editor
        editor.moveCursor(editor.textCursor().MoveOperation.End)
        quote = "\n".join(f"> {line}".rstrip() for line in words.strip().splitlines())
        before = "" if not editor.toPlainText().strip() else "\n\n"
        editor.insertPlainText(f"{before}{quote}\n\n")
        editor.ensureCursorVisible()
        self._composer.focus()

    @Slot(object)
    def _on_taken_away(self, session: Session) -> None:
        self._offers.tell()
        self._chat.changed.emit(session)

    @Slot(object)
    def _on_forked(self, session: Session) -> None:
        self._sidebar.refresh()
        self._chat.open(session.id)
        self._offers.tell()
