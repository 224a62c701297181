"""Python's collector of circular garbage, kept to the thread that Qt is on."""

import gc

from PySide6.QtCore import QObject, Qt, QTimer, Slot

_INTERVAL_MS = 1_000


class GarbageCollection(QObject):
    """Collects now and then what Python would collect by itself, but in whatever thread just made something.

    There it would delete Qt's objects under the hands of the thread that they belong to.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.collect_due)
        self._timer.start(_INTERVAL_MS)

    @Slot()
    def collect_due(self) -> None:
        """Collect the oldest generation of which enough has come together since the last time."""
        due = [count > threshold > 0 for count, threshold in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if any(due):
            gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()
