"""Files that are dropped on the window beside the composer: what may be a persona, or a model, is looked into."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from desktop_app.domain.openables import ENDINGS


class Dropping(QObject):
    """Watches the window; whatever a widget in it takes itself never comes here."""

    def __init__(self, window: QWidget, open_file: Callable[[Path], None], parent: QObject) -> None:
        super().__init__(parent)
        self._open_file = open_file
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take one file that may be opened."""
        if event.type() in {QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop}:
            file = _file_in(event) if isinstance(event, QDropEvent) else None
            if isinstance(event, QDropEvent) and file is not None:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    self._open_file(file)
                return True
        return super().eventFilter(watched, event)


def _file_in(event: QDropEvent) -> Path | None:
    files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 and files[0].suffix.lower() in ENDINGS else None
