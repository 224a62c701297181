"""Attachments in the store, on every kind of it."""

from hashlib import sha256

import pytest
from sqlalchemy import delete, func, select, update

from desktop_app.domain.attachments import Attachment, Kind
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message, MessageStatus
from desktop_app.domain.sessions import Session
from desktop_app.store.attachment_rows import copy_attachments
from desktop_app.store.attachments import AttachmentStore
from desktop_app.store.branches import BranchStore
from desktop_app.store.database import Database
from desktop_app.store.drafts import DraftStore
from desktop_app.store.messages import MessageStore
from desktop_app.store.removal import RemovalStore
from desktop_app.store.retention import RetentionStore
from desktop_app.store.schema import attachments, contents, messages
from desktop_app.store.sessions import SessionStore
from desktop_app.store.shelves import ShelfStore
from desktop_app.store.turns import Again, TurnStore
from tests.support.invariants import assert_store_invariants
from tests.support.values import MOMENT, a_session

TEXT = Kind("text/plain")


async def added(database: Database, data: bytes, name: str = "a.txt", user_id: str = "ada") -> Attachment:
    return await AttachmentStore(database).add(user_id, name, data, TEXT, MOMENT)


async def asked(database: Database, session: Session, text: str, *ids: int) -> tuple[Session, Message]:
    changed, question, answer = await MessageStore(database).ask(
        session, text, engine="builtin", now=MOMENT, attachments=ids
    )
    whole = answer._replace(content="yes", status=MessageStatus.COMPLETE)
    await MessageStore(database).finish(session.user_id, whole, context={}, now=MOMENT)
    return changed, question


async def counted(database: Database) -> tuple[int, int]:
    """How many attachments there are, and how many files' bytes."""
    async with database.reading() as connection:
        return (
            await connection.scalar(select(func.count()).select_from(attachments)) or 0,
            await connection.scalar(select(func.count()).select_from(contents)) or 0,
        )


async def test_what_is_sent_belongs_to_its_question_in_its_order(database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session())
    first, second = await added(database, b"one", "1.txt"), await added(database, b"two", "2.txt")
    assert first == Attachment(first.id, "1.txt", "text/plain", 3, sha256(b"one").hexdigest())
    session, question = await asked(database, session, "see these", second.id, first.id)
    assert question.attachments == (second, first)
    for found in (
        await MessageStore(database).branch(session),
        await MessageStore(database).all_of(session.id),
        await MessageStore(database).by_ids([question.id, question.id + 1]),
    ):
        assert [message.attachments for message in found] == [(second, first), ()]
    assert await AttachmentStore(database).read("ada", second.id) == b"two"
    await assert_store_invariants(database)


async def test_a_question_may_be_attachments_alone(database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session())
    session, _question = await asked(database, session, "", (await added(database, b"x", "leaf.png")).id)
    assert (session.title, session.preview) == ("leaf.png", "leaf.png")
    await assert_store_invariants(database)


async def test_the_same_bytes_are_stored_once(database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session())
    twice = [await added(database, b"same", name) for name in ("a.txt", "b.txt")]
    other = await added(database, b"same", user_id="eve")
    assert len({each.id for each in (*twice, other)}) == 3
    assert await counted(database) == (3, 1)
    await asked(database, session, "both", *(each.id for each in twice))
    await AttachmentStore(database).remove("eve", other.id)
    assert await counted(database) == (2, 1)
    await assert_store_invariants(database)


async def test_nobody_gets_at_another_s(database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session())
    theirs = await added(database, b"secret", user_id="eve")
    store = AttachmentStore(database)
    for attempt in (
        store.read("ada", theirs.id),
        store.get("ada", theirs.id),
        asked(database, session, "give", theirs.id),
        asked(database, session, "give", 10**9),
    ):
        with pytest.raises(UserError) as refused:
            await attempt
        assert refused.value.code == "attachment_not_found"
    assert await MessageStore(database).all_of(session.id) == []
    await store.remove("ada", theirs.id)
    await store.keep_in_draft("ada", session.id, [theirs.id], MOMENT)
    assert await store.of_draft("ada", session.id) == ()
    with pytest.raises(UserError):
        await store.of_draft("eve", session.id)
    assert await store.read("eve", theirs.id) == b"secret"


async def test_another_version_of_a_question_keeps_what_was_attached(database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session())
    first, more = await added(database, b"one"), await added(database, b"two")
    session, question = await asked(database, session, "why?", first.id)
    turns = TurnStore(database)

    async def anew(text: str | None = None, attachments: tuple[int, ...] | None = None) -> Message:
        again = Again("ada", session.id, question.id, "builtin", MOMENT, text, attachments=attachments)
        return (await turns.begin(again)).question

    same, edited = await anew(), await anew("how?")
    other, bare = await anew("who?", (more.id, first.id)), await anew("when?", ())
    assert same.attachments == (first,)
    assert [each.sha256 for each in edited.attachments] == [first.sha256]
    assert [each.sha256 for each in other.attachments] == [more.sha256, first.sha256]
    assert bare.attachments == ()
    assert (await MessageStore(database).by_ids([question.id]))[0].attachments == (first,)
    assert await counted(database) == (4, 2)
    await MessageStore(database).interrupt_abandoned()
    with pytest.raises(UserError) as refused:
        await anew(" ", ())
    assert refused.value.code == "empty_message"


async def test_a_draft_keeps_its_attachments_until_they_are_sent(database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session())
    store, drafts, sessions = AttachmentStore(database), DraftStore(database), SessionStore(database)
    first, second = await added(database, b"one"), await added(database, b"two")
    await store.keep_in_draft("ada", session.id, [second.id, first.id], MOMENT)
    assert await store.of_draft("ada", session.id) == (second, first)
    assert (await sessions.get("ada", session.id)).has_draft
    await drafts.save(session.id, "words", MOMENT)
    await store.keep_in_draft("ada", session.id, [first.id], MOMENT)
    await drafts.save(session.id, "", MOMENT)
    assert await store.of_draft("ada", session.id) == (first,)
    assert (await sessions.get("ada", session.id)).has_draft
    await asked(database, session, "sent", first.id)
    assert await store.of_draft("ada", session.id) == ()
    assert not (await sessions.get("ada", session.id)).has_draft
    await assert_store_invariants(database)


async def test_what_was_neither_sent_nor_kept_goes_after_its_time(database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session())
    store = AttachmentStore(database)
    left, kept, sent = [await added(database, data) for data in (b"left", b"kept", b"sent")]
    await store.keep_in_draft("ada", session.id, [kept.id], MOMENT)
    await asked(database, session, "sent", sent.id)
    assert await store.forget_unsent(MOMENT.replace(year=2025)) == 0
    assert await store.forget_unsent(MOMENT) == 1
    assert await counted(database) == (2, 2)
    with pytest.raises(UserError):
        await store.read("ada", left.id)
    await assert_store_invariants(database)


async def test_what_is_deleted_for_good_is_gone_with_its_bytes(database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session())
    other, _ = await SessionStore(database).create(a_session())
    canary, shared = b"canary " * 2000, b"shared"
    await asked(database, session, "one", (await added(database, canary)).id, (await added(database, shared)).id)
    await asked(database, other, "two", (await added(database, shared)).id)
    kept = await added(database, b"drafted " * 2000)
    await AttachmentStore(database).keep_in_draft("ada", session.id, [kept.id], MOMENT)
    receipt = await RemovalStore(database).delete("ada", session.id)
    assert (receipt.sessions, receipt.messages, receipt.drafts, receipt.attachments) == (1, 2, 1, 3)
    assert await counted(database) == (1, 1)
    await assert_store_invariants(database)
    if database.path is not None:
        assert receipt.erased
        left = b"".join(file.read_bytes() for file in database.path.parent.glob("parley.db*"))
        assert b"canary" not in left
        assert b"drafted" not in left


async def test_a_history_or_branch_takes_its_attachments_along_and_back(database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session())
    note = await added(database, b"one")
    session, question = await asked(database, session, "why?", note.id)
    removal, branches, store = RemovalStore(database), BranchStore(database), MessageStore(database)
    _, cleared = await removal.clear("ada", session.id, MOMENT)
    assert cleared is not None
    assert [message.attachments for message in await store.all_of(cleared.history.id)] == [(note,), ()]
    await removal.unclear(cleared, MOMENT)
    deleted = await branches.delete("ada", session.id, question.id, MOMENT)
    assert [message.attachments for message in await store.all_of(deleted.branch.id)] == [(note,), ()]
    await branches.put_back(deleted, MOMENT)
    assert [message.attachments for message in await store.all_of(session.id)] == [(note,), ()]
    await branches.delete("ada", session.id, question.id, MOMENT)
    await assert_store_invariants(database)
    assert await RetentionStore(database).purge(MOMENT) == 1
    assert await counted(database) == (0, 0)
    await assert_store_invariants(database)


async def test_bytes_that_a_killed_clean_up_left_go_with_the_next(database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session())
    await asked(database, session, "one", *[(await added(database, bytes([65 + n]) * 9)).id for n in range(9)])
    async with database.writing() as connection:
        await connection.execute(delete(attachments))
        await connection.execute(update(messages).values(attachment_count=0))
    assert await counted(database) == (0, 9)
    await AttachmentStore(database).forget_unsent(MOMENT)
    assert await counted(database) == (0, 0)


async def test_copies_of_messages_get_copies_of_what_was_attached(database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session())
    note = await added(database, b"one")
    session, question = await asked(database, session, "why?", note.id)
    _, plain = await asked(database, session, "again?")
    async with database.writing() as connection:
        await copy_attachments(connection, {question.id: plain.id})
    (copied,) = (await MessageStore(database).by_ids([plain.id]))[0].attachments
    assert (copied.name, copied.sha256, copied.id != note.id) == (note.name, note.sha256, True)
    assert await counted(database) == (2, 1)
    await assert_store_invariants(database)


async def test_sizes_tell_attachments_too(database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session())
    await asked(database, session, "why?", (await added(database, b"x" * 1000)).id)
    assert await ShelfStore(database).sizes("ada") == {session.id: 1000 + len("why?yes")}
