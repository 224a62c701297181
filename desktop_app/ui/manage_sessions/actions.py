"""Does what was chosen with many sessions, and tells what came of it."""

from collections.abc import Sequence
from itertools import count

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.facts import Fact
from desktop_app.services.services import Services
from desktop_app.ui.dates import day_in_words
from desktop_app.ui.manage_sessions.rows import ManagedRow
from desktop_app.ui.manage_sessions.verbs import Verb
from desktop_app.ui.manage_sessions.words import counted
from desktop_app.ui.tasks import Tasks


class SessionActions(QObject):
    """Each action runs to its end; the store takes care that one waits for another."""

    changed = Signal()
    """Sessions are not what they were: lists are to be read anew, and what can be taken back to be told."""
    gone = Signal(object)
    """The ids of sessions that are in the trash now, or nowhere."""
    said = Signal(str)
    """What was done and is not offered to be taken back, in a sentence."""

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._turns = count()

    def do(self, verb: Verb, rows: Sequence[ManagedRow], *, keep_facts: bool = False) -> None:
        """Do `verb` with the sessions of `rows`; `keep_facts` that were learned in those that are deleted for good."""
        if rows:
            # Each has a name of its own: a later one must not stop it.
            work = self._do(verb, rows, keep_facts=keep_facts)
            self._tasks.start(work, name=f"{verb} many sessions {next(self._turns)}")

    async def _do(self, verb: Verb, rows: Sequence[ManagedRow], *, keep_facts: bool) -> None:
        if verb is Verb.DELETE:
            ids = [row.id for row in rows]
            if keep_facts:
                learned = [fact.id for fact in await facts_of(self._services, ids)]
                await self._services.facts.release(self._services.user_id, *learned)
            await self._delete(ids)
            return
        touched = await self._change(verb, [row.id for row in rows])
        self.changed.emit()
        if verb is Verb.TRASH:
            self.gone.emit(touched)

    async def _change(self, verb: Verb, session_ids: list[str]) -> list[str]:
        """Do what leaves the sessions in the store; return the ids of those that it touched."""
        shelves, user_id = self._services.shelves, self._services.user_id
        match verb:
            case Verb.PIN | Verb.UNPIN:
                return await shelves.set_pinned(user_id, session_ids, pinned=verb is Verb.PIN)
            case Verb.ARCHIVE:
                return await shelves.archive(user_id, session_ids)
            case Verb.UNARCHIVE:
                return await shelves.unarchive(user_id, session_ids)
            case Verb.TRASH:
                return await shelves.trash(user_id, session_ids)
            case Verb.RESTORE:
                return await shelves.restore(user_id, session_ids)
            case _:
                return []

    async def _delete(self, session_ids: list[str]) -> None:
        receipt = await self._services.removal.delete_all(self._services.user_id, session_ids)
        self.gone.emit(session_ids)
        self.changed.emit()
        parts = [
            counted(receipt.sessions, self.tr("1 session"), self.tr("{n} sessions")),
            counted(receipt.messages, self.tr("1 message"), self.tr("{n} messages")),
        ]
        if receipt.drafts:
            parts.append(counted(receipt.drafts, self.tr("1 draft"), self.tr("{n} drafts")))
        if receipt.attachments:
            parts.append(counted(receipt.attachments, self.tr("1 attachment"), self.tr("{n} attachments")))
        if receipt.facts:
            parts.append(counted(receipt.facts, self.tr("1 fact learned there"), self.tr("{n} facts learned there")))
        words = self.tr("Deleted for good: {what}.").replace("{what}", ", ".join(parts))
        if not receipt.erased:
            words += " " + self.tr("The last traces leave the disk when no other program uses the chat file.")
        if receipt.backups_until is not None:
            until = day_in_words(receipt.backups_until)
            words += " " + self.tr("Snapshots made before may hold it until {day}.").replace("{day}", until)
        self.said.emit(words)


async def facts_of(services: Services, session_ids: Sequence[str]) -> list[Fact]:
    """Return the facts that were learned in any of these sessions."""
    wanted = set(session_ids)
    return [fact for fact in await services.facts.list_facts(services.user_id) if fact.session_id in wanted]
