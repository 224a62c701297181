"""Where a model file is fetched from an address that one types."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.ui.models.panel import Panel
from desktop_app.ui.models.server_care import host_of
from desktop_app.ui.models.words import size_words
from desktop_app.ui.widgets.buttons import TextButton
from desktop_app.ui.widgets.progress_row import ProgressRow
from desktop_app.ui.widgets.text import ElidedLabel
from desktop_app.ui.widgets.theme import GRID


class DownloadPanel(Panel):
    """Takes an address, the hash that is expected and a folder; says plainly that this leaves the computer."""

    wanted = Signal(str, str, str)
    """The address, the SHA-256 that the file must have (perhaps empty), and the folder."""
    host_allowed = Signal(str)
    """One more host that may be asked for this file."""
    stopped = Signal()
    folder_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Download a model"),
            "",
            self.tr("Download"),
            parent,
        )
        self._folder, self._host = "", ""
        self.address = self.add_line(self.tr("Address of the file"), "https://…/model.gguf")
        self.address.textEdited.connect(self._say_where)
        self.sha256 = self.add_line(self.tr("SHA-256 that it must have (optional)"), "")
        self.folder_label = ElidedLabel()
        self.folder_label.setAccessibleName(self.tr("Folder"))
        self.folder_button = TextButton(self.tr("Choose…"))
        self.folder_button.setAccessibleName(self.tr("Choose folder"))
        self.folder_button.clicked.connect(self.folder_wanted)
        self.progress = ProgressRow(self.tr("Downloading"), self.tr("Stop downloading"))
        self.progress.stopped.connect(self.stopped)
        self.progress_words = QLabel()
        self.progress_words.setProperty("kind", "quiet")
        self._lay_out_more()
        self.set_folder(self.tr("Parley’s own folder"), "")
        self._say_where()
        self.show_idle()

    def _lay_out_more(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(self.folder_label, 1)
        row.addWidget(self.folder_button)
        pair = QVBoxLayout()
        pair.setSpacing(GRID)
        pair.addWidget(QLabel(self.tr("Folder")))
        pair.addLayout(row)
        self.rows.addLayout(pair)
        self.rows.addWidget(self.progress)
        self.rows.addWidget(self.progress_words)

    def set_folder(self, shown: str, folder: str) -> None:
        """Say where the file will lie."""
        self._folder = folder
        self.folder_label.setText(shown)
        self.folder_label.setAccessibleDescription(shown)

    def begin(self) -> None:
        """Go on with what is typed already."""
        self.address.setFocus()

    def confirm(self) -> None:
        """Have the file fetched, from one host more where that was asked about."""
        if not self.address.text().strip():
            return
        if self._host:
            self.host_allowed.emit(self._host)
        self._host = ""
        self.wanted.emit(self.address.text().strip(), self.sha256.text().strip(), self._folder)

    def ask_about(self, host: str, words: str) -> None:
        """Ask whether another host may be asked for this file, to which the first one sends on."""
        self.show_idle()
        self._host = host
        self.problem.say(words, "caution")
        self.name_button(self.tr("Also ask {host}").replace("{host}", host))
        self.confirm_button.setFocus()

    def is_asking(self) -> bool:
        """Tell whether a yes to another host is waited for."""
        return bool(self._host)

    def show_idle(self, *, resumable: bool = False) -> None:
        """Offer to begin, or to go on with what was stopped."""
        self.name_button(self.tr("Resume") if resumable else self.tr("Download"))
        self._set_busy(False)

    def show_progress(self, done: int, total: int, *, is_checking: bool = False) -> None:
        """Show how much has come, or how much of that is checked; `total` is 0 where nobody knows."""
        if not self.progress.isVisibleTo(self):
            self._set_busy(True)
            self.progress.stop_button.setFocus()
        self.progress.set_share(done / total if total else 0)
        words = self.tr("{done} of {all}") if total else self.tr("{done} so far")
        if is_checking:
            words = self.tr("Checking: {done} of {all}")
        self.progress_words.setText(words.replace("{done}", size_words(done)).replace("{all}", size_words(total)))

    def _set_busy(self, busy: bool) -> None:
        for line in (self.address, self.sha256):
            line.setEnabled(not busy)
        self.folder_button.setEnabled(not busy)
        self.confirm_button.setVisible(not busy)
        self.progress.setVisible(busy)
        self.progress_words.setVisible(busy)

    @Slot()
    def _say_where(self) -> None:
        if self._host:  # another address is another question
            self._host = ""
            self.show_idle()
        host = host_of(self.address.text().strip())
        if host:
            words = self.tr(
                "This leaves the computer: Parley asks {host} for the file, which sees your network address and what"
                " you fetch. Nothing else is sent, and nothing is ever fetched unasked."
            ).replace("{host}", host)
        else:
            words = self.tr(
                "This leaves the computer: Parley asks the address that you type for the file. Nothing else is sent,"
                " and nothing is ever fetched unasked."
            )
        self.note.say(words, "caution")
