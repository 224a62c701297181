from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desktop_app.store.database import Database
from desktop_app.store.server import Server


@pytest.fixture(params=["file", "memory", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An open store of each kind."""
    place: Path | Server | None = None
    if request.param == "file":
        place = tmp_path / "parley.db"
    elif request.param == "postgresql":
        place = Server(request.getfixturevalue("database_url"))
    async with Database.open(place) as opened:
        yield opened
