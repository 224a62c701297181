"""Who answers: the personas page, the picker in the header, and all that shows a persona when one changes."""

from functools import partial

from PySide6.QtCore import QObject, QPoint, Slot

from desktop_app.domain.persona_drafts import NEW
from desktop_app.domain.sessions import Session
from desktop_app.services.changes import Changes
from desktop_app.ui.chat.turns import TurnDoings
from desktop_app.ui.inspector.persona_page import PersonaPage
from desktop_app.ui.inspector.presenter import PERSONA, InspectorPresenter
from desktop_app.ui.inspector.view import InspectorPane
from desktop_app.ui.persona_picker.menu import PersonaMenu
from desktop_app.ui.personas.pictures import PersonaPictures
from desktop_app.ui.personas.presenter import PersonasPresenter
from desktop_app.ui.personas.words import told_of
from desktop_app.ui.shell.screens import Screens
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.transcript.model import Speaker


class Casting(QObject):
    """Joins the personas with the window."""

    def __init__(
        self, screens: Screens, doings: TurnDoings, inspector: InspectorPresenter, tasks: Tasks, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.page: PersonaPage | None = None
        """The inspector's page of the persona, once it is made."""
        inspector.built.connect(self._on_inspector_built)
        self._services, self._window = screens.services, screens.window
        self._chat, self._sidebar, self._doings = screens.chat, screens.sidebar, doings
        self.pictures = PersonaPictures(screens.services.personas, tasks, self)
        self.personas = PersonasPresenter(screens.services, tasks, screens.window, self.pictures, self)
        screens.new_session.picture = self.pictures.picture
        screens.offers.undone.connect(self._on_undone)
        self._window.personas_requested.connect(self.personas.show)
        self._window.header.persona_clicked.connect(self._on_persona_clicked)
        self._chat.opened.connect(self._on_session)
        self._chat.changed.connect(self._on_session)
        self._sidebar.changed.connect(self._on_session)
        self.pictures.ready.connect(self._on_picture_ready)
        self.personas.chosen.connect(self._chat.change_persona)
        self.personas.work.changed.connect(self.update)
        self.personas.work.deleted.connect(screens.offers.tell)
        self._offers, self._draft_notice = screens.offers, 0
        self.personas.drafting.found.connect(self._on_draft_found)
        self.personas.drafting.shown.connect(self._on_draft_shown)
        self._know_speakers()

    def close(self) -> None:
        """Close what is open."""
        self.personas.close()

    @Slot()
    def update(self) -> None:
        """Show everywhere how the personas are now."""
        self._know_speakers()
        self._doings.know_personas()
        self._chat.greet_again()
        self._sidebar.refresh()
        self.personas.refresh()
        if self._chat.session is not None:
            self._show(self._chat.session)

    def _know_speakers(self) -> None:
        personas = self._services.personas.list_speakers()
        self._chat.messages.set_speakers(
            {each.id: Speaker(each.name, each.glyph, self.pictures.picture(each)) for each in personas}
        )

    def _show(self, session: Session) -> None:
        persona = self._services.personas.stand_in(session.persona)
        picture = self.pictures.picture(persona)
        self._window.header.set_persona(persona.glyph, persona.name, picture)
        if self.page is not None:
            self.page.show_persona(persona, told_of(persona, session.user_id, session_id=session.id), picture)

    @Slot(object)
    def _on_session(self, session: Session) -> None:
        if self._chat.is_open(session.id):
            self._show(session)
            self.personas.set_answering(session.persona)

    @Slot(str)
    def _on_picture_ready(self, persona_id: str) -> None:
        self._know_speakers()
        session = self._chat.session
        if session is not None and session.persona == persona_id:
            self._show(session)
            self._chat.greet_again()

    @Slot(object)
    def _on_undone(self, changes: Changes) -> None:
        if changes.personas:
            self.update()

    @Slot(str)
    def _on_draft_found(self, key: str) -> None:
        go_on = self.personas.begin_new if key == NEW else partial(self.personas.edit, key)
        if key == NEW:
            words = self.tr("The persona that you were making is kept as a draft.")
        else:
            words = self.tr("What you wrote on “{name}” is kept as a draft.")
            words = words.replace("{name}", self._services.personas.stand_in(key).name)
        self._draft_notice = self._offers.note(words, {self.tr("Go on writing"): go_on})

    @Slot()
    def _on_draft_shown(self) -> None:
        self._offers.withdraw(self._draft_notice)

    @Slot(object)
    def _on_inspector_built(self, pane: InspectorPane) -> None:
        self.page = PersonaPage()
        self.page.edit_wanted.connect(self.personas.edit)
        self.page.change_wanted.connect(self._open_menu)
        pane.add_page(self.tr("Persona"), self.page, PERSONA)
        if self._chat.session is not None:
            self._show(self._chat.session)

    @Slot()
    def _on_persona_clicked(self) -> None:
        self._open_menu(self._window.header.below_persona())

    @Slot(QPoint)
    def _open_menu(self, corner: QPoint) -> None:
        session = self._chat.session
        if session is None:
            return
        personas = self._services.personas
        menu = PersonaMenu(personas.list_personas(), session.persona, self._window, self.pictures.picture)
        menu.chosen.connect(self._chat.change_persona)
        persona = personas.stand_in(session.persona)
        edit = self.tr("Edit {name}…") if persona.own else self.tr("Make {name} mine…")
        menu.add_ways_on(
            (
                (edit.replace("{name}", persona.name), "", partial(self.personas.edit, persona.id)),
                (self.tr("New persona…"), "", self.personas.begin_new),
                (self.tr("Personas…"), "Ctrl+Shift+E", self.personas.show),
            )
        )
        menu.show_at(corner)
