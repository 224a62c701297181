"""Reads the versions of a message, compares two of them, and tells which one is wanted."""

import asyncio
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.domain.differences import compare
from desktop_app.domain.messages import Message, Role
from desktop_app.services.services import Services
from desktop_app.ui.compare.dialog import CompareDialog, Version
from desktop_app.ui.dates import moment_in_words
from desktop_app.ui.engine_menu.words import author_of
from desktop_app.ui.tasks import Tasks

_MOST = 100
"""Versions to choose from: those next to the one that one comes from, where there are more."""


class ComparePresenter(QObject):
    """At most one comparison at a time."""

    version_wanted = Signal(str, int)
    """A session's id and that of the version that the transcript shall show."""

    def __init__(self, services: Services, tasks: Tasks, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._window = window
        self._session_id = ""
        self._texts: dict[int, str] = {}
        self._dialog: CompareDialog | None = None

    def ask(self, session_id: str, message_id: int) -> None:
        """Compare a message that is shown with the version before it, or behind it where it is the first."""
        if self._dialog is None:
            self._tasks.start(self._ask(session_id, message_id), name="compare versions")

    def close(self) -> None:
        """Take the comparison away."""
        if self._dialog is not None:
            self._dialog.reject()

    async def _ask(self, session_id: str, message_id: int) -> None:
        user_id = self._services.user_id
        versions = (await self._services.versions.of(user_id, session_id, [message_id])).get(message_id)
        if versions is None:
            return  # the others were deleted meanwhile
        begin = max(0, min(versions.place(message_id) - _MOST // 2, versions.count - _MOST))
        ids = versions.ids[begin : begin + _MOST]
        found = await self._services.sessions.messages(user_id, session_id, ids)
        if self._dialog is not None or len(found) < len(ids):
            return
        self._session_id = session_id
        self._texts = {message.id: message.content for message in found}
        before = versions.before(message_id)
        pair = (before, message_id) if before is not None else (message_id, versions.ids[1])
        places = range(begin + 1, begin + 1 + len(ids))
        self._open([self._version(*each, versions.count, message_id) for each in zip(found, places, strict=True)], pair)

    def _open(self, versions: Sequence[Version], pair: tuple[int, int]) -> None:
        self._dialog = dialog = CompareDialog(versions, *pair, self._window)
        dialog.chosen.connect(self._on_chosen)
        dialog.version_wanted.connect(self._on_version_wanted)
        dialog.finished.connect(self._on_finished)
        dialog.open()
        self._on_chosen(*pair)

    def _version(self, message: Message, place: int, count: int, shown: int) -> Version:
        if message.role is Role.USER:
            who = self.tr("You")
        else:
            who = self._services.personas.stand_in(message.persona or "").name
        number = self.tr("{place} of {count}").replace("{count}", str(count)).replace("{place}", str(place))
        words = (number, author_of(message), moment_in_words(message.created_at), who)
        return Version(message.id, " · ".join(filter(None, words)), message.id == shown)

    @Slot(int, int)
    def _on_chosen(self, old: int, new: int) -> None:
        self._tasks.start(self._compare(self._texts[old], self._texts[new]), name="compare texts")

    async def _compare(self, old: str, new: str) -> None:
        runs = await asyncio.to_thread(compare, old, new)
        if self._dialog is not None:
            self._dialog.show_runs(runs)

    @Slot(int)
    def _on_version_wanted(self, message_id: int) -> None:
        self.version_wanted.emit(self._session_id, message_id)

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None
        self._texts = {}
