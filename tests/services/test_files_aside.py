"""Nothing waits for a disk on the event loop: one that hangs, as a network's does, must not hang the window."""

import asyncio
import builtins
import io
import os
from collections import Counter
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from desktop_app.app import open_services
from desktop_app.domain.exports import ExportFormat
from desktop_app.domain.settings import Settings
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.paths import Paths, prepare
from desktop_app.services.chat import SendRequest
from tests.support.clock import FakeClock

TOUCHING = ("stat", "lstat", "open", "unlink", "mkdir", "rmdir", "rename", "replace", "listdir", "scandir", "chmod")


class Watch:
    """Counts what is done to the files of one folder while the event loop runs in the same thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self.met: Counter[str] = Counter()

    def over(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: Any, **named: Any) -> Any:
            path = arguments[0] if arguments and isinstance(arguments[0], str | os.PathLike) else ""
            if asyncio._get_running_loop() is not None and os.fspath(path).startswith(self._folder):
                self.met[f"{name} {path}"] += 1
            return work(*arguments, **named)

        return watched


@pytest.fixture
def watch(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Watch:
    watch = Watch(data_dir)
    for name in TOUCHING:
        before = getattr(os, name)
        watched = watch.over(name, before)
        monkeypatch.setattr(os, name, watched)
        for kind in ("supports_dir_fd", "supports_fd", "supports_follow_symlinks"):
            if before in getattr(os, kind):
                monkeypatch.setattr(os, kind, {*getattr(os, kind), watched})
    opened = watch.over("open", io.open)
    monkeypatch.setattr(io, "open", opened)
    monkeypatch.setattr(builtins, "open", opened)
    return watch


async def test_no_file_is_touched_on_the_event_loop(
    clock: FakeClock, engine: ScriptedEngine, watch: Watch, data_dir: Path
) -> None:
    paths = Paths(data_dir, data_dir)
    prepare(paths)
    watch.met.clear()  # that was before there is a window
    async with open_services(paths, Settings(user="ada"), clock, {"builtin": lambda _choice: engine}) as services:
        for text in ("Where shall the roses grow?", "And the walnut tree?"):
            async with aclosing(services.chat.send(SendRequest("ada", text, session_id="garden"))) as events:
                assert [event async for event in events]
        await services.search.search("ada", "walnut")
        await services.export.export("ada", "garden", ExportFormat.JSON, data_dir / "garden.json")
        made = await services.backup.create()
        await services.backup.restore("ada", str(made.file))
        assert (await services.removal.delete_all("ada", ["garden"])).sessions == 1
    assert watch.met == {}
