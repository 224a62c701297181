"""Opens the About dialog, and reads for it what is in Parley."""

import asyncio

import PySide6
from PySide6.QtCore import QObject, QUrl, Slot, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop_app.domain.build import Library
from desktop_app.services.about import AboutService
from desktop_app.ui.about.dialog import AboutDialog
from desktop_app.ui.about.words import facts_of
from desktop_app.ui.tasks import Tasks


class AboutPresenter(QObject):
    """At most one dialog at a time."""

    def __init__(self, about: AboutService, tasks: Tasks, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._about = about
        self._tasks = tasks
        self._window = window
        self.dialog: AboutDialog | None = None
        """The dialog while it is open."""

    @Slot()
    def show(self) -> None:
        """Open the dialog, or bring it to the front."""
        if self.dialog is None:
            qt = f"{qVersion()} (PySide6 {PySide6.__version__})"
            facts = facts_of(self._about.build(), self._about.versions(), qt)
            self.dialog = AboutDialog(facts, str(self._about.data), self._window)
            self.dialog.folder_wanted.connect(self._open_folder)
            self.dialog.finished.connect(self._on_finished)
            self._tasks.start(self._read(), name="read licences")
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def close(self) -> None:
        """Take the dialog away."""
        if self.dialog is not None:
            self.dialog.reject()

    async def _read(self) -> None:
        libraries = await asyncio.to_thread(self._libraries)
        if self.dialog is not None:
            self.dialog.show_libraries(libraries)

    def _libraries(self) -> tuple[Library, ...]:
        own = Library("Parley", self._about.build().version, "MIT", self._about.licence())
        return (own, *self._about.libraries())

    @Slot()
    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._about.data)))

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None
