"""Snapshots hold attachments, are checked for them, and give back what is missing."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import select, update

from desktop_app.domain.attachments import Kind
from desktop_app.domain.messages import MessageStatus
from desktop_app.store.attachments import AttachmentStore
from desktop_app.store.database import Database
from desktop_app.store.messages import MessageStore
from desktop_app.store.restore import RestoreReport, RestoreStore
from desktop_app.store.schema import contents
from desktop_app.store.sessions import SessionStore
from desktop_app.store.snapshot_check import examine_snapshot
from desktop_app.store.snapshot_copy import save_snapshot
from desktop_app.store.stoppable import Stop
from tests.support.images import png
from tests.support.invariants import assert_invariants
from tests.support.values import MOMENT, a_session


async def talk(folder: Path) -> Path:
    """Make a store with attachments in a message and in a draft; return a snapshot of it."""
    folder.mkdir(mode=0o700)
    async with Database.open(folder / "parley.db") as database:
        session, _ = await SessionStore(database).create(a_session(id="s"))
        store = AttachmentStore(database)
        note = await store.add("ada", "notes.txt", b"buy towels", Kind("text/plain"), MOMENT)
        leaf = await store.add("ada", "leaf.png", png(), Kind("image/png", 8, 6), MOMENT)
        _, _, answer = await MessageStore(database).ask(
            session, "look", engine="builtin", now=MOMENT, attachments=(note.id, leaf.id)
        )
        whole = answer._replace(content="yes", status=MessageStatus.COMPLETE)
        await MessageStore(database).finish("ada", whole, context={}, now=MOMENT)
        unsent = await store.add("ada", "unsent.txt", b"unsent", Kind("text/plain"), MOMENT)
        await store.keep_in_draft("ada", "s", [unsent.id], MOMENT)
    save_snapshot(folder / "parley.db", folder.parent / "snapshot.db", Stop())
    return folder.parent / "snapshot.db"


async def restored(database: Database, file: Path) -> RestoreReport:
    return await RestoreStore(database).restore(file, MOMENT)


async def test_attachments_come_back_from_a_snapshot_once(tmp_path: Path) -> None:
    file = await talk(tmp_path / "old")
    (tmp_path / "new").mkdir(mode=0o700)
    async with Database.open(tmp_path / "new" / "parley.db") as database:
        for added in (2, 0):
            assert (await restored(database, file)).messages_added == added
            question, answer = await MessageStore(database).all_of("s")
            note, leaf = question.attachments
            assert (note.name, leaf.name, leaf.width, leaf.height) == ("notes.txt", "leaf.png", 8, 6)
            assert answer.attachments == ()
            store = AttachmentStore(database)
            assert (await store.read("ada", note.id), await store.read("ada", leaf.id)) == (b"buy towels", png())
            (unsent,) = await store.of_draft("ada", "s")
            assert await store.read("ada", unsent.id) == b"unsent"
    assert_invariants(tmp_path / "new")


async def test_what_a_repair_found_changed_is_made_whole_by_a_snapshot(tmp_path: Path) -> None:
    file = await talk(tmp_path / "old")
    async with Database.open(tmp_path / "old" / "parley.db") as database:
        async with database.writing() as connection:
            await connection.execute(update(contents).values(changed=True, data=b""))
        assert (await restored(database, file)).messages_added == 0
        async with database.reading() as connection:
            assert set(await connection.scalars(select(contents.c.changed))) == {False}
    assert_invariants(tmp_path / "old")


async def test_an_attachment_that_was_tampered_with_is_noticed(tmp_path: Path) -> None:
    file = await talk(tmp_path / "old")
    assert examine_snapshot(file, Stop()).problems == ()
    with closing(sqlite3.connect(file)) as store:
        store.execute("UPDATE attachment_contents SET data = x'00' WHERE size = 10")
        store.commit()
    assert any("attachment" in problem for problem in examine_snapshot(file, Stop()).problems)


async def test_a_snapshot_of_the_version_before_attachments_is_restored(tmp_path: Path) -> None:
    from tests.support.first_version import make_first_version

    make_first_version(tmp_path / "old" / "parley.db", 2)
    save_snapshot(tmp_path / "old" / "parley.db", tmp_path / "snapshot.db", Stop())
    (tmp_path / "new").mkdir(mode=0o700)
    async with Database.open(tmp_path / "new" / "parley.db") as database:
        assert (await restored(database, tmp_path / "snapshot.db")).messages_added == 4
    assert_invariants(tmp_path / "new")
