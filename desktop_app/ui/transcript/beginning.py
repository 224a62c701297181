"""What a session shows before its first message: a welcome while there is none, and above it the greeting."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app.ui.transcript.greeting import GreetingRow
from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.welcome import WelcomeView

if TYPE_CHECKING:
    from desktop_app.ui.transcript.view import TranscriptView


class Beginning(QObject):
    """Keeps both in step with the model."""

    def __init__(self, view: "TranscriptView", model: TranscriptModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._welcome = WelcomeView(view.viewport())
        self._welcome.opener_chosen.connect(view.opener_chosen)
        self._welcome.model_wanted.connect(view.model_wanted)
        self._greeting: GreetingRow | None = None
        model.greeting_changed.connect(self._on_greeting_changed)

    def fit(self) -> None:
        """Keep the welcome where one looks."""
        self._welcome.setGeometry(self._view.viewport().rect())

    def show(self) -> None:
        """Welcome while nothing has been said."""
        welcome = self._model.welcome if self._model.rowCount() == 0 else None
        if welcome is not None:
            self._welcome.show_welcome(welcome)
            self.fit()
        self._welcome.setVisible(welcome is not None)

    def restyle(self) -> None:
        """Draw the greeting anew, in another theme or size of text or with pictures that have come."""
        if self._greeting is not None and self._model.greeting is not None:
            self._greeting.show_greeting(self._model.greeting)

    @Slot()
    def _on_greeting_changed(self) -> None:
        greeting = self._model.greeting
        if greeting is not None and self._greeting is None:
            self._greeting = GreetingRow(self._model.means, self._view.viewport())
            self._greeting.link_activated.connect(self._view.link_activated)
            self._greeting.grown.connect(self._view.refresh_layout)
        self.restyle()
        self._view.set_lead(self._greeting if greeting is not None else None)
