"""What only a shared database does, and how it fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import select, text, update

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import MessageStatus
from desktop_app.domain.search import parse_query
from desktop_app.services.checks import store_checks
from desktop_app.store.database import Database
from desktop_app.store.health import index_problem
from desktop_app.store.messages import MessageStore
from desktop_app.store.repairs import RepairStore
from desktop_app.store.schema import HEAD, affinities, messages, sessions
from desktop_app.store.search import SearchStore
from desktop_app.store.server import Server
from desktop_app.store.sessions import SessionStore
from tests.support.postgres import LOCKED, OPEN_SESAME, Cluster
from tests.support.values import MOMENT, a_session

ADD = text("INSERT INTO affinities (user_id, persona, points, updated_at) VALUES ('ada', 'x', 1, 0)")


@pytest.fixture
async def empty_url(postgres: Cluster, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """The address of a database without any tables."""
    name = f"empty_{abs(hash(request.node.name))}"
    yield await postgres.make_database(name, empty=True)
    await postgres.drop_database(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with Database.open(Server(database_url)) as opened:
        yield opened


async def refusal(url: str) -> UserError:
    with pytest.raises(UserError) as refused:
        async with Database.open(Server(url, settings_file="here.toml")):
            pass
    assert "sqlite" in refused.value.message, "says how to go on with the local file"
    assert "here.toml" in refused.value.message
    assert OPEN_SESAME not in f"{refused.value!r} {refused.value} {refused.value.__cause__!r}"
    return refused.value


def as_locked(url: str, password: str) -> str:
    return url.replace("//parley@", f"//{LOCKED}:{quote(password, safe='')}@")


def name_of(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


async def test_an_empty_database_is_filled_once_however_many_come(empty_url: str) -> None:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Database]:
        async with Database.open(Server(empty_url)) as database:
            yield database

    async def use() -> None:
        async with opened() as database:
            await SessionStore(database).ensure_default(a_session())

    await asyncio.gather(*(use() for _ in range(6)))
    async with opened() as database, database.reading() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM sessions")) == 1
        assert (await connection.scalars(text("SELECT version_num FROM alembic_version"))).all() == [HEAD]


async def test_nobody_there(tmp_path: Path) -> None:
    told = await refusal(f"postgresql+asyncpg://ada@/chats?host={tmp_path}")
    assert told.code == "server_unreachable"
    assert "nothing answers there" in told.message
    told = await refusal("postgresql+asyncpg://ada@127.0.0.1:9/chats")
    assert told.code == "server_unreachable"


async def test_no_such_database(postgres: Cluster) -> None:
    assert (await refusal(postgres.url("nowhere"))).code == "server_database_missing"


async def test_a_wrong_password_and_the_right_one(database_url: str, postgres: Cluster) -> None:
    assert (await refusal(as_locked(database_url, "wrong"))).code == "server_login_refused"
    name = name_of(database_url)
    await postgres.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {LOCKED}", database=name)
    async with Database.open(Server(as_locked(database_url, OPEN_SESAME))) as database:
        assert OPEN_SESAME not in database.place
        with pytest.raises(UserError) as refused:
            await SessionStore(database).create(a_session())
        assert refused.value.code == "server_not_permitted"
        assert await SessionStore(database).on_shelf("ada", "live") == []
    await postgres.execute(f"DROP OWNED BY {LOCKED}", database=name)


async def test_no_permission_to_make_tables(empty_url: str, postgres: Cluster) -> None:
    await postgres.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC", database=name_of(empty_url))
    told = await refusal(as_locked(empty_url, OPEN_SESAME))
    assert told.code == "server_not_permitted"
    assert "permission denied" in told.message


@pytest.mark.parametrize("made", ["CREATE TABLE sessions (id int)", "CREATE TABLE alembic_version (version_num text)"])
async def test_tables_of_another_program_are_left_alone(empty_url: str, postgres: Cluster, made: str) -> None:
    await postgres.execute(made, database=name_of(empty_url))
    assert (await refusal(empty_url)).code == "server_of_other_program"


async def test_tables_of_a_newer_version_are_refused(database_url: str, postgres: Cluster) -> None:
    await postgres.execute("UPDATE alembic_version SET version_num = '9999'", database=name_of(database_url))
    told = await refusal(database_url)
    assert told.code == "server_newer"
    assert "9999" in told.message


async def test_a_database_that_is_not_unicode_is_refused(postgres: Cluster) -> None:
    made = "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"
    for options in (" LOCALE_PROVIDER libc", ""):
        try:
            await postgres.execute(made + options)
            break
        except Exception:
            if not options:
                raise
    assert (await refusal(postgres.url("latin"))).code == "server_unfit"
    await postgres.drop_database("latin")


async def test_when_another_desktop_brings_the_tables_up_to_date(database: Database, postgres: Cluster) -> None:
    name = name_of_place(database)
    await postgres.execute("UPDATE alembic_version SET version_num = '9999'", database=name)
    with pytest.raises(UserError) as refused:
        await SessionStore(database).create(a_session(id="late"))
    assert refused.value.code == "server_newer"
    async with database.reading() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM sessions")) == 0


async def test_a_connection_that_is_lost_in_the_middle_leaves_nothing(database: Database, postgres: Cluster) -> None:
    with pytest.raises(UserError) as lost:
        async with database.writing() as connection:
            await connection.execute(ADD)
            own = await connection.scalar(text("SELECT pg_backend_pid()"))
            await postgres.execute(f"SELECT pg_terminate_backend({own}, 30000)")
            await asyncio.sleep(0.1)
            await connection.execute(ADD)
    assert lost.value.code == "server_lost"
    async with database.writing() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM affinities")) == 0


async def test_a_server_that_was_started_anew_is_connected_to_again(database: Database, postgres: Cluster) -> None:
    store = SessionStore(database)
    kept, _ = await store.create(a_session())
    await database.writer.announce()
    before = await database.foreign_version()
    name = name_of_place(database)
    await postgres.execute(f"SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname = '{name}'")
    await asyncio.sleep(0.2)
    assert await store.get("ada", kept.id) == kept
    await store.set_pinned("ada", kept.id, pinned=True)
    # What others wrote meanwhile was not heard of: it has to be looked for.
    assert await database.foreign_version() != before


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(UserError) as refused:
        async with database.reading() as connection:
            await connection.execute(ADD)
    assert refused.value.code == "server_failed"


async def test_a_reader_sees_one_state(database_url: str, database: Database) -> None:
    count = text("SELECT count(*) FROM affinities")
    async with Database.open(Server(database_url)) as other, database.reading() as connection:
        assert await connection.scalar(count) == 0
        async with other.writing() as writing:
            await writing.execute(ADD)
        assert await connection.scalar(count) == 0


async def test_desktops_write_one_after_the_other(database_url: str, database: Database) -> None:
    async def count_up(desktop: Database) -> None:
        for _ in range(20):
            async with desktop.writing() as connection:
                points = await connection.scalar(select(affinities.c.points))
                await asyncio.sleep(0)
                await connection.execute(update(affinities).values(points=(points or 0) + 1))

    async with database.writing() as connection:
        await connection.execute(ADD)
    async with Database.open(Server(database_url)) as other:
        await asyncio.gather(count_up(database), count_up(other))
    async with database.reading() as connection:
        assert await connection.scalar(select(affinities.c.points)) == 41


async def test_what_others_write_is_heard_and_ones_own_is_not(database_url: str, database: Database) -> None:
    async with Database.open(Server(database_url)) as other:
        before = await database.foreign_version()
        await SessionStore(database).create(a_session(id="mine"))
        await SessionStore(other).get("ada", "mine")
        async with other.writing() as connection:
            await connection.scalar(text("SELECT count(*) FROM sessions"))
        assert await database.foreign_version() == before, "only changes count"
        await SessionStore(other).set_pinned("ada", "mine", pinned=True)
        assert await database.foreign_version() != before


async def test_only_answers_of_desktops_that_are_gone_are_interrupted(database_url: str, database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session())
    async with Database.open(Server(database_url)) as other:
        _, _, answer = await MessageStore(other).ask(session, "still there?", engine="builtin", now=MOMENT)
        assert await MessageStore(database).interrupt_abandoned() == 0
    assert await MessageStore(database).interrupt_abandoned() == 1
    stored = await SessionStore(database).get("ada", session.id)
    assert (await MessageStore(database).branch(stored))[-1] == answer._replace(status=MessageStatus.INTERRUPTED)


async def test_an_answer_taken_for_abandoned_is_stored_whole_all_the_same(
    database_url: str, database: Database, postgres: Cluster
) -> None:
    session, _ = await SessionStore(database).create(a_session())
    async with Database.open(Server(database_url)) as other:
        store = MessageStore(other)
        _, _, answer = await store.ask(session, "still there?", engine="builtin", now=MOMENT)
        locks = "SELECT pg_terminate_backend(pid, 30000) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        await postgres.execute(locks)
        await asyncio.sleep(0.1)
        assert await MessageStore(database).interrupt_abandoned() == 1
        whole = answer._replace(content="yes", status=MessageStatus.COMPLETE)
        changed = await store.finish("ada", whole, context={}, now=MOMENT)
        assert (await store.branch(changed))[-1].content == "yes"
        # The lock is taken anew before the next answer.
        await store.ask(session, "and now?", engine="builtin", now=MOMENT)
        assert await MessageStore(database).interrupt_abandoned() == 0


@pytest.mark.parametrize(
    "content", ["a\0b", "\x10", "\x100", "\0\0\x10\x10", "".join(map(chr, range(1, 40))), "é\ufffe"]
)
async def test_texts_are_kept_exactly(database: Database, content: str) -> None:
    session, _ = await SessionStore(database).create(a_session(metadata={"key\0": [content, 2**63]}))
    changed, question, _ = await MessageStore(database).ask(session, content + "!", engine="builtin", now=MOMENT)
    assert question.content == content + "!"
    assert (await MessageStore(database).branch(changed))[0].content == content + "!"
    assert (await SessionStore(database).get("ada", session.id)).metadata == {"key\0": [content, 2**63]}


async def test_ids_are_in_the_order_of_their_bytes(database: Database) -> None:
    ids = ["Zoe", "a", "B", "ä", "b", "_", "z"]
    for session_id in ids:
        await SessionStore(database).create(a_session(id=session_id))
    async with database.reading() as connection:
        assert (await connection.scalars(select(sessions.c.id).order_by(sessions.c.id))).all() == sorted(ids)
        assert await connection.scalar(text("SELECT 'a' < 'B'")), "the server's own order is another one"


async def test_a_log_that_is_the_server_s_is_not_said_to_be_erased(database: Database) -> None:
    assert not await database.erase_log()


async def test_nobody_waits_for_ever(database: Database, postgres: Cluster) -> None:
    other = await postgres.connect(name_of_place(database))
    try:
        await other.execute("BEGIN; LOCK TABLE messages")
        with pytest.raises(UserError) as busy:
            async with database.writing() as connection:
                assert await connection.scalar(text("SHOW lock_timeout")) == "30s"
                await connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
                await connection.execute(update(messages).values(writer=None))
        assert busy.value.code == "store_busy"
    finally:
        await other.close()


def name_of_place(database: Database) -> str:
    return database.place.rpartition("/")[2]


async def test_phrases_are_found_however_far_they_stand_in_a_text(database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session())
    far = "word other " * 11_000 + "needle in hay"
    _, question, _ = await MessageStore(database).ask(session, far, engine="builtin", now=MOMENT)
    for typed, expected in (('"needle in hay"', 1), ('"in needle"', 0), ("need", 1), ('"other needle in ha', 1)):
        found = await SearchStore(database).find("ada", parse_query(typed), 10)
        assert [hit.message_id for hit in found.messages] == [question.id] * expected, typed


async def test_texts_too_long_for_an_index_are_stored_and_their_beginning_is_found(database: Database) -> None:
    """All words differ, each letter takes four bytes: the most that can be made of a text."""
    session, _ = await SessionStore(database).create(a_session())
    letters = [chr(0x10330 + number) for number in range(20)]
    words = ("".join(letters[(number // 20**place) % 20] for place in range(4)) for number in range(100_000))
    content = "beginning " + " ".join(words) + " \ufdfa" * 20_000 + " " + "x" * 3_000 + " end"
    changed, _, _ = await MessageStore(database).ask(session, content, engine="builtin", now=MOMENT)
    assert (await MessageStore(database).branch(changed))[0].content == content
    assert len((await SearchStore(database).find("ada", parse_query("beginning"), 10)).messages) == 1
    long_word = "y" * 3_000
    await MessageStore(database).ask(changed, f"a {long_word} b", engine="builtin", now=MOMENT)
    for typed, expected in ((long_word[:999], 1), (long_word[:300] + " b", 0), ('"a ' + long_word[:200], 1)):
        assert len((await SearchStore(database).find("ada", parse_query(typed), 10)).messages) == expected, typed[-9:]
    assert await index_problem(database) == ""


async def test_addresses_and_hyphens_are_words_beside_each_other(database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session())
    said = "see https://example.org/a-b_c?q=1 and well-known e-mail ada@example.org, 3.14, 1e5, -7, don't"
    await MessageStore(database).ask(session, said, engine="builtin", now=MOMENT)
    for typed in (
        "example",
        "well-known",
        "known",
        '"a b c"',
        "mail",
        "3.14",
        "14",
        "1e5",
        "7",
        "don't",
        "ada@example ",
    ):
        assert len((await SearchStore(database).find("ada", parse_query(typed), 10)).messages) == 1, typed


async def test_an_index_that_does_not_agree_is_noticed_and_made_anew(database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session(name="Garden"))
    await MessageStore(database).ask(session, "roses", engine="builtin", now=MOMENT)
    for spoiled in ("DELETE FROM messages_fts", "UPDATE messages_fts SET folded = 'x'", "DELETE FROM sessions_fts"):
        assert await index_problem(database) == ""
        async with database.writing() as connection:
            await connection.execute(text(spoiled))
        assert await index_problem(database) != "", spoiled
        await RepairStore(database).rebuild_index()
    found = await SearchStore(database).find("ada", parse_query("garden"), 10)
    assert [hit.session_id for hit in found.sessions] == [session.id]


async def test_what_is_damaged_on_the_server_is_noticed(database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session(name="Garden"))
    await MessageStore(database).ask(session, "roses", engine="builtin", now=MOMENT)
    assert [check.name for check in await store_checks(database) if not check.ok] == []
    spoiled = {
        "references": "UPDATE messages SET parent_id = 99 WHERE parent_id IS NOT NULL",
        "values": "UPDATE messages SET role = 'nobody' WHERE role = 'assistant'",
        "texts": "UPDATE messages SET content = 'tulips' WHERE role = 'user'",
        "counters": "UPDATE sessions SET message_count = 7",
    }
    for name, statement in spoiled.items():
        async with database.writing() as connection:
            await connection.execute(text("ALTER TABLE messages DISABLE TRIGGER ALL"))
            await connection.execute(text(statement))
        assert name in [check.name for check in await store_checks(database) if not check.ok]
