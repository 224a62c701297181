"""Follows the ledger: keeps the line at the foot of the sidebar true, tells of refusals, and shows it all."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from desktop_app.domain.errors import UserError
from desktop_app.domain.network import Kind, NetworkCounts, within_words
from desktop_app.services.network import NetworkService
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.network.dialog import NetworkDialog
from desktop_app.ui.network.model import LedgerModel
from desktop_app.ui.network.status import NetworkLine

_TOGETHER_MS = 100
"""What comes within that time is shown at once."""


class NetworkPresenter(QObject):
    """At most one dialog at a time."""

    def __init__(self, network: NetworkService, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._network = network
        self._window = window
        self._model = LedgerModel()
        self._dialog: NetworkDialog | None = None
        self._refused = 0
        self._stop: Callable[[], None] | None = None
        self._soon = QTimer(self, interval=_TOGETHER_MS, singleShot=True)
        self._soon.timeout.connect(self._update)
        self.line = NetworkLine()
        self.line.clicked.connect(self.show)
        window.network_requested.connect(self.show)

    def start(self) -> None:
        """Begin to follow, and show the line."""
        self._stop = self._network.follow(self._on_entry)
        self._window.sidebar.hold_status(self.line)
        self._update()

    def close(self) -> None:
        """Follow no more, and take away what is open."""
        if self._stop is not None:
            self._stop()
            self._stop = None  # it leads back here, and would keep the window
        self._soon.stop()
        if self._dialog is not None:
            self._dialog.reject()

    @Slot()
    def show(self) -> None:
        """Show all that there was."""
        if self._dialog is not None:
            return
        self._dialog = NetworkDialog(self._model, self._window)
        self._dialog.copy_requested.connect(self._on_copy)
        self._dialog.finished.connect(self._on_finished)
        self._update()
        self._dialog.open()

    def _on_entry(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _update(self) -> None:
        counts, network = self._network.counts, self._network
        self.line.show_counts(counts, network.summary(), watched=network.is_watched)
        if counts.refused > self._refused:
            self._refused = counts.refused
            self._tell_refusal()
        if self._dialog is not None:
            self._model.show(network.attempts())
            self._dialog.tell(self._headline(counts), within_words(counts))

    def _tell_refusal(self) -> None:
        last = next((each for each in reversed(self._network.attempts()) if not each.allowed), None)
        if last is not None:
            code = "program_refused" if last.kind is Kind.START else "connection_refused"
            self._window.notices.show_problem(UserError(code, place=last.where).message)

    def _headline(self, counts: NetworkCounts) -> str:
        if not self._network.is_watched:
            return self.tr("Nobody watches the connections of this window")
        if counts.beyond == 1:
            return self.tr("1 connection beyond this computer since start")
        return self.tr("{n} connections beyond this computer since start").replace("{n}", str(counts.beyond))

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._network.text())

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None
