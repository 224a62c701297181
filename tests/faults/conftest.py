"""Services to break things under."""

from collections.abc import Iterator

import pytest

from tests.services.conftest import clock, engine, opening, script, services
from tests.support.victims import Victims

__all__ = ["clock", "engine", "opening", "script", "services"]


@pytest.fixture
def storage() -> dict[str, str]:
    """The chat file: what is broken here are files and processes."""
    return {"storage_type": "sqlite", "db_url": ""}


@pytest.fixture(scope="session")
def victims(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victims]:
    """Processes to break, all from one nursery."""
    with Victims(tmp_path_factory.mktemp("victims") / "trace") as nursery:
        yield nursery
