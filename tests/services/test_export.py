"""Export to the disk: whole files, private ones, and only where they were wanted."""

import errno
import json
import os
import stat
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, aclosing
from pathlib import Path

import pytest

from desktop_app.domain.engines import Parameters
from desktop_app.domain.errors import UserError
from desktop_app.domain.exports import ExportFormat
from desktop_app.domain.file_names import file_name_key
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.services.chat import Finished, SendRequest
from desktop_app.services.services import Services
from tests.support.schema import problems
from tests.support.stores import make_store

Opening = Callable[..., AbstractAsyncContextManager[Services]]
HOSTILE = ["../../x", "CON", "x" * 200, "-rf", "Twins", "TWINS", "a\u200bb", "name.", "/etc/passwd", "..", "|", "é"]


async def say(services: Services, text: str, session_id: str) -> Finished:
    async with aclosing(services.chat.send(SendRequest("ada", text, session_id=session_id))) as events:
        found = [event async for event in events]
    assert isinstance(found[-1], Finished)
    return found[-1]


async def branched(services: Services) -> None:
    """Make a session with a question answered, and another question in its place."""
    await say(services, "first question", "garden")
    first = (await services.sessions.history("ada", "garden"))[1]
    await say(services, "left branch", "garden")
    await services.sessions.show_branch("ada", "garden", first.id)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


async def test_an_archive_says_how_an_answer_was_made(services: Services, engine: ScriptedEngine, out: Path) -> None:
    engine.takes_seed = True
    how = Parameters(temperature=0.5, seed=7)
    async with aclosing(services.chat.send(SendRequest("ada", "Roses?", "garden", parameters=how))) as events:
        assert [event async for event in events]
    await services.export.export("ada", "garden", ExportFormat.JSON, out / "garden")
    document = json.loads((out / "garden").read_text("utf-8"))
    question, answer = document["sessions"][0]["messages"]
    assert "generation" not in question
    made = answer["generation"]
    assert (made["parameters"], made["seed"], made["stop_reason"]) == ({"temperature": 0.5}, 7, "stop")
    assert made["completion_tokens"] > 0
    assert made["duration_ms"] >= 0
    assert problems(document) == []


@pytest.mark.parametrize("kind", list(ExportFormat))
async def test_a_session_becomes_a_private_file(services: Services, out: Path, kind: ExportFormat) -> None:
    await say(services, "Where shall the roses grow?", "garden")
    done = await services.export.export("ada", "garden", kind, out / "garden")
    assert done.files == (out / "garden",)
    assert done.messages == 2
    source = (out / "garden").read_text("utf-8")
    for message in await services.sessions.history("ada", "garden"):
        assert message.content in source
    assert stat.S_IMODE((out / "garden").stat().st_mode) == 0o600
    assert [file.name for file in out.iterdir()] == ["garden"]
    assert (out / "garden").stat().st_mtime == (
        await services.sessions.show("ada", "garden")
    ).last_activity_at.timestamp()


async def test_the_archive_says_what_is_stored(services: Services, out: Path) -> None:
    await say(services, "hello \U0001f642", "garden")
    await say(services, "again", "garden")
    await services.export.export("ada", "garden", ExportFormat.JSON, out / "a.json", all_branches=True)
    document = json.loads((out / "a.json").read_text("utf-8"))
    assert problems(document) == []
    stored = await services.sessions.history("ada", "garden", all_branches=True)
    found = document["sessions"][0]["messages"]
    assert [(each["id"], each["role"], each["parts"][0]["text"]) for each in found] == [
        (str(each.id), each.role.value, each.content) for each in stored
    ]


async def test_the_folder_gets_a_file_with_a_name_of_its_own(services: Services, out: Path) -> None:
    await services.sessions.create("ada", session_id="garden", name="Herbs: shade?")
    for _ in range(2):
        await services.export.export("ada", "garden", ExportFormat.TEXT, out)
    day = (await services.sessions.show("ada", "garden")).created_at
    assert {file.name for file in out.iterdir()} == {
        f"{day:%Y-%m-%d} Herbs shade.txt",
        f"{day:%Y-%m-%d} Herbs shade (2).txt",
    }


async def test_all_sessions_whatever_they_are_called(services: Services, out: Path) -> None:
    for number, name in enumerate(HOSTILE):
        session = (await services.sessions.create("ada", session_id=f"s{number}")).session
        try:
            await services.sessions.rename("ada", session.id, name)
        except UserError as error:
            assert error.code in {"bad_session_name", "name_taken"}
    await services.sessions.archive("ada", "s0")
    await services.sessions.create("ada", session_id="thrown")
    await services.sessions.trash("ada", "thrown")
    await services.sessions.create("eve", session_id="hers")
    done = await services.export.export_all("ada", ExportFormat.MARKDOWN, out / "new" / "folder")
    assert len(done.files) == len(HOSTILE)
    assert {file.parent for file in done.files} == {out / "new" / "folder"}
    assert len({file_name_key(file.name) for file in done.files}) == len(HOSTILE)
    assert sorted(path for path in out.rglob("*") if path.is_file()) == sorted(done.files)


async def test_what_is_there_is_left_as_it_is(services: Services, out: Path) -> None:
    await say(services, "hello", "garden")
    (out / "mine").write_text("precious")
    (out / "link").symlink_to(out / "mine")
    (out / "nowhere").symlink_to(out / "made through a link")
    os.mkfifo(out / "pipe")
    os.link(out / "mine", out / "twin")
    for name, code in (("mine", "export_exists"), ("link", "export_not_plain"), ("pipe", "export_not_plain")):
        with pytest.raises(UserError) as failure:
            await services.export.export("ada", "garden", ExportFormat.TEXT, out / name)
        assert failure.value.code == code
    for name in ("link", "nowhere", "pipe"):
        with pytest.raises(UserError) as failure:
            await services.export.export("ada", "garden", ExportFormat.TEXT, out / name, replace=True)
        assert failure.value.code == "export_not_plain"
    await services.export.export("ada", "garden", ExportFormat.TEXT, out / "twin", replace=True)
    assert (out / "mine").read_text() == "precious"
    assert "hello" in (out / "twin").read_text()
    assert {file.name for file in out.iterdir()} == {"mine", "link", "nowhere", "pipe", "twin"}


@pytest.mark.parametrize("place", ["missing/file", "a\0b", "n" * 300])
async def test_places_that_are_none(services: Services, out: Path, place: str) -> None:
    await say(services, "hello", "garden")
    with pytest.raises(UserError) as failure:
        await services.export.export("ada", "garden", ExportFormat.TEXT, out / place)
    assert failure.value.code == "export_failed"
    assert list(out.iterdir()) == []


async def test_a_full_disk_leaves_nothing_behind(
    services: Services, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await say(services, "hello", "garden")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError) as failure:
        await services.export.export("ada", "garden", ExportFormat.TEXT, out / "file")
    assert failure.value.code == "export_disk_full"
    assert list(out.iterdir()) == []


async def test_a_folder_that_is_swapped_meanwhile_gets_nothing(
    services: Services, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await say(services, "hello", "garden")
    elsewhere = out / "elsewhere"
    elsewhere.mkdir()
    chosen = out / "chosen"
    chosen.mkdir()
    really = os.fsync

    def swap(descriptor: int) -> None:
        if chosen.is_dir() and not chosen.is_symlink():
            chosen.rename(out / "moved")
            chosen.symlink_to(elsewhere)
        really(descriptor)

    monkeypatch.setattr(os, "fsync", swap)
    await services.export.export("ada", "garden", ExportFormat.TEXT, chosen / "file")
    assert list(elsewhere.iterdir()) == []
    assert [file.name for file in (out / "moved").iterdir()] == ["file"]


async def test_nobody_else_s_session(services: Services, out: Path) -> None:
    await say(services, "hello", "garden")
    with pytest.raises(UserError):
        await services.export.export("eve", "garden", ExportFormat.TEXT, out / "file")
    assert list(out.iterdir()) == []


async def test_the_shown_branch_or_all_of_them(services: Services, out: Path) -> None:
    await branched(services)
    every = await services.sessions.history("ada", "garden", all_branches=True)
    shown = await services.sessions.history("ada", "garden")
    done = await services.export.export("ada", "garden", ExportFormat.TEXT, out / "shown")
    assert (done.messages, done.left_out) == (len(shown), len(every) - len(shown))
    done = await services.export.export("ada", "garden", ExportFormat.TEXT, out / "all", all_branches=True)
    assert (done.messages, done.left_out) == (len(every), 0)
    assert all(message.content in (out / "all").read_text() for message in every)


@pytest.mark.chat_file
async def test_long_sessions_are_written_piece_by_piece(opening: Opening, data_dir: Path, out: Path) -> None:
    make_store(data_dir / "parley.db", 3000, sessions=1)
    async with opening() as services:
        done = await services.export.export("ada", "session-0", ExportFormat.JSON, out / "long.json")
        assert done.messages == 3000
        found = json.loads((out / "long.json").read_text("utf-8"))["sessions"][0]["messages"]
        assert [each["parts"][0]["text"] for each in found] == [
            each.content for each in await services.sessions.history("ada", "session-0")
        ]
