"""Restoring brings back what is missing, once, and changes nothing that is here."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.domain.affinity import AffinityState
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message, MessageStatus
from desktop_app.domain.sessions import Session
from desktop_app.store.affinities import AffinityStore
from desktop_app.store.database import Database
from desktop_app.store.drafts import DraftStore
from desktop_app.store.messages import MessageStore
from desktop_app.store.removal import RemovalStore
from desktop_app.store.restore import RestoreReport, RestoreStore
from desktop_app.store.schema import affinity_events
from desktop_app.store.sessions import SessionStore
from desktop_app.store.snapshot_copy import save_snapshot
from desktop_app.store.snapshot_folder import SnapshotFolder
from desktop_app.store.stoppable import Stop
from desktop_app.store.turns import GoOn, TurnStore
from tests.support.first_version import make_first_version
from tests.support.invariants import assert_invariants
from tests.support.values import MOMENT, TALK, a_session

LATER = MOMENT + timedelta(days=400)


class Talk:
    """Talks in a store, a microsecond later each time."""

    def __init__(self, database: Database, start: datetime) -> None:
        self.database = database
        self._now = start
        self.sessions = SessionStore(database)
        self.messages = MessageStore(database)

    def tick(self) -> datetime:
        self._now += timedelta(microseconds=1)
        return self._now

    async def begin(self, session_id: str, **values: Any) -> Session:
        session, _made = await self.sessions.ensure(a_session(id=session_id, created_at=self.tick(), **values))
        return session

    async def exchange(self, session: Session, question: str, answer: str = "yes 茶") -> Message:
        _session, _asked, reply = await self.messages.ask(session, question, engine="builtin", now=self.tick())
        whole = reply._replace(content=answer, status=MessageStatus.COMPLETE)
        context = {"last_query": question, "last_response": answer}
        await self.messages.finish(session.user_id, whole, context=context, meeting=TALK, now=self.tick())
        return whole

    async def snapshot(self, name: str = "snapshot.db") -> Path:
        assert self.database.path is not None
        file = self.database.path.parent.parent / name
        save_snapshot(self.database.path, file, Stop())
        return file

    async def told(self) -> dict[str, list[list[str]]]:
        """What is said on the shown branch of every session there is."""
        found = {}
        for shelf in ("live", "archived", "trash"):
            for session in await self.sessions.on_shelf("ada", shelf):
                branch = await self.messages.branch(session)
                found[session.id] = [[each.role, each.content, each.status, str(each.created_at)] for each in branch]
        return found


@asynccontextmanager
async def talking(folder: Path, start: datetime = MOMENT) -> AsyncIterator[Talk]:
    folder.mkdir(mode=0o700, exist_ok=True)
    async with Database.open(folder / "parley.db") as database:
        yield Talk(database, start)


async def _restore(talk: Talk, file: Path) -> RestoreReport:
    return await RestoreStore(talk.database).restore(file, LATER)


async def _points(talk: Talk) -> tuple[int, int]:
    async with talk.database.reading() as connection:
        events = (await connection.execute(select(affinity_events.c.points, affinity_events.c.message_id))).all()
    assert all(event.message_id is not None for event in events)
    return (await AffinityStore(talk.database).standing("ada", "default_assistant")).points, len(events)


async def test_everything_comes_back_to_an_empty_store(tmp_path: Path) -> None:
    async with talking(tmp_path / "old") as talk:
        first = await talk.begin("first", name="Tea 茶")
        for number in range(3):
            await talk.exchange(first, f"question {number}")
        second = await talk.begin("second", metadata={"k": [1, None]})
        await talk.exchange(second, "one")
        await talk.sessions.set_pinned("ada", "second", pinned=True)
        await DraftStore(talk.database).save("first", "unsent", MOMENT)
        await talk.begin("put away")
        await talk.sessions.set_archived("ada", "put away", MOMENT)
        before, points = await talk.told(), await _points(talk)
        shown = {each: await talk.sessions.get("ada", each) for each in before}
        file = await talk.snapshot()
    async with talking(tmp_path / "new", LATER) as talk:
        await talk.exchange(await talk.begin("new"), "something else")
        report = await _restore(talk, file)
        assert (report.sessions_added, report.messages_added, report.messages_there) == (3, 8, 0)
        assert report.skipped == []
        told = await talk.told()
        assert {name: told[name] for name in before} == before
        for name, session in shown.items():
            back = await talk.sessions.get("ada", name)
            assert replace(back, restored_at=None, active_leaf_id=None) == replace(session, active_leaf_id=None)
        assert await DraftStore(talk.database).read("first") == "unsent"
        assert await _points(talk) == (points[0] + 2, points[1] + 1)
        again = await _restore(talk, file)
        assert (again.sessions_added, again.messages_added, again.sessions_there, again.messages_there) == (0, 0, 3, 8)
        assert await talk.told() == told
        assert await _points(talk) == (points[0] + 2, points[1] + 1)
    assert_invariants(tmp_path / "new")


async def test_what_was_deleted_comes_back_and_what_is_new_stays(tmp_path: Path) -> None:
    async with talking(tmp_path / "data") as talk:
        kept, gone = await talk.begin("kept"), await talk.begin("gone", name="Gone")
        await talk.exchange(kept, "old")
        await talk.exchange(gone, "gone question")
        before, points = await talk.told(), await _points(talk)
        file = await talk.snapshot()
        await RemovalStore(talk.database).delete("ada", "gone")
        await talk.exchange(kept, "new")
        await talk.sessions.rename("ada", "kept", "gone")
        report = await _restore(talk, file)
        assert (report.sessions_added, report.sessions_there, report.messages_added) == (1, 1, 2)
        assert report.skipped == [("gone", "its name is another session's now, so it came back without one")]
        told = await talk.told()
        assert told["gone"] == before["gone"]
        assert [content for _role, content, *_rest in told["kept"]] == ["old", "yes 茶", "new", "yes 茶"]
        assert (await talk.sessions.get("ada", "kept")).name == "gone"
        assert (await talk.sessions.get("ada", "gone")).shown_name == "gone question"
        assert (await AffinityStore(talk.database).standing("ada", "default_assistant")).points == points[0] + 2
    assert_invariants(tmp_path / "data")


async def test_the_end_of_a_talk_that_was_lost_is_shown_again(tmp_path: Path) -> None:
    """As after a chat file of an earlier day was put in place of a lost one."""
    async with talking(tmp_path / "data") as talk:
        session = await talk.begin("s")
        await talk.exchange(session, "one")
        early = await talk.snapshot("early.db")
        await talk.exchange(session, "two")
        await talk.exchange(session, "three")
        whole, late = await talk.told(), await talk.snapshot("late.db")
    async with talking(tmp_path / "other") as talk:
        assert (await _restore(talk, early)).messages_added == 2
        assert (await _restore(talk, late)).messages_added == 4
        assert await talk.told() == whole
        assert (await talk.sessions.get("ada", "s")).preview == "yes 茶"
    assert_invariants(tmp_path / "other")


async def test_a_branch_that_went_its_own_way_stays_the_one_that_is_shown(tmp_path: Path) -> None:
    async with talking(tmp_path / "data") as talk:
        session = await talk.begin("s")
        await talk.exchange(session, "one")
        early = await talk.snapshot("early.db")
        await talk.exchange(session, "two")
        late = await talk.snapshot("late.db")
    async with talking(tmp_path / "other") as talk:
        await _restore(talk, early)
        await talk.exchange(session, "another two")
        shown = await talk.told()
        assert (await _restore(talk, late)).messages_added == 2
        assert await talk.told() == shown
        assert (await talk.sessions.get("ada", "s")).message_count == 6
        assert len(await talk.messages.all_of("s")) == 6
    assert_invariants(tmp_path / "other")


async def test_an_answer_that_was_being_written_comes_back_as_interrupted_or_as_what_it_became(tmp_path: Path) -> None:
    async with talking(tmp_path / "data") as talk:
        session = await talk.begin("s")
        _session, _asked, answer = await talk.messages.ask(session, "long?", engine="b", now=talk.tick())
        await talk.messages.write(answer._replace(content="half"))
        file = await talk.snapshot()
        whole = answer._replace(content="half and whole", status=MessageStatus.COMPLETE)
        await talk.messages.finish("ada", whole, context={}, meeting=TALK, now=talk.tick())
        assert (await _restore(talk, file)).messages_added == 0
        assert [each.content for each in await talk.messages.all_of("s")] == ["long?", "half and whole"]
    async with talking(tmp_path / "other") as talk:
        await _restore(talk, file)
        assert [(each.content, each.status) for each in await talk.messages.all_of("s")] == [
            ("long?", MessageStatus.COMPLETE),
            ("half", MessageStatus.INTERRUPTED),
        ]
    assert_invariants(tmp_path / "other")


async def test_an_answer_that_went_on_since_is_not_there_twice_and_one_that_is_longer_comes_back(
    tmp_path: Path,
) -> None:
    async with talking(tmp_path / "data") as talk:
        session = await talk.begin("s")
        _session, _asked, answer = await talk.messages.ask(session, "long?", engine="b", now=talk.tick())
        cut = answer._replace(content="half", status=MessageStatus.INTERRUPTED)
        await talk.messages.finish("ada", cut, context={}, now=talk.tick())
        early = await talk.snapshot("early.db")
        gone_on = GoOn("ada", "s", answer.id, "b", talk.tick())
        begun = await TurnStore(talk.database).go_on(gone_on)
        whole = begun.answer._replace(content="half and whole", status=MessageStatus.COMPLETE)
        await talk.messages.finish("ada", whole, context={}, meeting=TALK, now=talk.tick())
        late = await talk.snapshot("late.db")
        assert (await _restore(talk, early)).messages_added == 0
        assert [each.content for each in await talk.messages.all_of("s")] == ["long?", "half and whole"]
    async with talking(tmp_path / "other") as talk:
        await _restore(talk, early)
        assert (await _restore(talk, late)).messages_added == 1
        assert [each.content for each in await talk.messages.all_of("s")] == ["long?", "half", "half and whole"]
    assert_invariants(tmp_path / "other")


async def test_what_comes_back_has_its_time_before_it(tmp_path: Path) -> None:
    async with talking(tmp_path / "data") as talk:
        await talk.begin("idle")
        await talk.begin("trashed")
        await talk.sessions.trash("ada", "trashed", MOMENT)
        file = await talk.snapshot()
    async with talking(tmp_path / "other") as talk:
        await _restore(talk, file)
        assert (await talk.sessions.get("ada", "idle")).restored_at == LATER
        assert (await talk.sessions.get("ada", "trashed")).trashed_at == LATER


async def test_another_user_s_session_is_left_alone(tmp_path: Path) -> None:
    async with talking(tmp_path / "data") as talk:
        await talk.exchange(await talk.begin("s"), "ada's")
        file = await talk.snapshot()
    async with talking(tmp_path / "other") as talk:
        await talk.exchange(await talk.begin("s", user_id="grace"), "grace's")
        report = await _restore(talk, file)
        assert (report.sessions_added, report.messages_added) == (0, 0)
        assert report.skipped == [("s", "its id is another user's here")]
        assert [each.content for each in await talk.messages.all_of("s")] == ["grace's", "yes 茶"]


async def test_every_kind_of_store_can_be_restored_into(tmp_path: Path, database: Database) -> None:
    async with talking(tmp_path / "data") as talk:
        session = await talk.begin("s", name="Tea 茶", metadata={"k": ["v", None]})
        for question in ("hello", "nothing \0 at all", "again"):
            await talk.exchange(session, question)
        told, file = await talk.told(), await talk.snapshot()
    there = Talk(database, LATER)
    await there.exchange(await there.begin("own"), "something else")
    assert (await RestoreStore(database).restore(file, LATER)).messages_added == 6
    assert (await there.told())["s"] == told["s"]
    assert (await RestoreStore(database).restore(file, LATER)).messages_added == 0
    await there.exchange(await there.sessions.get("ada", "s"), "and on it goes")
    assert [content for _role, content, *_rest in (await there.told())["s"]][-2:] == ["and on it goes", "yes 茶"]


SPOILT = {
    "no role": "UPDATE messages SET role = 'root' WHERE id = 1",
    "no moment": "UPDATE sessions SET created_at = 9223372036854775807 WHERE id = 'bad'",
    "no json": "UPDATE sessions SET metadata = '[1]' WHERE id = 'bad'",
    "no id": "UPDATE sessions SET name = char(10) || 'x' || char(7) WHERE id = 'bad'",
}


@pytest.mark.parametrize("kind", SPOILT)
async def test_a_session_that_parley_would_not_write_is_skipped_and_its_neighbour_comes_back(
    tmp_path: Path, kind: str
) -> None:
    async with talking(tmp_path / "data") as talk:
        await talk.exchange(await talk.begin("bad"), "bad")
        await talk.exchange(await talk.begin("good"), "good")
        file = await talk.snapshot()
    with closing(sqlite3.connect(file)) as opened:
        opened.execute(SPOILT[kind])
        opened.execute("PRAGMA user_version=0")
        opened.commit()
    async with talking(tmp_path / "other") as talk:
        report = await _restore(talk, file)
        assert [session_id for session_id, _reason in report.skipped] == ["bad"]
        assert list(await talk.told()) == ["good"]
    assert_invariants(tmp_path / "other")


async def test_what_is_no_good_snapshot_changes_nothing(tmp_path: Path) -> None:
    async with talking(tmp_path / "data") as talk:
        await talk.exchange(await talk.begin("s"), "hello")
        file = await talk.snapshot()
        whole = bytearray(file.read_bytes())
        whole[5000] ^= 1
        file.write_bytes(whole)
        refusals = {file: "backup_damaged", tmp_path / "none.db": "backup_file_missing"}
        assert talk.database.path is not None
        for refused, code in {**refusals, talk.database.path: "backup_in_use"}.items():
            with pytest.raises(UserError) as error:
                await _restore(talk, refused)
            assert error.value.code == code
            assert str(refused) in error.value.message
        names = [each.name for each in SnapshotFolder(talk.database.path).path.iterdir()]
        assert names == ["lock"], "no private copy is left"


async def test_a_chat_file_with_its_log_can_be_restored_from(tmp_path: Path) -> None:
    """As found on an old disk: the file and the log that lay beside it when its program was killed."""
    rescued = tmp_path / "rescued"
    rescued.mkdir()
    async with talking(tmp_path / "data") as talk:
        await talk.exchange(await talk.begin("s"), "in the log alone")
        told = await talk.told()
        for name in ("parley.db", "parley.db-wal"):
            (rescued / name).write_bytes((tmp_path / "data" / name).read_bytes())
    before = {file.name: file.read_bytes() for file in rescued.iterdir()}
    async with talking(tmp_path / "other") as talk:
        assert (await _restore(talk, rescued / "parley.db")).messages_added == 2
        assert await talk.told() == told
    assert {file.name: file.read_bytes() for file in rescued.iterdir()} == before


async def test_a_snapshot_of_an_older_version_is_brought_up_to_date_on_the_way(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    make_first_version(file, 4)
    before = file.read_bytes()
    async with talking(tmp_path / "data") as talk:
        report = await _restore(talk, file)
        assert (report.sessions_added, report.messages_added, report.skipped) == (1, 8, [])
        found = await talk.messages.all_of("s")
        assert [each.content for each in found[::2]] == ["q1?", "q2?", "q3?", "q4?"]
        assert (await _restore(talk, file)).messages_added == 0
    assert file.read_bytes() == before
    assert_invariants(tmp_path / "data")


async def test_what_was_switched_off_comes_back_so_and_changes_nothing_that_is_here(tmp_path: Path) -> None:
    who = ("ada", "default_assistant")
    async with talking(tmp_path / "old") as talk:
        await talk.exchange(await talk.begin("first"), "question")
        await AffinityStore(talk.database).set_state(*who, AffinityState.OFF, MOMENT)
        there = await AffinityStore(talk.database).standing(*who)
        file = await talk.snapshot()
    async with talking(tmp_path / "new") as talk:
        await _restore(talk, file)
        assert await AffinityStore(talk.database).standing(*who) == there
        assert (there.points, there.state) == (2, AffinityState.OFF)
        await AffinityStore(talk.database).set_state(*who, AffinityState.ON, MOMENT)
        await _restore(talk, file)
        assert (await AffinityStore(talk.database).standing(*who)).state is AffinityState.ON
