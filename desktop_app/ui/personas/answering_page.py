"""How the persona answers: what makes its answers, and what happens to its sessions."""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from desktop_app.domain.engines import EngineChoice, Parameters
from desktop_app.domain.personas import Persona
from desktop_app.ui.engine_menu.words import engine_hint, engine_name
from desktop_app.ui.parameters.fields import ParameterFields
from desktop_app.ui.personas.form_page import FormPage
from desktop_app.ui.widgets.check_box import CheckBox
from desktop_app.ui.widgets.choice_box import ChoiceBox


class AnsweringPage(FormPage):
    """Engine and model, the built-in responder's voice, affinity, whether sessions are kept, and parameters."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Persona | None = None
        self._choices: list[EngineChoice | None] = [None]
        self.engine = ChoiceBox(self.tr("Engine and model"))
        self.add_field(
            "engine",
            self.tr("Engine and model"),
            self.engine,
            self.tr("Answers in its sessions, unless a session chooses for itself"),
        )
        self.style_box = ChoiceBox(self.tr("Voice of the built-in responder"))
        self.add_field(
            "style",
            self.tr("Voice of the built-in responder"),
            self.style_box,
            self.tr("How it sounds where no model answers"),
        )
        self.affinity = CheckBox(self.tr("Affinity: it grows closer to those who talk to it"))
        self.keep = CheckBox(self.tr("Keep its sessions: they never expire"))
        for box in (self.affinity, self.keep):
            self.column.addWidget(box)
            box.toggled.connect(self.edited)
        self.parameters = ParameterFields()
        self.add_field("parameters", self.tr("Parameters"), self.parameters)
        self.add_note(
            self.tr("What is left empty stays as the model’s makers set it; what a session sets counts more.")
        )
        self.parameters.edited.connect(self.edited)
        self.column.addStretch(1)
        self.engine.currentIndexChanged.connect(self._on_chosen)
        self.style_box.currentIndexChanged.connect(self.edited)

    def set_offers(self, engines: Iterable[EngineChoice], styles: Iterable[str]) -> None:
        """Know what there is to choose from."""
        self._choices = [None, *dict.fromkeys(engines)]
        self._fill_engines(None)
        self.style_box.clear()
        for style in styles:
            self._add_style(style)

    def show_persona(self, persona: Persona) -> None:
        """Fill the fields."""
        self._shown = persona
        if persona.engine not in self._choices:
            self._choices.append(persona.engine)
        self._fill_engines(persona.engine)
        if self.style_box.findData(persona.style) < 0:
            self._add_style(persona.style)
        self.style_box.setCurrentIndex(self.style_box.findData(persona.style))
        self.parameters.show_parameters(persona.parameters or Parameters())
        self.affinity.setChecked(persona.affinity)
        self.keep.setChecked(persona.keep)

    def taken(self, persona: Persona) -> Persona:
        """Return the persona with what stands in the fields."""
        parameters = self.parameters.parameters()
        return replace(
            persona,
            parameters=persona.parameters if parameters in (None, persona.parameters) else _set(parameters),
            engine=self._choices[max(self.engine.currentIndex(), 0)],
            style=str(self.style_box.currentData() or persona.style),
            affinity=self.affinity.isChecked(),
            keep=self.keep.isChecked(),
        )

    def unread(self) -> dict[str, str]:
        """Return what is wrong with the parameters, which say themselves where."""
        fine = self.parameters.parameters() is not None
        return {} if fine else {"parameters": self.tr("One of these cannot be used.")}

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed, or let it again."""
        super().set_read_only(read_only)
        for box in (self.affinity, self.keep):
            box.setDisabled(read_only)

    def _fill_engines(self, current: EngineChoice | None) -> None:
        self.engine.blockSignals(True)
        self.engine.clear()
        for choice in self._choices:
            self.engine.addItem(self.tr("As in every session") if choice is None else _offered(choice))
        self.engine.setCurrentIndex(self._choices.index(current))
        self.engine.blockSignals(False)

    def _add_style(self, style: str) -> None:
        self.style_box.addItem(style.replace("_", " ").capitalize(), style)

    @Slot(int)
    def _on_chosen(self, _index: int) -> None:
        self.edited.emit()


def _set(parameters: Parameters | None) -> Parameters | None:
    return None if parameters == Parameters() else parameters


def _offered(choice: EngineChoice) -> str:
    where = engine_hint(choice) if choice.base_url else ""
    return f"{engine_name(choice)} — {where}" if where and where != engine_name(choice) else engine_name(choice)
