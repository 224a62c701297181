"""Servers from the command line: hosts are allowed, keys kept and used, and never told."""

import os
from pathlib import Path

import pytest

from tests.servers.fake_cases import echo
from tests.support.processes import ask, run, told
from tests.support.servers import serving

KEY = "sk-canary-0123456789"


def test_a_key_is_read_from_standard_input_used_and_forgotten(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As on a computer without a desktop: no bus, and so no keyring.
    monkeypatch.setitem(os.environ, "DBUS_SESSION_BUS_ADDRESS", f"unix:path={data_dir}/nowhere")
    with serving({"echo": echo}) as server:
        kept = run(data_dir, "engines", "key", server.base_url, "--json", typed=f"{KEY}\n")
        assert kept.document == {"success": True, "base_url": server.base_url, "held_by": "file"}
        assert run(data_dir, "chat", "Hi", "--base-url", server.base_url).code == 0
        assert ask(data_dir, "engines", "forget-key", server.base_url)["forgotten"]
        assert {each.headers.get("authorization") for each in server.received} == {f"Bearer {KEY}"}
    assert not any(KEY.encode() in file.read_bytes() for file in data_dir.rglob("*") if file.is_file())
    sentence = told(run(data_dir, "engines", "key", server.base_url, typed="sk-ä\n"))
    assert "sk-" not in sentence


def test_a_host_is_allowed_by_name(data_dir: Path) -> None:
    words = ("chat", "Hi", "--engine", "openai", "--base-url", "http://192.0.2.1:9/v1")
    assert "parley engines allow 192.0.2.1" in told(run(data_dir, *words))
    assert ask(data_dir, "engines", "allow", "192.0.2.1")["host"] == "192.0.2.1"
    assert "192.0.2.1" in (data_dir / "settings.toml").read_text()
    assert "http://" in told(run(data_dir, "engines", "allow", "http://192.0.2.1"))
