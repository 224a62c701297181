"""Searches of a real store."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from desktop_app.domain.found import Found
from desktop_app.domain.messages import MessageStatus
from desktop_app.domain.search import parse_query
from desktop_app.domain.sessions import Session
from desktop_app.store.database import Database
from desktop_app.store.messages import MessageStore
from desktop_app.store.removal import RemovalStore
from desktop_app.store.schema import messages, sessions
from desktop_app.store.search import SearchStore
from desktop_app.store.search_index import index_messages
from desktop_app.store.server import Server
from desktop_app.store.sessions import SessionStore
from desktop_app.store.texts import text_columns
from tests.support.often import often
from tests.support.values import MOMENT, a_session


class Archive:
    """A store that a test talks into."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.sessions = SessionStore(database)
        self.messages = MessageStore(database)
        self._search = SearchStore(database)
        self._now = MOMENT

    async def session(self, **values: Any) -> Session:
        made, _ = await self.sessions.create(a_session(**values))
        return made

    async def say(self, session: Session, question: str, answer: str = "") -> int:
        self._now += timedelta(minutes=1)
        _, asked, empty = await self.messages.ask(session, question, engine="builtin", now=self._now)
        whole = empty._replace(content=answer, status=MessageStatus.COMPLETE)
        await self.messages.finish(session.user_id, whole, context={}, now=self._now)
        return asked.id

    async def find(self, text: str, user_id: str = "ada", limit: int = 50, *, ranked: bool = False) -> Found:
        return await self._search.find(user_id, parse_query(text), limit, ranked=ranked)

    async def texts(self, text: str, **options: Any) -> list[str]:
        return [hit.text for hit in (await self.find(text, **options)).messages]

    async def names(self, text: str, **options: Any) -> list[str]:
        return [hit.session_name for hit in (await self.find(text, **options)).sessions]


@pytest.fixture
def archive(database: Database) -> Archive:
    return Archive(database)


async def test_words_are_found_newest_first(archive: Archive) -> None:
    session = await archive.session(name="Garden")
    for text in ("Roses need sun", "tulips", "The ROSES bloom"):
        await archive.say(session, text)
    (newest, oldest) = (await archive.find("roses")).messages
    assert (newest.text, oldest.text) == ("The ROSES bloom", "Roses need sun")
    assert (newest.session_id, newest.session_name, newest.role) == (session.id, "Garden", "user")
    assert newest.persona == "default_assistant"
    assert newest.created_at > oldest.created_at > MOMENT
    assert newest.snippet().text[slice(*newest.snippet().ranges[0])] == "ROSES"


async def test_all_words_must_be_there_and_phrases_in_order(archive: Archive) -> None:
    session = await archive.session()
    for text in ("salt and pepper", "pepper and salt", "only salt"):
        await archive.say(session, text)
    assert len(await archive.texts("salt pepper")) == 2
    assert await archive.texts('"salt and pepper"') == ["salt and pepper"]
    assert await archive.texts('"salt pepper"') == []


async def test_the_last_word_may_be_begun(archive: Archive) -> None:
    session = await archive.session()
    await archive.say(session, "a printer that prints")
    for text in ("pr", "pri", "printe", "a prin", "prin* that ", '"a prin'):
        assert len(await archive.texts(text)) == 1, text
    for text in ("prin ", "prin that", '"prin"', "p"):
        assert await archive.texts(text) == [], text


async def test_a_word_found_often_enough_is_not_completed(archive: Archive) -> None:
    session = await archive.session()
    await archive.say(session, "cat")
    await archive.say(session, "category")
    assert await archive.texts("cat", limit=1) == ["cat"]
    assert await archive.texts("cat", limit=2) == ["category", "cat"]


async def test_accents_and_case_do_not_matter(archive: Archive) -> None:
    session = await archive.session()
    await archive.say(session, "Où est le Café ? Ångström; Ελλάδα, МОСКВА")
    for text in ("ou cafe", "CAFÉ", "cafe\u0301", "angstrom", "ελλάδα", "москва", "моск"):
        assert len(await archive.texts(text)) == 1, text


async def test_unspaced_scripts(archive: Archive) -> None:
    session = await archive.session(name="排序算法笔记")
    await archive.say(session, "今天我们用Python学习排序算法", "これは日本語の文章です。한국어도 됩니다")
    for text in ("排序", "算法", "用python", "Python", "学习排序", '"我们用Python学"', "日本語", "국어", "文章です"):
        assert len(await archive.texts(text)) == 1, text
    for text in ("排法", "序排", "本日"):
        assert await archive.texts(text) == [], text
    assert await archive.names("算法") == ["排序算法笔记"]


async def test_who_and_when_and_where(archive: Archive) -> None:
    home = await archive.session(id="home-1", name="Household", persona="sakura")
    work = await archive.session(name="Work notes")
    await archive.say(home, "milk and bread", "bread noted")
    await archive.say(work, "bread for all", "```\nbread()\n```")
    assert await archive.texts("bread role:assistant") == ["```\nbread()\n```", "bread noted"]
    assert await archive.texts("bread persona:sakura role:user") == ["milk and bread"]
    for place in ("in:household", "in:House", 'in:"work not"', "in:home-1"):
        assert len(await archive.texts(f"bread role:user {place}")) == 1, place
    assert await archive.texts("bread in:nowhere") == []
    assert await archive.texts("has:code") == ["```\nbread()\n```"]
    day = (MOMENT + timedelta(days=1)).strftime("%Y-%m-%d")
    assert len(await archive.texts(f"bread before:{day}")) == 4
    assert await archive.texts(f"bread after:{day}") == []


async def test_conditions_alone_list_the_newest(archive: Archive) -> None:
    home = await archive.session(name="Household", pinned=True)
    await archive.say(home, "one", "two")
    await archive.say(await archive.session(), "three", "four")
    assert await archive.texts("role:user") == ["three", "one"]
    assert await archive.texts("is:pinned") == ["two", "one"]
    assert await archive.names("is:pinned") == ["Household"]
    assert await archive.texts("is:pinned", limit=1) == ["two"]


async def test_put_away_and_thrown_away(archive: Archive) -> None:
    old, gone = await archive.session(name="Old words"), await archive.session(name="Gone words")
    await archive.say(old, "archived words")
    await archive.say(gone, "trashed words")
    await archive.sessions.set_archived("ada", old.id, MOMENT)
    await archive.sessions.trash("ada", gone.id, MOMENT)
    assert await archive.texts("words") == ["archived words"]
    assert await archive.texts("words is:archived") == ["archived words"]
    assert await archive.texts("words is:trash") == ["trashed words"]
    assert await archive.names("words") == ["Old words"]
    assert await archive.names("words is:trash") == ["Gone words"]
    await archive.sessions.restore("ada", [gone.id], MOMENT)
    assert await archive.texts("words") == ["trashed words", "archived words"]


async def test_only_one_s_own(archive: Archive) -> None:
    mine = await archive.session(name="My plan")
    hers = await archive.session(user_id="eve", name="Her plan")
    await archive.say(mine, "a secret of mine")
    await archive.say(hers, "a secret of hers")
    assert await archive.texts("secret") == ["a secret of mine"]
    assert await archive.texts("secret", user_id="eve") == ["a secret of hers"]
    assert await archive.texts(f"secret in:{hers.id}") == []
    assert await archive.texts("secret", ranked=True) == ["a secret of mine"]
    assert await archive.texts("role:user") == ["a secret of mine"]
    assert await archive.names("plan") == ["My plan"]
    assert await archive.texts("secret", user_id="nobody") == []


async def test_what_is_deleted_is_not_found(archive: Archive) -> None:
    cleared, deleted = await archive.session(name="Cleared notes"), await archive.session(name="Deleted notes")
    await archive.say(cleared, "words to clear")
    await archive.say(deleted, "words to delete")
    removal = RemovalStore(archive.database)
    await removal.clear("ada", cleared.id, MOMENT)
    await removal.delete("ada", deleted.id)
    assert await archive.texts("words") == []
    assert await archive.texts("words is:trash") == ["words to clear"]
    assert await archive.names("deleted") == []


async def test_an_answer_is_found_when_it_is_finished(archive: Archive) -> None:
    session = await archive.session()
    _, _, answer = await archive.messages.ask(session, "question", engine="builtin", now=MOMENT)
    growing = answer._replace(content="half a zebra")
    await archive.messages.write(growing)
    assert await archive.texts("zebra") == []
    assert await archive.texts("role:assistant") == []
    whole = growing._replace(content="a whole zebra", status=MessageStatus.INTERRUPTED)
    await archive.messages.finish("ada", whole, context={}, now=MOMENT)
    assert await archive.texts("zebra") == ["a whole zebra"]
    assert await archive.texts("half") == []


async def test_names_and_titles_the_last_used_first(archive: Archive) -> None:
    first = await archive.session(name="Trip to Lisbon")
    second = await archive.session()
    await archive.say(second, "Trip planning for spring")
    assert await archive.names("trip") == ["Trip planning for spring", "Trip to Lisbon"]
    await archive.say(first, "Hello")
    assert await archive.names("trip") == ["Trip to Lisbon", "Trip planning for spring"]
    await archive.sessions.rename("ada", first.id, "Journey to Porto")
    assert await archive.names("trip") == ["Trip planning for spring"]
    assert await archive.names("porto") == ["Journey to Porto"]
    assert await archive.names("trip role:user") == []


async def test_names_leave_room_for_messages(archive: Archive) -> None:
    for number in range(12):
        await archive.session(name=f"Trip {number}", pinned=True)
    assert len(await archive.names("trip")) == 10
    assert len(await archive.names("is:pinned")) == 12


async def test_what_fits_best_comes_first_when_asked_for(archive: Archive) -> None:
    session = await archive.session()
    await archive.say(session, "tea tea tea")
    await archive.say(session, "a long story in which, among very many other things, somebody drinks tea at some point")
    newest = await archive.texts("tea ")
    assert newest[-1] == "tea tea tea"
    assert (await archive.texts("tea ", ranked=True))[0] == "tea tea tea"
    assert await archive.texts("tea ", ranked=True, limit=1) == ["tea tea tea"]
    assert await archive.texts("coffee", ranked=True) == []
    assert (await archive.texts("role:user", ranked=True))[-1] == "tea tea tea"


async def test_a_very_long_message_gives_the_part_that_was_found(archive: Archive) -> None:
    session = await archive.session()
    await archive.say(session, "filler words " * 5_000 + "the needle " + "and more " * 5_000)
    await archive.say(session, "填充" * 15_000 + "这里有一根针" + "更多" * 5_000)
    for text, found in (("needle", "needle"), ("一根针", "一根针")):
        (hit,) = (await archive.find(text)).messages
        line, ((start, end),) = hit.snippet()
        assert line[start:end] == found
        assert len(line) < 250
        assert len(hit.text) < 2_000


async def test_sessions_in_question_that_are_few_among_many(archive: Archive) -> None:
    crowd = await archive.session(name="Crowd")
    rare = await archive.session(name="Rare", pinned=True)
    wanted = await archive.say(rare, "a common word")
    async with archive.database.writing() as connection:
        row = {"session_id": crowd.id, "role": "user", "status": "complete", "created_at": MOMENT, "metadata": {}}
        await connection.execute(insert(messages), [{**row, **text_columns(f"common word {n}")} for n in range(12_000)])
        await index_messages(connection, (messages.c.session_id == crowd.id))
        counted = sessions.update().where(sessions.c.id == crowd.id).values(message_count=12_000)
        await connection.execute(counted)
    for text in ("common is:pinned", "common in:rare", "is:pinned role:user", "in:rare role:user"):
        assert [hit.message_id for hit in (await archive.find(text)).messages] == [wanted], text
    assert len(await archive.texts("common")) == 50
    assert [hit.message_id for hit in (await archive.find("common in:rare", ranked=True)).messages] == [wanted]


async def test_a_search_that_is_no_longer_wanted_leaves_nothing_behind(archive: Archive) -> None:
    session = await archive.session()
    await archive.say(session, "still here")
    for _ in range(20):
        task = asyncio.ensure_future(archive.find("still"))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await archive.texts("still") == ["still here"]


WORDS = st.lists(
    st.text(st.characters(categories=["L", "N", "P", "S", "M", "Zs", "Cc", "Cs", "Co", "Cn"]), max_size=20), max_size=6
)


@asynccontextmanager
async def fresh(place: Path | Server) -> AsyncIterator[Archive]:
    async with Database.open(place) as database:
        yield Archive(database)


async def _never_raises_and_finds_what_it_said(place: Path | Server, examples: int) -> None:
    """Drawn on one store: what is typed is found, and what is not cannot break a search."""
    async with fresh(place) as archive:
        session = await archive.session()
        drawn: list[tuple[list[str], int, int]] = []

        @settings(max_examples=examples, database=None, deadline=None, suppress_health_check=list(HealthCheck))
        @given(WORDS, st.integers(0, 5), st.integers(1, 6))
        def draw(words: list[str], start: int, length: int) -> None:
            drawn.append((words, start, length))

        await asyncio.to_thread(draw)
        for number, (words, start, length) in enumerate(drawn):
            text = " ".join(words)
            await archive.find(text)
            if number % 5:
                continue
            storable = text.encode("utf-8", "replace").decode()
            question = await archive.say(session, f"canary {storable}")
            part = " ".join(storable.split()[start : start + length])
            for typed in (f'canary "{part}"', f'"{part}" canary ', f"canary {part.replace(':', ' ')}"):
                found = [hit.message_id for hit in (await archive.find(typed, limit=10_000)).messages]
                assert question in found, (storable, typed)


async def test_no_text_breaks_a_search_and_whole_words_are_found(tmp_path: Path) -> None:
    await _never_raises_and_finds_what_it_said(tmp_path / "parley.db", often(1_000))


async def test_no_text_breaks_a_search_of_a_server(database_url: str) -> None:
    await _never_raises_and_finds_what_it_said(Server(database_url), often(300))


@pytest.mark.full
@pytest.mark.timeout(3600)
async def test_no_text_breaks_a_search_and_whole_words_are_found_for_long(tmp_path: Path) -> None:
    await _never_raises_and_finds_what_it_said(tmp_path / "parley.db", 100_000)
