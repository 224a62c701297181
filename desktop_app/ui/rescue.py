"""What the window does while the chats cannot be opened: it says why, and offers what there is to do."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from desktop_app.domain.errors import UserError
from desktop_app.domain.salvage import SalvageReport
from desktop_app.services.backup import BackupService
from desktop_app.services.salvage import SalvageService
from desktop_app.ui.dates import day_in_words
from desktop_app.ui.main_window.view import MainWindow

_CLOSED = ""


class Rescue(QObject):
    """Shows a notice with two buttons in a window that is painted and has nothing to show yet."""

    restore_requested = Signal(str)
    """The name of a snapshot from which to bring back what is missing."""

    def __init__(
        self, window: MainWindow, salvage: Callable[[], SalvageService], folder: Path, parent: QObject | None = None
    ) -> None:
        """Repair with what `salvage` makes; `folder` is where a person can look for the files."""
        super().__init__(parent)
        self._window = window
        self._salvage = salvage
        self._folder = folder
        self._pressed: asyncio.Queue[str] = asyncio.Queue()
        self._shown = 0
        self._told = ""
        self._is_something_lost = False
        self._snapshot = ""
        self.is_finished = False
        """Whether something else than this has been shown in the window."""
        self.repair, self.anew = self.tr("Repair"), self.tr("Start anew")
        self.again, self.quit = self.tr("Try again"), self.tr("Quit")
        self.open_folder, self.restore = self.tr("Open folder"), self.tr("Restore backup")
        window.notices.action_chosen.connect(self._on_action_chosen)
        window.notices.dismissed.connect(self._on_dismissed)
        window.closed.connect(self._on_closed)

    async def offer(self, failure: UserError) -> bool:
        """Say what keeps the chats from opening, until something was done (True) or the window closed (False)."""
        self._window.wishes.forget()  # keys are for the buttons now
        while self._window.isVisible():
            labels = self._labels(failure)
            self._shown = self._window.notices.show_notice(
                self._words(failure), action=labels[0], other=labels[1], problem=True
            )
            label = await self._pressed.get()
            self._withdraw()
            if label == self.quit:
                self._window.close()
            elif label == self.again:
                return True
            elif label in {self.repair, self.anew}:
                try:
                    await (self._repair() if label == self.repair else self._start_anew())
                except UserError as error:
                    failure = error
                else:
                    return True
        return False

    def finish(self) -> None:
        """Let the window be used: from now on its notices are for others."""
        self.is_finished = True

    async def tell(self, backup: BackupService) -> None:
        """Say what a repair brought, now that the chats are open again, and offer to bring back what it could not."""
        told, self._told = self._told, ""
        if not told:
            return
        newest = await backup.newest() if self._is_something_lost else None
        if newest is not None:
            made_at, self._snapshot = newest
            words = self.tr("{told} The last backup is of {day}.").replace("{told}", told)
            told = words.replace("{day}", day_in_words(made_at))
        first = self.open_folder if newest is None else self.restore
        other = "" if newest is None else self.open_folder
        self._shown = self._window.notices.show_notice(told, action=first, other=other, stays=True)

    async def _repair(self) -> None:
        words = self.tr("Repairing the chat file. What is in it now is kept.")
        self._shown = self._window.notices.show_notice(words, stays=True)
        try:
            report = await self._salvage().run()
        finally:
            self._withdraw()
        if report is not None:
            self._is_something_lost = bool(report.messages < report.expected or report.changed)
            self._told = self._report(report)

    async def _start_anew(self) -> None:
        kept = await self._salvage().start_anew()
        self._is_something_lost = True
        words = self.tr("A fresh chat file was made. What was there is kept as {file}.")
        self._told = words.replace("{file}", kept.name) if kept is not None else self.tr("A fresh chat file was made.")

    def _report(self, report: SalvageReport) -> str:
        words = self.tr("Recovered {found} of {expected} messages. The damaged file is kept as {file}.")
        found, expected = str(report.messages), str(report.expected)
        told = words.replace("{found}", found).replace("{expected}", expected).replace("{file}", report.kept.name)
        changed = sum(report.changed.values())
        if changed == 1:
            told += " " + self.tr("One text was changed on the disk.")
        elif changed:
            told += " " + self.tr("{count} texts were changed on the disk.").replace("{count}", str(changed))
        return told

    def _words(self, failure: UserError) -> str:
        """Return the sentence of a failure; where a button does it, the command line is left out."""
        if failure.code == "store_unreadable":
            return self.tr(
                "The chat file is damaged. It was left as it is. "
                "Repair brings all that can be read into a fresh one, and keeps the damaged one."
            )
        if failure.code == "store_lost":
            words = self.tr(
                "The chat file is gone or empty, but {messages} messages in {sessions} sessions were in it. "
                "Nothing was made in its place: put it back and try again, or start anew."
            )
            for name in ("messages", "sessions"):
                words = words.replace("{" + name + "}", str(failure.details[name]))
            return words
        if failure.code == "salvage_found_nothing":
            return self.tr(
                "Nothing can be read in the chat file. It was left as it is. "
                "Start anew keeps it beside a fresh one, into which a backup can be restored."
            )
        return failure.message

    def _labels(self, failure: UserError) -> Sequence[str]:
        if failure.code == "store_unreadable":
            return self.repair, self.open_folder
        if failure.code == "store_lost":
            return (self.repair if self._salvage().is_anything_left() else self.anew), self.again
        if failure.code == "salvage_found_nothing":
            return self.anew, self.open_folder
        if failure.code in {"store_newer", "store_foreign", "store_not_migrated"}:
            return self.open_folder, self.quit
        return self.again, self.quit

    def _withdraw(self) -> None:
        number, self._shown = self._shown, 0
        self._window.notices.dismiss(number)

    @Slot(int, str)
    def _on_action_chosen(self, notice: int, label: str) -> None:
        if notice != self._shown:
            return
        if label == self.restore:
            self.restore_requested.emit(self._snapshot)
        if label == self.open_folder:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
        self._pressed.put_nowait(label)

    @Slot(int)
    def _on_dismissed(self, notice: int) -> None:
        """Say it again when it was waved away: there is nothing else that one could do here."""
        if notice == self._shown:
            self._pressed.put_nowait("dismissed")

    @Slot()
    def _on_closed(self) -> None:
        self._pressed.put_nowait(_CLOSED)
