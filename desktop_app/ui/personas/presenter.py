"""Opens the personas page, and does what is asked there."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.persona_documents import PersonaVersion
from desktop_app.domain.persona_drafts import NEW
from desktop_app.domain.personas import Persona
from desktop_app.services.persona_cards import CardPreview
from desktop_app.services.services import Services
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.personas.drafting import Drafting
from desktop_app.ui.personas.files import PersonaFiles
from desktop_app.ui.personas.look_field import NEW_PICTURE
from desktop_app.ui.personas.lore_files import LoreFiles
from desktop_app.ui.personas.pictures import PersonaPictures
from desktop_app.ui.personas.work import PersonaWork
from desktop_app.ui.tasks import Tasks

if TYPE_CHECKING:
    from desktop_app.ui.personas.list_model import PersonasModel
    from desktop_app.ui.personas.page import PersonasPage


class PersonasPresenter(QObject):
    """At most one page at a time; it costs nothing until it is first wanted."""

    chosen = Signal(str)
    """The id of the persona that shall answer in the open session."""

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        window: MainWindow,
        pictures: PersonaPictures,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._personas, self._user_id = services.personas, services.user_id
        self._window = window
        self._pictures = pictures
        self._answering = ""
        self._preview: CardPreview | None = None
        self._model: PersonasModel | None = None
        self.engines: Callable[[], Sequence[EngineChoice]] = tuple
        """Returns what can be chosen to answer."""
        self.work = PersonaWork(services, tasks, self)
        self.drafting = Drafting(services, tasks, self)
        self.files = PersonaFiles(window, self)
        self.lore_files = LoreFiles(self.files, self.work, tasks, self)
        self.page: PersonasPage | None = None
        """The page while it is open."""
        pictures.ready.connect(self._on_picture_ready)
        for signal, slot in (
            (self.work.changed, self._on_changed),
            (self.work.saved, self._on_saved),
            (self.work.versions_read, self._on_versions),
            (self.work.card_read, self._on_card),
            (self.work.picture_read, self._on_picture_read),
            (self.work.exported, self._on_exported),
            (self.work.failed, self._on_failed),
            (self.drafting.shown, self._show_picture),
        ):
            signal.connect(slot)
        self.files.picture_chosen.connect(self.work.read_picture)
        self.files.card_chosen.connect(self.work.read_card)
        self.files.place_chosen.connect(self.work.export)

    @Slot()
    def show(self) -> None:
        """Open the page, or bring it to the front."""
        if self.page is None:
            self._build()
        if self.page is not None:
            self.page.show()
            self.page.raise_()
            self.page.activateWindow()

    @Slot(str)
    def show_persona(self, persona_id: str) -> None:
        """Open the page with one persona."""
        self.show()
        if self.page is not None and not self.page.is_writing():
            self.page.show_details()
            self.page.list.look_at(persona_id)

    @Slot(str)
    def edit(self, persona_id: str) -> None:
        """Let a persona be changed; of a shipped one, a copy that nothing is stored of yet."""
        self.show()
        if self.page is None or self.page.is_writing():
            return
        persona = self._personas.stand_in(persona_id)
        if persona.own:
            self._write(persona, persona_id, self.tr("Edit {name}"))
        else:
            note = self.tr("“{name}” came with Parley and stays as it is; what you save here is a persona of your own.")
            heading, note = self.tr("Your own {name}"), note.replace("{name}", persona.name)
            self._write(_copy(persona), persona_id, heading, note)

    @Slot()
    def begin_new(self) -> None:
        """Let a persona be made."""
        self.show()
        if self.page is not None and not self.page.is_writing():
            empty = Persona("", "", "", "", "", "", self._personas.list_personas()[0].style, own=True)
            self._write(empty, NEW, self.tr("New persona"))

    def read_card(self, path: Path) -> None:
        """Show what a file would bring in."""
        self.show()
        if self.page is not None and not self.page.is_writing():
            self.work.read_card(path)

    def is_writing(self) -> bool:
        """Tell whether a persona is being written, which nothing else may take the place of."""
        return self.page is not None and self.page.is_writing()

    def set_answering(self, persona_id: str) -> None:
        """Know which persona answers in the open session."""
        self._answering = persona_id
        if self.page is not None and self._model is not None:
            self._model.set_chosen(persona_id)
            self.page.details.set_answering(persona_id)

    @Slot()
    def refresh(self) -> None:
        """Show the personas as they are now."""
        if self._model is not None:
            self._model.set_personas(self._personas.list_personas())

    def close(self) -> None:
        """Close the page and what it opened."""
        self.files.close()
        self.drafting.close()
        if self.page is not None:
            self.page.done(0)

    def _build(self) -> None:
        # Only now: the window's start would wait for what it may never need.
        from desktop_app.ui.personas.list_model import PersonasModel
        from desktop_app.ui.personas.page import PersonasPage

        self._model = PersonasModel(self._pictures.picture, self)
        self.page = page = PersonasPage(self._model, self._user_id, self._window)
        page.hold_notices(self._window.notices)
        page.list.looked_at.connect(self._on_looked_at)
        page.new_wanted.connect(self.begin_new)
        page.import_wanted.connect(self.files.ask_for_card)
        page.files_dropped.connect(self._on_files_dropped)
        page.undo_requested.connect(self._window.undo_requested)
        page.finished.connect(self._on_finished)
        details = page.details
        details.use_wanted.connect(self.chosen)
        details.edit_wanted.connect(self.edit)
        details.duplicate_wanted.connect(self.work.duplicate)
        details.versions_wanted.connect(self.work.read_versions)
        details.export_wanted.connect(self._on_export)
        details.delete_wanted.connect(self.work.delete)
        page.versions.restored.connect(self.work.restore)
        page.versions.picture = self._pictures.picture
        page.importing.confirmed.connect(self._on_import_confirmed)
        page.writing.saved.connect(self._on_save)
        self.work.save_ended.connect(page.writing.allow)
        self.work.add_ended.connect(page.importing.allow)
        page.writing.left.connect(self.drafting.end)
        page.writing.editor.draft_note.pressed.connect(self.drafting.discard_or_bring_back)
        page.writing.editor.picture_wanted.connect(self.files.ask_for_picture)
        self.lore_files.serve(page.writing.editor)
        self.set_answering(self._answering)
        self.refresh()
        page.list.look_at(self._answering)

    def _write(self, persona: Persona, key: str, heading: str, note: str = "") -> None:
        if self.page is None:
            return
        self.work.stop_reading()
        self.lore_files.stop()
        editor = self.page.writing.editor
        styles = dict.fromkeys(each.style for each in self._personas.list_personas())
        editor.set_offers(self.engines(), styles)
        editor.begin(persona, heading=heading.replace("{name}", persona.name), note=note)
        self.page.show_writing()
        self._show_picture()
        self.drafting.begin(editor, key)

    # What the page asks for

    @Slot(object)
    def _on_looked_at(self, persona: Persona | None) -> None:
        if self.page is not None:
            picture = None if persona is None else self._pictures.picture(persona)
            self.page.details.show_persona(persona, picture)

    @Slot(object)
    def _on_files_dropped(self, paths: list[str]) -> None:
        self.read_card(Path(paths[0]))

    @Slot(str, str)
    def _on_export(self, persona_id: str, kind: str) -> None:
        self.files.ask_for_place(self._personas.get(persona_id), kind)

    @Slot()
    def _on_import_confirmed(self) -> None:
        if self._preview is not None:
            self.work.add(self._preview)

    @Slot(object)
    def _on_save(self, persona: Persona) -> None:
        self.work.save(persona, self.drafting.picture if persona.picture == NEW_PICTURE else None)

    # What came of it

    @Slot(str)
    def _on_changed(self, persona_id: str) -> None:
        self.refresh()
        if self.page is not None and not self.page.is_writing():
            self.page.show_details()
            if persona_id:
                self.page.search.clear()
                self.page.list.look_at(persona_id)

    @Slot(object)
    def _on_saved(self, persona: Persona) -> None:
        if self.page is not None:
            self.page.writing.leave_saved()
            self.page.search.clear()
            self.page.list.look_at(persona.id)

    @Slot(object)
    def _on_versions(self, versions: Sequence[PersonaVersion]) -> None:
        if self.page is not None and versions:
            self.page.versions.show_versions(versions, datetime.now(UTC))
            self.page.show_versions()

    @Slot(object, object)
    def _on_card(self, preview: CardPreview, picture: QImage | None) -> None:
        if self.page is not None:
            self._preview = preview
            self.page.importing.show_card(preview, picture)
            self.page.show_import()

    @Slot(object, object)
    def _on_picture_read(self, data: bytes, image: QImage) -> None:
        if self.page is not None and self.page.is_writing():
            self.drafting.picture = data
            self.page.writing.editor.take_picture(image)

    @Slot(str)
    def _on_picture_ready(self, persona_id: str) -> None:
        if self.page is None or self._model is None:
            return
        self._model.tell_all()
        self.page.versions.show_chosen()
        shown = self.page.list.current()
        if shown is not None and shown.id == persona_id:
            self._on_looked_at(shown)
        if self.page.is_writing() and self.page.writing.editor.draft().id == persona_id:
            self._show_picture()

    @Slot()
    def _show_picture(self) -> None:
        if self.page is not None and self.page.is_writing():
            editor = self.page.writing.editor
            if editor.draft().picture != NEW_PICTURE:
                editor.show_picture(self._pictures.picture(editor.draft()))

    @Slot(str, str)
    def _on_exported(self, name: str, file: str) -> None:
        words = self.tr("“{name}” is in {file}.").replace("{name}", name).replace("{file}", file)
        self._window.notices.show_notice(words)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self.page is not None:
            self.page.show_problem(sentence)
        else:
            self._window.notices.show_problem(sentence)

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        self._window.take_notices_back()
        self.lore_files.stop()
        if self.page is not None:
            self.page.deleteLater()
        if self._model is not None:
            self._model.deleteLater()
        self.page = self._model = None


def _copy(persona: Persona) -> Persona:
    return replace(persona, id="", own=True, version=1)
