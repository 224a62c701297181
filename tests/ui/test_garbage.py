"""Circular garbage is collected, and by no other thread than Qt's."""

import gc
import threading
import weakref

import pytest

from desktop_app.ui.garbage import GarbageCollection

pytestmark = pytest.mark.usefixtures("qapp")
ENOUGH = 50_000


class Circle:
    """Refers to itself."""

    def __init__(self) -> None:
        self.me = self


def test_garbage_of_all_threads_is_collected_on_this_one() -> None:
    collected: list[int] = []
    kept: list[object] = []
    refs: list[weakref.ref[Circle]] = []

    def make() -> None:
        refs.append(weakref.ref(Circle(), lambda _ref: collected.append(threading.get_ident())))
        kept.extend([] for _ in range(ENOUGH))  # so much that Python would collect by itself

    collection = GarbageCollection()
    try:
        thread = threading.Thread(target=make)
        thread.start()
        thread.join()
        assert collected == []
        collection.collect_due()
        assert collected == [threading.get_ident()]
        assert not gc.isenabled()
    finally:
        collection.stop()
    assert gc.isenabled()


def test_nothing_is_done_where_nothing_is_due() -> None:
    collection = GarbageCollection()
    try:
        gc.collect()
        collected: list[str] = []
        gc.callbacks.append(lambda phase, _info: collected.append(phase))
        collection.collect_due()
        assert collected == []
    finally:
        gc.callbacks.pop()
        collection.stop()
