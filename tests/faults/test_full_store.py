"""A chat file that cannot grow any more, and one that is gone: said in a sentence, and afterwards all goes on."""

import shutil
import sqlite3
from contextlib import aclosing, closing
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.engines.scripted import Pause
from desktop_app.services import exchange
from desktop_app.services.chat import Finished, SendRequest, Stored, Streamed
from desktop_app.services.services import Services
from desktop_app.store.database import Database
from tests.services.conftest import Opening
from tests.support.full_store import full
from tests.support.invariants import Acknowledged, assert_invariants
from tests.support.script import Script

LONG = "word " * 4_000


async def send(services: Services, text: str) -> Finished:
    async with aclosing(services.chat.send(SendRequest("ada", text, session_id="s"))) as events:
        found = [event async for event in events]
    assert isinstance(found[-1], Finished)
    return found[-1]


def database_of(services: Services) -> Database:
    return services.changes._database


async def test_a_question_that_does_not_fit_is_not_stored_and_can_be_sent_again(
    opening: Opening, data_dir: Path
) -> None:
    async with opening() as services:
        before = await send(services, "before")
        async with full(database_of(services)):
            with pytest.raises(UserError) as refused:
                await send(services, LONG)
            assert refused.value.code == "store_full"
            assert len(await services.sessions.history("ada", "s")) == 2
        assert (await send(services, LONG)).session.message_count == 4
    assert_invariants(data_dir, [Acknowledged("s", "before", before.answer.content), Acknowledged("s", LONG)])


@pytest.mark.parametrize("chance", ["the next message", "the next look", "the next start"])
async def test_an_answer_that_does_not_fit_is_shown_whole_and_stored_when_it_fits(
    opening: Opening, data_dir: Path, script: Script, chance: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "SAVE_SECONDS", 0.05)
    script.next("begun, ", Pause(0.6), LONG)
    async with opening() as services:
        async with aclosing(services.chat.send(SendRequest("ada", "go", session_id="s"))) as events:
            assert isinstance(await anext(events), Stored)
            assert await anext(events) == Streamed("begun, ")
            # What has begun is stored in the silence after it; what follows only at its end, however late that is.
            monkeypatch.setattr(exchange, "SAVE_SECONDS", 3_600)
            assert await anext(events) == Streamed(LONG)
            async with full(database_of(services)):
                with pytest.raises(UserError) as refused:
                    async for _event in events:
                        pass
                assert refused.value.code == "store_full"
                shown = (await services.sessions.history("ada", "s"))[1]
                assert (shown.content, shown.status) == (f"begun, {LONG}", "complete")
                assert await services.sessions.history(
                    "ada", "s", all_branches=True
                ) == await services.sessions.history("ada", "s")
                await services.changes.made_elsewhere()
        assert _stored(data_dir) == ("begun, ", "streaming")
        if chance == "the next message":
            await send(services, "and now?")
        elif chance == "the next look":
            await services.changes.made_elsewhere()
        if chance != "the next start":
            assert _stored(data_dir) == (f"begun, {LONG}", "complete")
            assert (await services.sessions.history("ada", "s"))[1] == shown
            assert (await services.chat.affinity("ada", "default_assistant")).points in {2, 4}
    async with opening():
        pass
    if chance == "the next start":
        assert _stored(data_dir) == ("begun, ", "interrupted")
    assert_invariants(data_dir, [Acknowledged("s", "go", "begun, ", f"begun, {LONG}")])


async def test_an_answer_that_was_stopped_while_nothing_fits_stays_stopped(
    opening: Opening, data_dir: Path, script: Script
) -> None:
    script.next(LONG, Pause())
    async with opening() as services:
        with pytest.raises(UserError):
            async with aclosing(services.chat.send(SendRequest("ada", "go", session_id="s"))) as events:
                await anext(events)
                await anext(events)
                limit = full(database_of(services))
                await limit.__aenter__()
        shown = (await services.sessions.history("ada", "s"))[1]
        assert (shown.content, shown.status) == (LONG, "interrupted")
        await limit.__aexit__(None, None, None)
        await services.changes.made_elsewhere()
        assert _stored(data_dir) == (LONG, "interrupted")
    assert_invariants(data_dir)


async def test_a_session_deleted_meanwhile_is_no_obstacle(opening: Opening, script: Script, data_dir: Path) -> None:
    script.next(LONG)
    async with opening() as services:
        with pytest.raises(UserError):
            async with aclosing(services.chat.send(SendRequest("ada", "go", session_id="s"))) as events:
                await anext(events)
                await anext(events)
                limit = full(database_of(services))
                await limit.__aenter__()
                await anext(events)
        await limit.__aexit__(None, None, None)
        await services.removal.delete("ada", "s")
        assert (await send(services, "anew")).session.message_count == 2
    assert_invariants(data_dir)


async def test_a_folder_that_went_away_is_not_made_anew(opening: Opening, data_dir: Path) -> None:
    elsewhere = data_dir.with_name("elsewhere")
    async with opening() as services:
        before = await send(services, "before")
        data_dir.rename(elsewhere)
        for replaced in (False, True):
            if replaced:
                data_dir.mkdir(mode=0o700)
            for work in (send(services, "lost?"), services.sessions.create("ada"), services.changes.made_elsewhere()):
                with pytest.raises(UserError) as refused:
                    await work
                assert refused.value.code == "store_moved"
                assert str(data_dir) in refused.value.message
            assert not data_dir.exists() or list(data_dir.iterdir()) == []
        data_dir.rmdir()
        elsewhere.rename(data_dir)
        after = await send(services, "after")
    assert_invariants(
        data_dir,
        [Acknowledged("s", "before", before.answer.content), Acknowledged("s", "after", after.answer.content)],
    )


async def test_a_file_that_another_took_the_place_of_is_not_written_to(opening: Opening, data_dir: Path) -> None:
    async with opening() as services:
        await send(services, "before")
        copy = data_dir / "copy.db"
        with closing(sqlite3.connect(data_dir / "parley.db")) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        copy.chmod(0o600)
        shutil.move(copy, data_dir / "parley.db")
        with pytest.raises(UserError) as refused:
            await send(services, "into the void")
        assert refused.value.code == "store_moved"
    for left in ("parley.db-wal", "parley.db-shm"):
        (data_dir / left).unlink(missing_ok=True)
    async with opening() as services:
        assert (await services.sessions.history("ada", "s"))[0].content == "before"
    assert_invariants(data_dir)


def _stored(data_dir: Path) -> tuple[str, str]:
    with closing(sqlite3.connect(data_dir / "parley.db")) as store:
        found = store.execute("SELECT content, status FROM messages WHERE role = 'assistant' ORDER BY id").fetchone()
    return found[0], found[1]
