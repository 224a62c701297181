"""The guard hears at once whom the user allows, and whom not any more."""

import socket
from pathlib import Path

import pytest

from desktop_app.domain.network import Purpose
from desktop_app.network.guard import Guard
from desktop_app.network.ledger import Ledger
from desktop_app.network.refusal import RefusedError
from desktop_app.services.allowed_hosts import AllowedHosts
from desktop_app.services.settings import PreferenceService, ensure_settings


def connect(guard: Guard, ip: str) -> None:
    guard.expect(Purpose.MODEL_SERVER, ip, 443)
    with socket.socket() as made:
        guard.check("socket.connect", made, (ip, 443))


async def test_a_yes_and_its_end_take_effect_at_once(tmp_path: Path) -> None:
    ensure_settings(tmp_path / "settings.toml")
    guard = Guard(Ledger())
    hosts = AllowedHosts(["192.0.2.7"], PreferenceService(tmp_path / "settings.toml"), guard)
    connect(guard, "192.0.2.7")
    with pytest.raises(RefusedError):
        connect(guard, "192.0.2.8")
    await hosts.allow("192.0.2.8")
    connect(guard, "192.0.2.8")
    assert await hosts.disallow("192.0.2.8")
    with pytest.raises(RefusedError):
        connect(guard, "192.0.2.8")
    connect(guard, "192.0.2.7")
