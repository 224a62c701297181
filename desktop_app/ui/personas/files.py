"""Where files are chosen for personas: a picture, a card to bring in, a place to write one to."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from desktop_app.domain.file_names import safe_file_name
from desktop_app.domain.personas import Persona

ENDINGS = {"yaml": ".yaml", "json": ".json", "png": ".png", "charx": ".charx"}
"""How files end that a persona is written to, by their format."""


class PersonaFiles(QObject):
    """At most one file dialog at a time; whatever is chosen is only told."""

    picture_chosen = Signal(Path)
    card_chosen = Signal(Path)
    lorebook_chosen = Signal(Path)
    lorebook_place_chosen = Signal(Path)
    place_chosen = Signal(str, Path, str)
    """The id of a persona, where it shall be written, and the format."""

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
        dialog.fileSelected.connect(self._on_picture)
        dialog.open()

    @Slot()
    def ask_for_card(self) -> None:
        """Let a file with a persona be chosen."""
        dialog = self._made(self.tr("Import a persona"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        cards = self.tr("Personas and character cards (*.yaml *.yml *.json *.png *.charx)")
        dialog.setNameFilters([cards, self.tr("All files (*)")])
        dialog.fileSelected.connect(self._on_card)
        dialog.open()

    @Slot()
    def ask_for_lorebook(self) -> None:
        """Let a file with a lorebook be chosen."""
        dialog = self._made(self.tr("Choose a lorebook"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        books = self.tr("Lorebooks, and cards that hold one (*.json *.png *.charx)")
        dialog.setNameFilters([books, self.tr("All files (*)")])
        dialog.fileSelected.connect(self._on_lorebook)
        dialog.open()

    def ask_for_lorebook_place(self, name: str) -> None:
        """Let a place be chosen to write a lorebook of that name to."""
        dialog = self._saving(self.tr("Export the lorebook"), name, ENDINGS["json"])
        dialog.fileSelected.connect(self._on_lorebook_place)
        dialog.open()

    def ask_for_place(self, persona: Persona, kind: str) -> None:
        """Let a place be chosen to write a persona to."""
        title = self.tr("Export {name}").replace("{name}", persona.name)
        dialog = self._saving(title, persona.name, ENDINGS[kind])
        dialog.fileSelected.connect(partial(self._on_place, persona.id, kind))
        dialog.open()

    def close(self) -> None:
        """Close what is open."""
        if self.dialog is not None:
            self.dialog.reject()

    def _saving(self, title: str, name: str, ending: str) -> QFileDialog:
        dialog = self._made(title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(ending.removeprefix("."))
        dialog.selectFile(safe_file_name(name) + ending)
        return dialog

    def _made(self, title: str) -> QFileDialog:
        self.close()
        self.dialog = dialog = QFileDialog(QApplication.activeWindow() or self._window, title, str(Path.home()))
        dialog.setAccessibleName(title)
        dialog.finished.connect(self._on_finished)
        return dialog

    @Slot(str)
    def _on_picture(self, file: str) -> None:
        self.picture_chosen.emit(Path(file))

    @Slot(str)
    def _on_card(self, file: str) -> None:
        self.card_chosen.emit(Path(file))

    @Slot(str)
    def _on_lorebook(self, file: str) -> None:
        self.lorebook_chosen.emit(Path(file))

    @Slot(str)
    def _on_lorebook_place(self, file: str) -> None:
        self.lorebook_place_chosen.emit(Path(file))

    def _on_place(self, persona_id: str, kind: str, file: str) -> None:
        self.place_chosen.emit(persona_id, Path(file), kind)

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None
