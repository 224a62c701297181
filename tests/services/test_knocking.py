"""Whether anything listens at an address, with and without the system's help."""

import asyncio
from pathlib import Path

import pytest

from desktop_app.services import knocking
from desktop_app.services.knocking import listening_ports, listens


@pytest.mark.parametrize("helped", [True, False])
async def test_who_listens_is_heard_and_who_does_not_is_not(helped: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not helped:
        monkeypatch.setattr(knocking, "_TABLES", (Path("/none"),))
        assert listening_ports() is None
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assert await listens(f"http://127.0.0.1:{port}/v1", 5, listening_ports())
    server.close()
    await server.wait_closed()
    assert not await listens(f"http://127.0.0.1:{port}/v1", 5, listening_ports())
