"""What Parley relies on in the libraries it is built on, where a release has broken it before."""

import sys

from PySide6.QtCore import QObject, Signal


class Sender(QObject):
    """Something to call and to emit from."""

    sent = Signal()


def test_calls_that_return_nothing_keep_the_count_of_none() -> None:
    # PySide6 6.12.0 on Python 3.11 lost a reference to None in each: the process died after some 5,000 calls.
    sender = Sender()
    before = sys.getrefcount(None)
    for _ in range(1000):
        sender.setObjectName("a")
    assert abs(sys.getrefcount(None) - before) < 50


def test_emitting_keeps_the_counts_of_none_and_true() -> None:
    sender = Sender()
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(1000):
        sender.sent.emit()
    assert abs(sys.getrefcount(None) - before[0]) < 50
    assert abs(sys.getrefcount(True) - before[1]) < 50
