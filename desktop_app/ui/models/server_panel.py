"""Where a server is added by its address."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.ui.models.panel import Panel


class ServerPanel(Panel):
    """Takes an address and perhaps a key; another computer is asked about first, by its name."""

    added = Signal(str, str)
    """The address as it was typed, and a key, perhaps empty."""
    allowed = Signal(str, str, str)
    """The host that may be talked to from now on, and the address and the key that were typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Add a server"),
            self.tr(
                "A program that answers for models in the way of OpenAI: Ollama, LM Studio, llama-server, vLLM and"
                " others. Those on this computer’s usual ports are found without this."
            ),
            self.tr("Add server"),
            parent,
        )
        self._host = ""
        self.address = self.add_line(self.tr("Address"), "http://127.0.0.1:8080")
        self.key = self.add_line(self.tr("API key (where it wants one)"), "")
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.address.textEdited.connect(self._hide_question)

    def confirm(self) -> None:
        """Have the server looked at, or first its computer allowed, where that was asked."""
        address, key = self.address.text().strip(), self.key.text().strip()
        if not address:
            return
        self.confirm_button.setEnabled(False)
        if self._host:
            host = self._host
            self._hide_question()
            self.allowed.emit(host, address, key)
        else:
            self.added.emit(address, key)

    def ask_about(self, host: str) -> None:
        """Ask once whether a host may be talked to that is not this computer."""
        self._host = host
        words = self.tr(
            "“{host}” is another computer. What you write to its models leaves this one, and so do their answers on the"
            " way back. Nothing was sent to it yet."
        )
        self.problem.say(words.replace("{host}", host), "caution")
        self.name_button(self.tr("Allow {host}").replace("{host}", host))
        self.confirm_button.setEnabled(True)
        self.confirm_button.setFocus()

    def show_problem(self, words: str) -> None:
        """Say what went wrong; what was typed stays."""
        super().show_problem(words)
        self.confirm_button.setEnabled(True)

    def begin(self) -> None:
        """Begin with empty fields."""
        for line in (self.address, self.key):
            line.clear()
        self.show_problem("")
        self._hide_question()
        self.address.setFocus()

    @Slot()
    def _hide_question(self) -> None:
        self._host = ""
        self.name_button(self.tr("Add server"))
