"""What a server may need of the user: a yes to another computer, a key, or to be forgotten."""

from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop_app.domain.servers import FoundServer, Health, KeyPlace
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.theme import GRID


class ServerCare(QWidget):
    """Shows only what is needed."""

    allowed = Signal(str, str)
    """The address of a server, and the host that may be talked to from now on."""
    key_given = Signal(str, str)
    """The address of a server and the key that it wants."""
    key_forgotten = Signal(str)
    """The address of a server whose key is not to be kept any more."""
    forgotten = Signal(str)
    """The address of a server that is not to be looked at any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._url = ""
        self.allow_button = TextButton("", kind="primary")
        self.key = QLineEdit()
        self.key.setAccessibleName(self.tr("API key"))
        self.key.setPlaceholderText(self.tr("API key"))
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key_button = TextButton(self.tr("Keep key"))
        self.forget_button = TextButton("", kind="link")
        self.kept = QLabel()
        self.kept.setTextFormat(Qt.TextFormat.PlainText)
        self.kept.setWordWrap(True)
        self.forget_key_button = TextButton(self.tr("Forget its API key"), kind="link")
        self._key_row = QWidget()
        row = QHBoxLayout(self._key_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID)
        row.addWidget(self.key, 1)
        row.addWidget(self.key_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(self.kept)
        column.addWidget(self._key_row)
        across = QHBoxLayout()
        across.addWidget(self.allow_button)
        across.addWidget(self.forget_key_button)
        across.addWidget(self.forget_button)
        across.addStretch(1)
        column.addLayout(across)
        self.allow_button.clicked.connect(self._on_allow)
        self.key_button.clicked.connect(self._on_key)
        self.key.returnPressed.connect(self._on_key)
        self.forget_button.clicked.connect(self._on_forget)
        self.forget_key_button.clicked.connect(self._on_forget_key)

    def show_server(self, server: FoundServer | None) -> None:
        """Offer what this server needs."""
        url = "" if server is None else server.base_url
        if url != self._url:  # what was typed for one server is for no other
            self.key.clear()
        self._url = url
        health = None if server is None else server.health
        host = host_of(self._url)
        allow = self.tr("Allow {host}").replace("{host}", host)
        self.allow_button.setText(allow.replace("&", "&&"))
        self.allow_button.setAccessibleName(allow)
        self.allow_button.setVisible(health is Health.NOT_ALLOWED)
        self._key_row.setVisible(health is Health.NEEDS_KEY)
        key = None if server is None else server.key
        self.kept.setText(_kept_words(key))
        for widget in (self.kept, self.forget_key_button):
            widget.setVisible(key is not None)
        remembered = server is not None and server.remembered
        forget = self.tr("Forget this server") if key is None else self.tr("Forget this server and its API key")
        self.forget_button.setText(forget)
        self.forget_button.setAccessibleName(forget)
        self.forget_button.setVisible(remembered)
        self.setVisible(health in {Health.NOT_ALLOWED, Health.NEEDS_KEY} or key is not None or remembered)

    @Slot()
    def _on_allow(self) -> None:
        self.allowed.emit(self._url, host_of(self._url))

    @Slot()
    def _on_key(self) -> None:
        if self.key.text().strip():
            self.key_given.emit(self._url, self.key.text().strip())
            self.key.clear()

    @Slot()
    def _on_forget_key(self) -> None:
        self.key_forgotten.emit(self._url)

    @Slot()
    def _on_forget(self) -> None:
        self.forgotten.emit(self._url)


def _kept_words(key: KeyPlace | None) -> str:
    """Return what keeps the API key of a server, empty where there is none."""
    if key is None:
        return ""
    words = {
        KeyPlace.KEYRING: QCoreApplication.translate("Models", "Its API key is kept by the desktop’s keyring."),
        KeyPlace.FILE: QCoreApplication.translate(
            "Models", "Its API key is kept in a file that only you can read; not encrypted."
        ),
    }
    return words[key]


def host_of(base_url: str) -> str:
    """Return the host in a server's address, empty where there is none."""
    try:
        return urlsplit(base_url).hostname or ""
    except ValueError:
        return ""
