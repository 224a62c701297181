"""The commands about personas: in and out of files, copied, brought back."""

import json
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.app import open_services
from desktop_app.cli.parser import parse
from desktop_app.cli.run import run as run_command
from desktop_app.domain.persona_documents import asset_name, lorebook_data
from desktop_app.domain.settings import Settings
from desktop_app.paths import Paths, prepare
from desktop_app.services.services import Services

SAMPLES = Path(__file__).parent.parent / "formats" / "cards" / "samples"


class Line:
    """A command line on the services of this process."""

    def __init__(self, data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._paths = Paths(data_dir, data_dir)
        self._capsys = capsys
        prepare(self._paths)

    async def ask(self, *words: str, code: int = 0) -> Any:
        """Run a command on personas that must end with that code; return its document, or the code of its error."""
        document = json.loads(await self.say(*words, "--json", code=code))
        return document["error"]["code"] if code else document

    async def say(self, *words: str, code: int = 0) -> str:
        """Run a command on personas that must end with that code; return what it printed."""
        self._capsys.readouterr()
        arguments = parse(("personas", *words))
        ended = await run_command(arguments, self.opening, lambda: pytest.fail("no doctor is needed"), None)
        shown = self._capsys.readouterr()
        assert ended == code, shown
        return shown.out or shown.err

    @asynccontextmanager
    async def opening(self) -> AsyncIterator[Services]:
        """The services that the commands are given."""
        async with open_services(self._paths, Settings(user="ada")) as services:
            yield services


@pytest.fixture
def line(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    return Line(data_dir, capsys)


async def test_a_card_is_looked_at_saved_and_written_again(line: Line, tmp_path: Path) -> None:
    sample = str(SAMPLES / "bramble_v3.png")
    seen = await line.ask("import", sample, "--dry-run")
    assert (seen["imported"], seen["name"], seen["has_picture"]) == (False, "Bramble", True)
    assert (await line.ask("list"))["count"] == 5
    saved = await line.ask("import", sample)
    assert (saved["imported"], saved["id"], saved["own"], saved["nickname"]) == (True, "bramble", True, "Bram")
    assert saved["lorebook_entries"] == 2
    assert await line.ask("import", sample, code=1) == "persona_known"
    assert "already (bramble)" in (await line.ask("import", sample, "--dry-run"))["warnings"][0]
    book = tmp_path / "book.json"
    await line.ask("lorebook", "bramble", "--to", str(book))
    assert await line.ask("import", str(book), code=1) == "card_is_lorebook"
    assert "own: yes\n" in await line.say("show", "bramble")
    assert (await line.ask("import", sample, "--again"))["id"] == "bramble_2"
    await line.ask("delete", "bramble_2")
    shown = await line.ask("show", "Bramble")
    assert shown["alternate_greetings"] == ["*A lamp flickers.* Yes?"]
    assert (shown["has_picture"], shown["read_from"]) == (True, "bramble_v3.png")
    written = await line.ask("export", "bramble", str(tmp_path / "out.png"))
    assert written["format"] == "png"
    assert (tmp_path / "out.png").read_bytes() == Path(sample).read_bytes()
    assert await line.ask("export", "bramble", str(tmp_path / "out.png"), code=1) == "export_exists"
    await line.ask("export", "bramble", str(tmp_path / "old.json"), "--format", "json-v2")
    assert json.loads((tmp_path / "old.json").read_text("utf-8"))["spec"] == "chara_card_v2"
    await line.ask("export", "sakura", str(tmp_path / "sakura.yaml"))
    assert (await line.ask("import", str(tmp_path / "sakura.yaml")))["id"] not in ("sakura", "bramble")


async def test_a_persona_is_copied_deleted_and_brought_back(line: Line) -> None:
    copy = await line.ask("duplicate", "Sakura")
    assert copy["own"]
    assert await line.ask("delete", "sakura", code=1) == "persona_is_shipped"
    assert (await line.ask("history", "sakura"))["count"] == 0
    async with line.opening() as services:
        changed = replace(services.personas.get(copy["id"]), greeting="New")
        await services.personas.update(copy["id"], changed)
    versions = (await line.ask("history", copy["id"]))["versions"]
    assert [(each["version"], each["greeting"] == "New") for each in versions] == [(2, True), (1, False)]
    assert (await line.ask("restore", copy["name"], "--version", "1"))["version"] == 3
    assert (await line.ask("show", copy["id"]))["greeting"] == versions[1]["greeting"]
    assert await line.ask("restore", copy["id"], "--version", "9", code=1) == "persona_version_gone"
    await line.ask("delete", copy["id"])
    assert await line.ask("show", copy["id"], code=1) == "unknown_persona"
    assert [each["id"] for each in (await line.ask("list", "--deleted"))["personas"]] == [copy["id"]]
    assert (await line.ask("restore", copy["name"]))["id"] == copy["id"]
    assert (await line.ask("list"))["count"] == 6


async def test_an_export_without_a_lorebook_that_cannot_be_read_says_so(
    line: Line, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await line.ask("import", str(SAMPLES / "bramble_v2.json"))
    assert (await line.ask("export", "bramble", str(tmp_path / "whole.json")))["whole"]
    async with line.opening() as services:
        book = services.personas.get("bramble").lorebook
    assert book is not None
    with closing(sqlite3.connect(data_dir / "parley.db")) as store:
        of_book = (asset_name(lorebook_data(book)),)
        assert store.execute("UPDATE persona_assets SET data = x'00ff' WHERE name = ?", of_book).rowcount == 1
        store.commit()
    out = tmp_path / "out.json"
    arguments = parse(("personas", "export", "bramble", str(out)))
    assert await run_command(arguments, line.opening, lambda: pytest.fail("no doctor is needed"), None) == 0
    assert f"{out} is without it; all else is there" in capsys.readouterr().err
    assert "character_book" not in json.loads(out.read_text("utf-8"))["data"]
    assert not (await line.ask("export", "bramble", str(tmp_path / "again.json")))["whole"]


async def test_what_people_read_says_the_same(line: Line, tmp_path: Path) -> None:
    assert "bramble" in await line.say("import", str(SAMPLES / "bramble_v2.json"))
    assert "Nothing was saved." in await line.say("import", str(SAMPLES / "bramble_v1.json"), "--dry-run")
    shown = await line.say("show", "bramble")
    assert "greeting: Mind the ladder, {{user}}." in shown
    assert "(as it is now)" in await line.say("history", "bramble")
    assert "came with Parley" in await line.say("list")
    assert str(tmp_path / "b.yaml") in await line.say("export", "bramble", str(tmp_path / "b.yaml"))
    assert "restore bramble" in await line.say("delete", "bramble")
    bad = tmp_path / "bad.yaml"
    bad.write_text("name: x\nsystem_prompt: y\nkeep: NO\n", "utf-8")
    assert "bad.yaml, line 3" in await line.say("import", str(bad), code=1)


async def test_a_lorebook_comes_from_a_file_and_goes_into_one(line: Line, tmp_path: Path) -> None:
    copy = (await line.ask("duplicate", "sakura"))["id"]
    taken = await line.ask("lorebook", copy, "--from", str(SAMPLES / "world_info.json"))
    assert (taken["name"], taken["count"], taken["version"]) == ("world_info", 2, 2)
    assert taken["entries"][1]["keys"] == ["gull"]
    await line.ask("lorebook", copy, "--to", str(tmp_path / "out.json"))
    written = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert written["entries"] == json.loads((SAMPLES / "world_info.json").read_text("utf-8"))["entries"]
    assert await line.ask("lorebook", copy, "--to", str(tmp_path / "out.json"), code=1) == "export_exists"
    shown = await line.say("lorebook", copy, "--from", str(SAMPLES / "bramble_v3.charx"))
    assert "map, maps: Maps are drawn on bark." in shown
    assert "tea: Tea is served at dusk.  (off)" in shown
    assert await line.ask("lorebook", copy, "--from", str(SAMPLES / "bramble_v1.json"), code=1) == "not_a_lorebook"
    assert (await line.ask("lorebook", copy, "--remove"))["count"] == 0
    assert "has no lorebook" in await line.say("lorebook", copy)


async def test_what_is_no_ordinary_file_is_refused_at_once(line: Line, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    for file in (tmp_path / "pipe.png", tmp_path, tmp_path / "gone.png"):
        assert await line.ask("import", str(file), code=1) == "persona_file_unreadable"
        assert await line.ask("lorebook", "sakura", "--from", str(file), code=1) == "persona_file_unreadable"
