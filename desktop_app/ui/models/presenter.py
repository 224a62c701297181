"""Opens the model page, and does what is asked there."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.domain.engines import EngineChoice
from desktop_app.services.services import Services
from desktop_app.ui.models.download_presenter import DownloadPresenter
from desktop_app.ui.models.finder import Finder
from desktop_app.ui.models.page import ModelPage
from desktop_app.ui.models.work import ModelWork
from desktop_app.ui.tasks import Tasks


class ModelsPresenter(QObject):
    """At most one page at a time; what was found stays known when it is closed."""

    chosen = Signal(object, object)
    """An `EngineChoice` for the open session, and its context in tokens or None."""
    default_chosen = Signal(object, object)
    """The same for new sessions."""

    def __init__(self, services: Services, tasks: Tasks, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self.finder = Finder(services, tasks, self)
        self.work = ModelWork(services, tasks, self.finder, self)
        self.downloads = DownloadPresenter(services, tasks, self.finder, self)
        self.page: ModelPage | None = None
        """The page while it is open."""
        self.dialog: QFileDialog | None = None
        """Where files or a folder are being chosen."""
        self._default: EngineChoice | None = None
        self.finder.status_changed.connect(self._on_status)
        self.finder.found.connect(self._on_found)
        self.work.failed.connect(self._on_failed)
        self.work.added.connect(self._on_added)
        self.downloads.added.connect(self._on_added)
        self.downloads.added.connect(self.work.changed)
        self.work.hashing.connect(self._on_hashing)
        self.work.host_asked.connect(self._on_host_asked)

    @Slot()
    def show(self) -> None:
        """Open the page and look for everything anew."""
        if self.page is None:
            self._build()
        if self.page is not None:
            self.page.open()
            self.page.raise_()
            self.page.activateWindow()
        self.finder.start()

    def close(self) -> None:
        """Close the page and what it opened."""
        self.downloads.close()
        for dialog in (self.dialog, self.page):
            if dialog is not None:
                dialog.done(0)

    def set_chosen(self, choice: EngineChoice | None) -> None:
        """Know what answers in the open session."""
        self.finder.set_chosen(choice)

    def set_default(self, choice: EngineChoice | None) -> None:
        """Know what answers in new sessions."""
        self._default = choice
        if self.page is not None:
            self.page.set_default(choice)

    def _build(self) -> None:
        self.page = page = ModelPage(self.finder.entries, self._window)
        page.set_default(self._default)
        page.use_wanted.connect(self._on_use)
        page.default_wanted.connect(self.default_chosen)
        page.files_dropped.connect(self.work.add_paths)
        page.add_file_wanted.connect(self._ask_for_file)
        page.add_folder_wanted.connect(self._ask_for_folder)
        page.details.hash_wanted.connect(self.work.compute_hash)
        page.details.hash_stopped.connect(self.work.stop_hash)
        page.details.care.allowed.connect(self.work.allow)
        page.details.care.key_given.connect(self.work.keep_key)
        page.details.care.key_forgotten.connect(self.work.forget_key)
        page.details.care.forgotten.connect(self.work.forget_server)
        page.server_panel.added.connect(self.work.add_server)
        page.server_panel.allowed.connect(self.work.allow_and_add)
        page.finished.connect(self._on_finished)
        self.downloads.join(page)
        row = self.finder.entries.chosen_row()
        page.list.go_to(max(row, 0))

    @Slot(object, object)
    def _on_use(self, choice: EngineChoice, context: int | None) -> None:
        self.chosen.emit(choice, context)
        if self.page is not None:
            self.page.accept()

    @Slot(str)
    def _on_status(self, words: str) -> None:
        if self.page is not None:
            self.page.set_status(words)

    @Slot()
    def _on_found(self) -> None:
        if self.page is not None:
            self.page.nothing.show_places(self.work.places() if self.finder.nothing_found() else {})

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self.page is not None:
            self.page.show_problem(sentence)

    @Slot(str)
    def _on_added(self, key: str) -> None:
        if self.page is not None:
            self.page.search.clear()
            self.page.show_details()
            self.page.list.look_at(key)

    @Slot(str, float, str)
    def _on_hashing(self, key: str, share: float, sha256: str) -> None:
        shown = None if self.page is None else self.page.details.entry
        if self.page is None or shown is None or shown.key != key:
            return
        if share < 0 or sha256:
            self.page.details.hash.show_hash(sha256)
        else:
            self.page.details.hash.show_progress(share)

    @Slot(str)
    def _on_host_asked(self, host: str) -> None:
        if self.page is not None:
            self.page.server_panel.ask_about(host)

    @Slot()
    def _ask_for_file(self) -> None:
        dialog = QFileDialog(self.page, self.tr("Add model files"), str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([self.tr("Model files (*.gguf)"), self.tr("All files (*)")])
        self._open(dialog)

    @Slot()
    def _ask_for_folder(self) -> None:
        dialog = QFileDialog(self.page, self.tr("Add a folder of models"), str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._open(dialog)

    def _open(self, dialog: QFileDialog) -> None:
        self.dialog = dialog
        dialog.setAccessibleName(dialog.windowTitle())
        dialog.filesSelected.connect(self.work.add_paths)
        dialog.finished.connect(self._on_dialog_finished)
        dialog.open()

    @Slot(int)
    def _on_dialog_finished(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        self.work.stop_hash()
        self.downloads.leave()
        if self.page is not None:
            self.page.deleteLater()
        self.page = None
