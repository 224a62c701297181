"""Where files are chosen for personas."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget


class PersonaFiles(QObject):
    """At most one file dialog at a time; whatever is chosen is only told."""

    picture_chosen = Signal(Path)

    def __init__(self, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self.dialog: QFileDialog | None = None

    @Slot()
    def ask_for_picture(self) -> None:
        """Let a picture be chosen."""
        dialog = self._made(self.tr("Choose a picture"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        pictures = self.tr("Pictures (*.png *.jpg *.jpeg *.gif *.webp)")
        dialog.setNameFilters([pictures, self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda file: self.picture_chosen.emit(Path(file)))
        dialog.open()

    def close(self) -> None:
        """Close what is open."""
        if self.dialog is not None:
            self.dialog.reject()

    def _made(self, title: str) -> QFileDialog:
        self.close()
        self.dialog = dialog = QFileDialog(QApplication.activeWindow() or self._window, title, str(Path.home()))
        dialog.setAccessibleName(title)
        dialog.finished.connect(self._on_finished)
        return dialog

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None
