"""How far a download is, shown on Parley's own entry of the task bar where the desktop can show that."""

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from desktop_app.domain.downloads import DownloadProgress

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusMessage

_PATH = "/parley/launcherentry"
_INTERFACE = "com.canonical.Unity.LauncherEntry"
"""What KDE's task bar, and the docks of Ubuntu and of others, listen to; a desktop that does not hears nothing."""


class TaskBar(QObject):
    """Tells the desktops of Linux by a signal on the session's bus, which no network is involved in."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_shown = False

    @Slot(object)
    def show_progress(self, progress: DownloadProgress) -> None:
        """Show how much of a download has come."""
        if progress.total:
            self._is_shown = True
            self._tell(min(progress.done / progress.total, 1.0), visible=True)

    @Slot()
    def clear(self) -> None:
        """Show nothing any more."""
        if self._is_shown:
            self._is_shown = False
            self._tell(0.0, visible=False)

    def message(self, share: float, *, visible: bool) -> "QDBusMessage":
        """Return the signal that says so."""
        from PySide6.QtDBus import QDBusMessage  # most sessions never need it

        made = QDBusMessage.createSignal(_PATH, _INTERFACE, "Update")
        made.setArguments(
            [
                f"application://{QGuiApplication.desktopFileName()}.desktop",
                {"progress": float(share), "progress-visible": visible},
            ]
        )
        return made

    def _tell(self, share: float, *, visible: bool) -> None:
        if sys.platform != "linux":
            return
        from PySide6.QtDBus import QDBusConnection

        bus = QDBusConnection.sessionBus()
        if bus.isConnected():
            bus.send(self.message(share, visible=visible))
