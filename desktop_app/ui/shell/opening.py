"""Opening from outside: files and addresses that the desktop, or a second start of Parley, hands to the window."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from desktop_app.domain.errors import UserError
from desktop_app.domain.openables import addressed_file, addressed_session
from desktop_app.services.opening import FileKind, archived_sessions, kind_of
from desktop_app.ui.arrivals import Arrivals
from desktop_app.ui.models.presenter import ModelsPresenter
from desktop_app.ui.personas.presenter import PersonasPresenter
from desktop_app.ui.restoring import Restoring
from desktop_app.ui.shell.screens import Screens
from desktop_app.ui.tasks import Tasks

_NOT_HERE = frozenset({"bad_session_id", "session_not_found", "session_of_other_user"})
_LONGEST = 80
"""Letters of an address that a notice repeats."""


class Opening(QObject):
    """Shows sessions and looks into files; whatever would be stored is asked about first, and nothing is fetched."""

    def __init__(
        self,
        screens: Screens,
        tasks: Tasks,
        personas: PersonasPresenter,
        models: ModelsPresenter,
        restoring: Restoring,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._screens = screens
        self._services, self._chat = screens.services, screens.chat
        self._notices, self._offers = screens.window.notices, screens.offers
        self._tasks = tasks
        self._personas, self._models, self._restoring = personas, models, restoring
        self._arrivals: Arrivals | None = None
        self._turns = count()

    def follow(self, arrivals: Arrivals) -> None:
        """Open what has come already, and whatever comes from now on."""
        self._arrivals = arrivals
        arrivals.arrived.connect(self._on_arrived)
        self._on_arrived()

    def close(self) -> None:
        """Open nothing more; what comes from now on waits for another window."""
        if self._arrivals is not None:
            self._arrivals.arrived.disconnect(self._on_arrived)
            self._arrivals = None

    def open_file(self, path: Path) -> None:
        """Open one file."""
        self._tasks.start(self._open_all([path.as_uri()]), name=f"open {next(self._turns)}")

    @Slot()
    def _on_arrived(self) -> None:
        addresses = [] if self._arrivals is None else self._arrivals.take()
        if addresses:
            self._tasks.start(self._open_all(addresses), name=f"open {next(self._turns)}")

    async def _open_all(self, addresses: Sequence[str]) -> None:
        files: dict[FileKind, list[Path]] = {}
        for address in dict.fromkeys(addresses):
            try:
                path = addressed_file(address)
                if path is not None:
                    files.setdefault(await kind_of(path), []).append(path)
                else:
                    await self._open_session(address)
            except UserError as error:
                self._notices.show_problem(error.message)
        for kind, paths in files.items():
            await self._open_files(kind, paths)

    async def _open_session(self, address: str) -> None:
        session_id = addressed_session(address)
        if session_id is None:
            shown = address if len(address) <= _LONGEST else f"{address[:_LONGEST]}…"
            raise UserError("address_unknown", address=shown)
        if not await self._show_session(session_id):
            raise UserError("linked_session_missing")

    async def _show_session(self, session_id: str) -> bool:
        """Show a session, if it is this user's; none is ever made by that."""
        try:
            await self._services.sessions.show(self._services.user_id, session_id)
        except UserError as error:
            if error.code in _NOT_HERE:
                return False
            raise
        self._chat.open(session_id)
        self._screens.window.composer.focus()
        return True

    async def _open_files(self, kind: FileKind, paths: Sequence[Path]) -> None:
        if kind is FileKind.MODEL:
            self._models.show()
            self._models.work.add_paths([str(path) for path in paths])
            return
        if kind is FileKind.PERSONA and self._personas.is_writing():
            self._personas.show()
            words = self.tr("A persona is being written. Save or leave that, then open “{name}” again.")
            self._notices.show_notice(words.replace("{name}", paths[0].name))
            return
        one = {
            FileKind.PERSONA: self._look_at_persona,
            FileKind.BACKUP: self._ask_about_backup,
            FileKind.ARCHIVE: self._open_archive,
        }[kind]
        await one(paths[0])
        if len(paths) > 1:
            words = self.tr("Of {count} files of a kind, only “{name}” was opened. Open the others one at a time.")
            words = words.replace("{count}", str(len(paths))).replace("{name}", paths[0].name)
            self._notices.show_notice(words)

    async def _look_at_persona(self, path: Path) -> None:
        self._personas.read_card(path)

    async def _ask_about_backup(self, path: Path) -> None:
        words = self.tr("“{name}” looks like a backup. Bring back what is in it and not here? All that is here stays.")
        answers: dict[str, Callable[[], object]] = {
            self.tr("Bring back"): partial(self._restoring.restore, str(path)),
            self.tr("Leave it"): _nothing,
        }
        self._offers.ask(words.replace("{name}", path.name), answers)

    async def _open_archive(self, path: Path) -> None:
        try:
            for session_id in await archived_sessions(path):
                if await self._show_session(session_id):
                    words = self.tr("“{name}” was made from this session, which is shown as it is now.")
                    self._notices.show_notice(words.replace("{name}", path.name))
                    return
            raise UserError("archive_not_here", name=path.name)
        except UserError as error:
            self._notices.show_problem(error.message)


def _nothing() -> None:
    """Leave everything as it is."""
