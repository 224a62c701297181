"""Joins the download that is under way with the page that shows it, as often as that is opened."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from desktop_app.domain.downloads import DownloadProgress
from desktop_app.services.services import Services
from desktop_app.ui.models.downloading import Downloading
from desktop_app.ui.models.finder import Finder
from desktop_app.ui.models.page import ModelPage
from desktop_app.ui.models.words import short_path
from desktop_app.ui.tasks import Tasks


class DownloadPresenter(QObject):
    """A download goes on when the page is closed, and is shown again when it is opened."""

    added = Signal(str)
    """The key of an entry that was fetched and wants to be looked at."""
    unseen = Signal(str)
    """A sentence on how a download ended while the page was closed."""

    def __init__(self, services: Services, tasks: Tasks, finder: Finder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.downloading = Downloading(services, tasks, finder, self)
        self.dialog: QFileDialog | None = None
        """Where the folder is being chosen."""
        self._page: ModelPage | None = None
        self._last: DownloadProgress | None = None
        self._typed = ("", "")
        self.downloading.progressed.connect(self._on_progressed)
        self.downloading.ended.connect(self._on_ended)
        self.downloading.failed.connect(self._on_failed)
        self.downloading.host_asked.connect(self._on_host_asked)

    def join(self, page: ModelPage) -> None:
        """Let that page begin, show and stop downloads."""
        self._page, panel = page, page.download_panel
        panel.wanted.connect(self._on_wanted)
        panel.host_allowed.connect(self.downloading.allow)
        panel.stopped.connect(self.downloading.stop)
        panel.folder_wanted.connect(self._ask_for_folder)
        panel.address.setText(self._typed[0])
        panel.sha256.setText(self._typed[1])
        if self.downloading.is_running() and self._last is not None:
            self._on_progressed(self._last)

    def leave(self) -> None:
        """Forget the page, which is closed."""
        if self._page is not None:
            self._typed = self._page.download_panel.address.text(), self._page.download_panel.sha256.text()
        self._page = None

    def close(self) -> None:
        """Close the choice of a folder."""
        if self.dialog is not None:
            self.dialog.reject()

    @Slot(str, str, str)
    def _on_wanted(self, address: str, sha256: str, folder: str) -> None:
        if self._page is not None:
            self._page.download_panel.show_progress(0, 0)
        self.downloading.start(address, sha256, folder)

    @Slot(object)
    def _on_progressed(self, progress: DownloadProgress) -> None:
        self._last = progress
        if self._page is not None:
            panel = self._page.download_panel
            panel.show_progress(progress.done, progress.total, is_checking=progress.is_checking)

    @Slot(str)
    def _on_ended(self, key: str) -> None:
        begun = self._last is not None and self._last.done > 0 and not key
        self._last = None
        if self._page is not None and not self._page.download_panel.is_asking():
            self._page.download_panel.show_idle(resumable=begun)
        if key:
            self._typed = ("", "")
            self.added.emit(key)
            if self._page is None:
                self.unseen.emit(
                    self.tr("The model is downloaded, and can be chosen under Models and engines (Ctrl+M).")
                )

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self._page is not None:
            self._page.begin_download()
            self._page.show_problem(sentence)
        else:
            self.unseen.emit(sentence)

    @Slot(str, str)
    def _on_host_asked(self, host: str, words: str) -> None:
        if self._page is not None:
            self._page.begin_download()
            self._page.download_panel.ask_about(host, words)
        else:
            self.unseen.emit(words)

    @Slot()
    def _ask_for_folder(self) -> None:
        self.dialog = dialog = QFileDialog(self._page, self.tr("Folder for the model"), str(Path.home()))
        dialog.setAccessibleName(dialog.windowTitle())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._on_folder)
        dialog.finished.connect(self._on_dialog_finished)
        dialog.open()

    @Slot(str)
    def _on_folder(self, folder: str) -> None:
        if self._page is not None:
            self._page.download_panel.set_folder(short_path(Path(folder)), folder)

    @Slot(int)
    def _on_dialog_finished(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None
