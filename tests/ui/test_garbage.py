"""Circular garbage is collected, and by no other thread than Qt's."""

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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


@contextmanager
def everything_due(
    clock: Callable[[], float], used: Callable[[], float]
) -> Iterator[tuple[GarbageCollection, list[int]]]:
    """Give a collection to which all generations are due, and which ones it collects."""
    generations: list[int] = []
    thresholds = gc.get_threshold()
    collection = GarbageCollection(used=used, clock=clock)
    try:
        gc.set_threshold(1, 1, 1)
        for generation in (0, 0, 1, 0, 0, 1, 0, 0, 1):
            gc.collect(generation)
        kept: list[list[int]] = [[] for _ in range(10)]
        gc.callbacks.append(lambda phase, info: generations.append(info["generation"]) if phase == "stop" else None)
        yield collection, generations
        assert kept
    finally:
        gc.callbacks.pop()
        gc.set_threshold(*thresholds)
        collection.stop()


def test_everything_is_gone_through_when_the_window_has_nothing_else_to_do() -> None:
    used = now = 0.0
    with everything_due(lambda: now, lambda: used) as (collection, generations):
        used, now = 0.1, 0.2
        collection.collect_due()
        used, now = 0.15, 0.4
        collection.collect_due()
        assert 2 not in generations
        now = 0.6
        collection.collect_due()
        assert generations[-1] == 2


def test_where_there_is_always_something_to_do_everything_is_gone_through_in_the_end() -> None:
    now = 0.0
    with everything_due(lambda: now, lambda: now) as (collection, generations):
        now = 299.0
        collection.collect_due()
        assert 2 not in generations
        now = 301.0
        collection.collect_due()
        assert generations[-1] == 2
