"""The list of sessions: shown, renamed, pinned, thrown away."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.domain.sessions import Session, SessionSummary
from desktop_app.services.services import Services
from desktop_app.ui.news import News
from desktop_app.ui.sidebar.model import SessionListModel
from desktop_app.ui.sidebar.rows import SessionRow
from desktop_app.ui.tasks import Tasks

_PAGE = 200
"""Sessions read at once."""


class SidebarViewModel(QObject):
    """The user's live sessions."""

    changed = Signal(object)
    """A `Session` was renamed or pinned."""
    archived = Signal(object)
    """A `Session` was put away."""
    cleared = Signal(object)
    """A session was `Cleared`."""
    trashed = Signal(object)
    """A `Session` went to the trash."""
    refreshed = Signal()
    """The list shows what is stored."""

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sessions = SessionListModel(parent=self)
        self._services = services
        self._tasks = tasks
        self._news = News(self)
        self._pinned: dict[str, bool] = {}
        self._end: SessionSummary | None = None
        self.sessions.more_wanted.connect(self._on_more_wanted)

    def refresh(self) -> None:
        """Read the list anew."""
        self._tasks.start(self._refresh(), name="refresh sessions")

    def update(self, session: Session) -> None:
        """Show how a session is now."""
        self._news.note()
        if session.trashed_at is None and session.archived_at is None:
            self._pinned[session.id] = session.pinned
            self.sessions.upsert(self._row(session))
        else:
            self.sessions.remove(session.id)

    def keep(self, session: Session) -> None:
        """Show a session also when it stands further down than the list was read."""
        if self.sessions.row(session.id) is None:
            self.update(session)

    def mark_draft(self, session_id: str, has_draft: bool) -> None:
        """Show that a session holds something unsent, or no longer does."""
        row = self.sessions.row(session_id)
        self._news.note()
        if row is not None and row.has_draft != has_draft:
            self.sessions.upsert(replace(row, has_draft=has_draft))

    def rename(self, session_id: str, name: str) -> None:
        """Give a session a name; an empty one lets its title show."""
        self._tasks.start(self._rename(session_id, name), name=f"rename {session_id}")

    def toggle_pin(self, session_id: str) -> None:
        """Pin a session, or unpin it."""
        self._tasks.start(
            self._set_pinned(session_id, not self._pinned.get(session_id, False)), name=f"pin {session_id}"
        )

    def archive(self, session_id: str) -> None:
        """Put a session away."""
        self._tasks.start(self._archive(session_id), name=f"archive {session_id}")

    def clear(self, session_id: str) -> None:
        """Empty a session; its history goes to the trash."""
        self._tasks.start(self._clear(session_id), name=f"clear {session_id}")

    def trash(self, session_id: str) -> None:
        """Move a session to the trash."""
        self._tasks.start(self._trash(session_id), name=f"trash {session_id}")

    async def _refresh(self) -> None:
        # As much as is shown, so that the list does not shrink under a person who scrolled down.
        limit = max(_PAGE, self.sessions.rowCount())
        found = await self._read(None, limit)
        self._pinned = {session.id: session.pinned for session in found}
        self.sessions.reset([self._row(session) for session in found])
        self._note_end(found, limit)
        self.refreshed.emit()

    @Slot()
    def _on_more_wanted(self) -> None:
        self._tasks.start(self._more(), name="more sessions")

    async def _more(self) -> None:
        end = self._end
        found = await self._read(end, _PAGE)
        if end is self._end:  # the list was not read anew meanwhile
            self._pinned |= {session.id: session.pinned for session in found}
            self.sessions.append([self._row(session) for session in found])
            self._note_end(found, _PAGE)

    async def _read(self, after: SessionSummary | None, limit: int) -> Sequence[SessionSummary]:
        # What was renamed or thrown away while the list was on its way would come back as it was.
        return await self._news.steady(partial(self._services.shelves.page, self._services.user_id, after, limit))

    def _note_end(self, found: Sequence[SessionSummary], limit: int) -> None:
        self._end = found[-1] if found else self._end
        self.sessions.set_has_more(len(found) == limit)

    async def _rename(self, session_id: str, name: str) -> None:
        session = await self._services.sessions.rename(self._services.user_id, session_id, name)
        self.update(session)
        self.changed.emit(session)

    async def _set_pinned(self, session_id: str, pinned: bool) -> None:
        session = await self._services.sessions.set_pinned(self._services.user_id, session_id, pinned=pinned)
        self.update(session)
        self.changed.emit(session)

    async def _archive(self, session_id: str) -> None:
        session = await self._services.sessions.archive(self._services.user_id, session_id)
        self.update(session)
        self.archived.emit(session)

    async def _clear(self, session_id: str) -> None:
        cleared = await self._services.removal.clear(self._services.user_id, session_id)
        self.update(cleared.session)
        self.cleared.emit(cleared)

    async def _trash(self, session_id: str) -> None:
        session = await self._services.sessions.trash(self._services.user_id, session_id)
        self.update(session)
        self.trashed.emit(session)

    def _row(self, session: Session | SessionSummary) -> SessionRow:
        persona = self._services.personas.stand_in(session.persona)
        return SessionRow(
            id=session.id,
            name=session.shown_name,
            preview=session.preview,
            glyph=persona.glyph,
            persona_name=persona.name,
            last_activity=session.last_activity_at,
            pinned=session.pinned,
            has_draft=session.has_draft,
            expires_at=self._services.sessions.expires_at(session),
            temporary=session.temporary,
        )
