from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desktop_app.store.database import Database


@pytest.fixture(params=["file", "memory"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    path = tmp_path / "parley.db" if request.param == "file" else None
    async with Database.open(path) as opened:
        yield opened
