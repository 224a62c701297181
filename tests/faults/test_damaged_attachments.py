"""Attachments in a damaged chat file: what is whole is kept, what is not is told, and the doctor is content again."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from desktop_app.domain.attachments import Kind
from desktop_app.domain.errors import UserError
from desktop_app.domain.salvage import SalvageReport
from desktop_app.services.checks import store_checks
from desktop_app.store.attachment_health import AttachmentHealth
from desktop_app.store.attachments import AttachmentStore
from desktop_app.store.checkup import look_over
from desktop_app.store.database import Database
from desktop_app.store.messages import MessageStore
from desktop_app.store.salvage.salvage import salvage
from desktop_app.store.schema import contents
from desktop_app.store.sessions import SessionStore
from desktop_app.store.stoppable import Stop
from tests.support.images import png
from tests.support.invariants import assert_invariants
from tests.support.values import MOMENT, a_session

PICTURE = png(90, 70, (1, 2, 3)) + bytes(9000)


async def talk(database: Database) -> None:
    """Ask one question with a text and a picture attached."""
    session, _ = await SessionStore(database).create(a_session(id="s"))
    store = AttachmentStore(database)
    note = await store.add("ada", "notes.txt", b"buy towels", Kind("text/plain"), MOMENT)
    leaf = await store.add("ada", "leaf.png", PICTURE, Kind("image/png", 90, 70), MOMENT)
    await MessageStore(database).ask(session, "look", engine="builtin", now=MOMENT, attachments=(note.id, leaf.id))


@pytest.fixture
async def chat_file(tmp_path: Path) -> Path:
    path = tmp_path / "store" / "parley.db"
    path.parent.mkdir(mode=0o700)
    async with Database.open(path) as database:
        await talk(database)
        await MessageStore(database).interrupt_abandoned()
    return path


def damaged(path: Path, statement: str) -> SalvageReport:
    with closing(sqlite3.connect(path)) as store:
        store.execute(statement)
        store.commit()
    return salvage(path, "ada", datetime(2026, 8, 23, 12, tzinfo=UTC))


async def what_is_left(path: Path) -> Mapping[str, bytes | str]:
    """The bytes of each attachment by its name, or the code of the refusal to read them."""
    left: dict[str, bytes | str] = {}
    async with Database.open(path) as database:
        await MessageStore(database).interrupt_abandoned()
        for message in await MessageStore(database).all_of("s"):
            for each in message.attachments:
                try:
                    left[each.name] = await AttachmentStore(database).read("ada", each.id)
                except UserError as error:
                    left[each.name] = error.code
        assert [check for check in await store_checks(database) if not check.ok] == []
    assert_invariants(path.parent)
    return left


async def test_whole_attachments_survive_a_salvage(chat_file: Path) -> None:
    assert damaged(chat_file, "UPDATE messages SET content_hash = x'00'").attachments == 0
    assert await what_is_left(chat_file) == {"notes.txt": b"buy towels", "leaf.png": PICTURE}


async def test_changed_bytes_are_kept_and_told(chat_file: Path) -> None:
    assert damaged(chat_file, "UPDATE attachment_contents SET data = x'616263' WHERE size = 10").attachments == 1
    assert await what_is_left(chat_file) == {"notes.txt": b"abc", "leaf.png": PICTURE}


async def test_lost_bytes_are_told_and_the_name_stays(chat_file: Path) -> None:
    assert damaged(chat_file, "DELETE FROM attachment_contents WHERE size = 10").attachments == 1
    assert await what_is_left(chat_file) == {"notes.txt": "attachment_lost", "leaf.png": PICTURE}


async def test_bytes_are_found_again_under_a_damaged_hash(chat_file: Path) -> None:
    damage = "UPDATE attachment_contents SET sha256 = zeroblob(32) WHERE size = 10"
    assert damaged(chat_file, damage).attachments == 0
    assert await what_is_left(chat_file) == {"notes.txt": b"buy towels", "leaf.png": PICTURE}


async def test_nonsense_about_an_attachment_gives_way(chat_file: Path) -> None:
    report = damaged(chat_file, "UPDATE attachments SET media_type = 'x', name = x'2f00', size = 'y', user_id = 'eve'")
    assert report.attachments == 0
    async with Database.open(chat_file) as database:
        question = (await MessageStore(database).all_of("s"))[0]
        assert [each.media_type for each in question.attachments] == ["text/plain", "image/png"]
        assert [each.size for each in question.attachments] == [10, len(PICTURE)]
        assert [each.name for each in question.attachments] == ["attachment", "attachment"]
        await MessageStore(database).interrupt_abandoned()
    assert_invariants(chat_file.parent)


async def test_the_doctor_sees_and_marks_what_was_changed() -> None:
    async with Database.open(None) as database:
        await talk(database)
        health = AttachmentHealth(database)
        assert (await health.state()).ok
        async with database.writing() as connection:
            await connection.execute(update(contents).where(contents.c.size == 10).values(data=b"changed it"))
        (check,) = [each for each in await store_checks(database) if each.name == "attachments"]
        assert (check.ok, "1 changed on the disk" in check.detail) == (False, True)
        assert len((await health.repair()).changed) == 1
        state = await health.state()
        assert (state.ok, state.changed_before) == (True, 1)


async def test_the_check_up_of_an_open_file_sees_it_too(chat_file: Path) -> None:
    assert not look_over(chat_file, Stop()).is_damage
    with closing(sqlite3.connect(chat_file)) as store:
        store.execute("UPDATE attachment_contents SET data = x'00' WHERE size = 10")
        store.commit()
    found = look_over(chat_file, Stop())
    assert (found.is_damage, found.changed_attachments, found.changed_texts) == (True, 1, 0)
