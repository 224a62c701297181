"""Widgets of these tests go where they were made."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Collect what a test leaves here: a widget that the collector finds in a database's thread is torn down there."""
    yield
    gc.collect()
