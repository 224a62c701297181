"""Python's collector of circular garbage, kept to the thread that Qt is on."""

import gc
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Slot

_INTERVAL_MS = 200
"""What was made since the last time is gone through in one go, and of a second's that would be seen while one types."""
_BUSY = 0.05
"""The share of its time in which a thread that does hardly anything works."""
_LATEST = 300.0
"""Seconds after which everything is gone through all the same."""


class GarbageCollection(QObject):
    """Collects now and then what Python would collect by itself, but in whatever thread just made something.

    There it would delete Qt's objects under the hands of the thread that they belong to. Going through everything takes
    some fifty milliseconds, and waits until the window has nothing else to do.
    """

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        used: Callable[[], float] = time.thread_time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Go by `clock`, and by the seconds of a processor that this thread has `used`."""
        super().__init__(parent)
        gc.disable()
        self._used, self._clock = used, clock
        self._used_before, self._looked, self._whole = used(), clock(), clock()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.collect_due)
        self._timer.start(_INTERVAL_MS)

    @Slot()
    def collect_due(self) -> None:
        """Collect the oldest generation of which enough has come together since the last time."""
        busy = self._was_busy()
        due = [count > threshold > 0 for count, threshold in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        oldest = len(due) - 1
        if due[oldest] and busy and self._clock() - self._whole < _LATEST:
            due[oldest] = False
        if any(due):
            gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))
            self._used_before = self._used()  # what this took is no work of the window's
        if due[oldest]:
            self._whole = self._clock()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()

    def _was_busy(self) -> bool:
        """Tell whether this thread had something to do since it was asked last."""
        used, now = self._used(), self._clock()
        busy = used - self._used_before > _BUSY * (now - self._looked)
        self._used_before, self._looked = used, now
        return busy
