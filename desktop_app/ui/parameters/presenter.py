"""Opens the parameters of the open session, and keeps presets."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.domain.choosing import BUILTIN
from desktop_app.domain.engines import Parameters, SessionEngine
from desktop_app.domain.presets import Preset
from desktop_app.services.services import Services
from desktop_app.ui.chat.what_answers import WhatAnswers
from desktop_app.ui.engine_menu.words import engine_name
from desktop_app.ui.parameters.dialog import ParametersDialog
from desktop_app.ui.tasks import Tasks


class ParametersPresenter(QObject):
    """At most one dialog at a time."""

    def __init__(
        self, services: Services, tasks: Tasks, answers: WhatAnswers, window: QWidget, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._engines, self._user_id = services.session_engines, services.user_id
        self._tasks = tasks
        self._answers = answers
        self._window = window
        self._presets: list[Preset] = []
        self._taken: SessionEngine | None = None
        self.dialog: ParametersDialog | None = None
        """The dialog while it is open."""

    @Slot()
    def show(self) -> None:
        """Open the dialog with what the open session has."""
        if self.dialog is not None:
            self.dialog.raise_()
            return
        self._taken = None
        self.dialog = dialog = ParametersDialog(self._about(), self._window)
        dialog.show_parameters(self._answers.own.parameters)
        dialog.applied.connect(self._on_applied)
        dialog.presets.chosen.connect(self._on_chosen)
        dialog.presets.saved.connect(self._on_saved)
        dialog.presets.renamed.connect(self._on_renamed)
        dialog.presets.deleted.connect(self._on_deleted)
        dialog.finished.connect(self._on_finished)
        dialog.open()
        self._start(partial(self._list, self._name_of_own))

    def close(self) -> None:
        """Close the dialog."""
        if self.dialog is not None:
            self.dialog.reject()

    def _about(self) -> str:
        if self._answers.choice is not None and self._answers.choice.name == BUILTIN:
            return self.tr(
                "The built-in responder answers here and takes no parameters; what is set is for the model that answers"
                " in this session later."
            )
        words = self.tr(
            "How {engine} answers in this session. What is left empty stays as the model’s makers set it. A preset"
            " keeps the model as well."
        )
        return words.replace("{engine}", engine_name(self._answers.choice) if self._answers.choice else "")

    def _start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._tasks.start_told(work, name="keep presets", on_refused=self._show_problem)

    def _show_problem(self, words: str) -> None:
        if self.dialog is not None:
            self.dialog.show_problem(words)

    async def _list(self, current: str | None) -> None:
        self._presets = await self._engines.presets(self._user_id)
        self._answers.presets = self._presets
        if self.dialog is not None:
            self.dialog.show_problem("")
            self.dialog.show_presets([preset.name for preset in self._presets], current or "")

    @property
    def _name_of_own(self) -> str:
        own = self._answers.own
        return next((preset.name for preset in self._answers.presets if preset.engine == own), "")

    @Slot(object)
    def _on_applied(self, parameters: Parameters) -> None:
        choice = (self._taken or self._answers.own).choice
        self._answers.set_engine(SessionEngine(choice, parameters))
        if self.dialog is not None:
            self.dialog.accept()

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        preset = next((each for each in self._presets if each.name == name), None)
        self._taken = None if preset is None else preset.engine
        if self.dialog is not None and preset is not None:
            self.dialog.show_parameters(preset.engine.parameters)

    @Slot(str)
    def _on_saved(self, name: str) -> None:
        parameters = None if self.dialog is None else self.dialog.parameters()
        if parameters is not None:
            own = (self._taken or self._answers.own).choice
            choice = own if own.name or own.model else self._answers.choice or own
            self._start(partial(self._save, name, SessionEngine(choice, parameters)))

    @Slot(str, str)
    def _on_renamed(self, name: str, new: str) -> None:
        self._start(partial(self._rename, name, new))

    @Slot(str)
    def _on_deleted(self, name: str) -> None:
        self._start(partial(self._delete, name))

    async def _save(self, name: str, engine: SessionEngine) -> None:
        await self._engines.save_preset(self._user_id, name, engine)
        self._taken = engine
        await self._list(name)

    async def _rename(self, name: str, new: str) -> None:
        await self._engines.rename_preset(self._user_id, name, new)
        await self._list(new)

    async def _delete(self, name: str) -> None:
        await self._engines.delete_preset(self._user_id, name)
        await self._list("")

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None
