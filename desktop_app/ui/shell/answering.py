"""What answers: the chip and its menu, the model page, the parameters, and the line of the first minute."""

from functools import partial

from PySide6.QtCore import QObject, Slot

from desktop_app.domain.choosing import BUILTIN, OPENAI, ChosenBy, known_as
from desktop_app.domain.choosing_sentences import climb_words
from desktop_app.domain.engines import EngineChoice, EngineCondition, SessionEngine
from desktop_app.ui.chat.what_answers import WhatAnswers
from desktop_app.ui.engine_menu.menu import EngineMenu, Offer
from desktop_app.ui.engine_menu.words import author_of, engine_hint, engine_name, parameter_summary, shown_state
from desktop_app.ui.models.presenter import ModelsPresenter
from desktop_app.ui.parameters.presenter import ParametersPresenter
from desktop_app.ui.shell.screens import Screens
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.transcript.turns import Way


class Answering(QObject):
    """Joins what is known of what answers with everything that shows or changes it."""

    def __init__(self, screens: Screens, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._chat = screens.window, screens.chat
        self.answers = WhatAnswers(screens.services, tasks, self._chat, self)
        self.models = ModelsPresenter(screens.services, tasks, self._window, self)
        self.parameters = ParametersPresenter(screens.services, tasks, self.answers, self._window, self)
        self._chat.messages.turns.author_of = author_of
        self.answers.changed.connect(self._on_changed)
        self._window.header.engine_clicked.connect(self._open_menu)
        self._window.models_requested.connect(self.models.show)
        self._window.transcript.model_wanted.connect(self.models.show)
        self._window.parameters_requested.connect(self.parameters.show)
        self.models.chosen.connect(self.answers.choose)
        self.models.default_chosen.connect(self._on_default)
        self.models.work.changed.connect(self._on_models_changed)
        self.models.downloads.unseen.connect(self._window.notices.show_notice)
        self._choosing = screens.services.choosing

    def start(self) -> None:
        """Follow how the engines fare."""
        self.answers.start()

    def close(self) -> None:
        """Close what is open."""
        self.answers.stop()
        self.models.close()
        self.parameters.close()

    @Slot()
    def _on_changed(self) -> None:
        choice, chosen = self.answers.choice, self.answers.chosen
        if choice is None or chosen is None:
            return
        header = self._window.header
        hints = engine_hint(choice), self._why(), parameter_summary(chosen.parameters)
        header.set_engine(engine_name(choice), "\n".join(filter(None, hints)))
        header.set_engine_state(*shown_state(self.answers.state, self.answers.instead_of))
        self.models.set_chosen(choice)
        self.models.set_default(self.answers.default)
        self._show_note()
        self._chat.messages.turns.engines = tuple(map(_way, self.known()))

    def _why(self) -> str:
        """Return what was tried where nobody chose."""
        chosen = self.answers.chosen
        return climb_words(chosen.climb) if chosen is not None and chosen.climb and chosen.by is ChosenBy.LADDER else ""

    def _show_note(self) -> None:
        words = self.tr("Answering with the built-in responder. Add a model for real conversation.")
        self._chat.messages.set_note(words if self.answers.nothing_else_is_there() else "")

    def known(self) -> list[EngineChoice]:
        """Return what can be asked as far as is known: the built-in responder, what answered lately, what was found."""
        found = (entry.choice for entry in self.models.finder.entries.all() if entry.choice is not None)
        return list(dict.fromkeys((EngineChoice(BUILTIN), *self.answers.recent, *found)))

    @Slot()
    def _open_menu(self) -> None:
        menu = EngineMenu(self._window)
        state = self.answers.state
        if state is not None and state.condition is EngineCondition.STOPPED:
            menu.add_restart(state.reason, self.answers.restart, is_server=state.engine == OPENAI)
        menu.add_offers(self.tr("Answers in this session"), self._offers())
        menu.add_offers(self.tr("Presets"), self._presets())
        menu.add_ways_on(
            (
                (self.tr("Parameters…"), "Ctrl+Shift+P", self.parameters.show),
                (self.tr("Ask several…"), "Ctrl+Shift+Return", self._window.ask_several_requested.emit),
                (self.tr("Models and engines…"), "Ctrl+M", self.models.show),
            )
        )
        menu.show_at(self._window.header.below_engine())

    def _offers(self) -> list[Offer]:
        own, shown = self.answers.own.choice, self.answers.choice
        usual = self.answers.usual
        known = engine_name(usual) if usual is not None else self.tr("what is found on this computer")
        offers = [
            Offer(
                self.tr("As in new sessions: {engine}").replace("{engine}", known),
                "",
                own == EngineChoice(),
                partial(self.answers.choose, EngineChoice()),
            )
        ]
        for choice in (EngineChoice(BUILTIN), *self.answers.recent):
            is_chosen = own != EngineChoice() and shown is not None and known_as(choice) == known_as(shown)
            choose = partial(self.answers.choose, choice)
            offers.append(Offer(engine_name(choice), engine_hint(choice), is_chosen, choose))
        return offers

    def _presets(self) -> list[Offer]:
        own = self.answers.own
        return [
            Offer(
                preset.name, _hint(preset.engine), preset.engine == own, partial(self.answers.set_engine, preset.engine)
            )
            for preset in self.answers.presets
        ]

    @Slot(object, object)
    def _on_default(self, choice: EngineChoice, context: int | None) -> None:
        self.answers.make_default(choice, context)

    @Slot()
    def _on_models_changed(self) -> None:
        self._choosing.look_again()
        self.answers.look()


def _way(choice: EngineChoice) -> Way:
    return Way(engine_name(choice), engine=choice.name, model=choice.model, base_url=choice.base_url)


def _hint(engine: SessionEngine) -> str:
    name = engine_name(engine.choice) if engine.choice.name else ""
    return "\n".join(filter(None, (name, parameter_summary(engine.parameters))))
