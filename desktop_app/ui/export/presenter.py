"""Asks for the kind of file and for the place, exports, and tells where the files are."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from desktop_app.domain.exports import ExportFormat
from desktop_app.domain.file_names import chat_file_name
from desktop_app.services.services import Services
from desktop_app.ui.export.dialog import ExportDialog
from desktop_app.ui.notices.view import NoticeBar
from desktop_app.ui.tasks import Tasks


class ExportPresenter(QObject):
    """At most one question at a time; exports run to their ends side by side."""

    def __init__(
        self, services: Services, tasks: Tasks, window: QWidget, notices: NoticeBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._window = window
        self._notices = notices
        self._turns = count()
        self._ids: Sequence[str] = ()
        self._file_words = ""
        self._dialog: ExportDialog | None = None
        self._places: QFileDialog | None = None

    @Slot(object)
    def ask(self, session_ids: Sequence[str]) -> None:
        """Ask how and where to export these sessions."""
        if session_ids and self._dialog is None:
            self._tasks.start(self._ask(session_ids), name="ask for export")

    @Slot(str)
    def ask_for(self, session_id: str) -> None:
        """Ask how and where to export one session."""
        self.ask([session_id])

    def close(self) -> None:
        """Take the questions back."""
        if self._dialog is not None:
            self._dialog.reject()

    async def _ask(self, session_ids: Sequence[str]) -> None:
        session = await self._services.sessions.show(self._services.user_id, session_ids[0])
        self._ids = session_ids
        if len(session_ids) == 1:
            words = self.tr("Export “{name}”").replace("{name}", session.shown_name)
        else:
            words = self.tr("Export {count} sessions, a file each").replace("{count}", str(len(session_ids)))
        self._file_words = chat_file_name(session.shown_name, session.created_at, "")
        self._dialog = ExportDialog(words, QApplication.activeWindow() or self._window)
        self._dialog.place_wanted.connect(self._ask_for_place)
        self._dialog.finished.connect(self._on_finished)
        self._dialog.open()

    @Slot()
    def _ask_for_place(self) -> None:
        if self._dialog is None:
            return
        kind = self._dialog.format
        self._places = places = QFileDialog(self._dialog, self.tr("Export to"), str(Path.home()))
        if len(self._ids) == 1:
            places.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            places.setNameFilter(f"*{kind.ending}")
            places.setDefaultSuffix(kind.ending.removeprefix("."))
            places.selectFile(self._file_words + kind.ending)
        else:
            places.setFileMode(QFileDialog.FileMode.Directory)
        places.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        places.fileSelected.connect(self._on_place_chosen)
        places.open()

    @Slot(str)
    def _on_place_chosen(self, place: str) -> None:
        if self._dialog is not None and place:
            kind, every = self._dialog.format, self._dialog.all_branches.isChecked()
            self._tasks.start(self._export(self._ids, kind, Path(place), every), name=f"export {next(self._turns)}")
            self._dialog.accept()

    async def _export(self, session_ids: Sequence[str], kind: ExportFormat, place: Path, every: bool) -> None:
        service, user_id = self._services.export, self._services.user_id
        if len(session_ids) == 1:
            # Whoever chose a file that is there was asked about it.
            done = await service.export(user_id, session_ids[0], kind, place, all_branches=every, replace=True)
        else:
            done = await service.export_many(user_id, session_ids, kind, place, all_branches=every)
        if len(done.files) == 1:
            words = self.tr("Exported to {file}.").replace("{file}", str(done.files[0]))
        else:
            words = self.tr("Exported {count} sessions to {folder}.").replace("{count}", str(len(done.files)))
            words = words.replace("{folder}", str(place))
        self._notices.show_notice(words)

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = self._places = None
