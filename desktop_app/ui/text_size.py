"""The size of all text: changed by keys, at once, and kept in the settings."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from desktop_app.services.settings import PreferenceService
from desktop_app.ui.application import Application
from desktop_app.ui.tasks import Tasks

PERCENTS = (80, 90, 100, 110, 125, 150, 175, 200)
"""The sizes to choose from, 100 being the desktop's own."""


class TextSize(QObject):
    """Goes through the sizes; the last one is what is there when the window opens again."""

    def __init__(self, preferences: PreferenceService, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._tasks = tasks
        self._wanted = self._stored = -1.0
        """Sizes in points, 0 for the desktop's own; negative while nothing was changed."""

    @Slot(int)
    def change(self, step: int) -> None:
        """Make text larger (1) or smaller (-1), or (0) as large as the desktop has it."""
        application = QApplication.instance()
        if not isinstance(application, Application):
            return
        now = application.text_percent()
        if step > 0:
            percent = next((each for each in PERCENTS if each > now + 0.5), PERCENTS[-1])
        elif step < 0:
            percent = next((each for each in reversed(PERCENTS) if each < now - 0.5), PERCENTS[0])
        else:
            percent = 100
        self._wanted = 0 if percent == 100 else round(application.points_of(percent), 2)
        application.set_text_size(self._wanted)
        if not self._tasks.is_running("keep text size"):
            self._tasks.start(self._keep(), name="keep text size")

    async def _keep(self) -> None:
        while self._stored != self._wanted:
            wanted = self._wanted
            await self._preferences.change("ui", "font_size", wanted)
            self._stored = wanted
