import asyncio

import pytest
from sqlalchemy import insert

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message, MessageStatus, Role
from desktop_app.domain.sessions import Session
from desktop_app.store.affinities import AffinityStore
from desktop_app.store.database import Database
from desktop_app.store.messages import MessageStore
from desktop_app.store.schema import messages as message_table
from desktop_app.store.sessions import SessionStore
from desktop_app.store.unsettled import Ending
from tests.support.values import MOMENT, TALK, a_session


@pytest.fixture
def messages(database: Database) -> MessageStore:
    return MessageStore(database)


@pytest.fixture
async def session(database: Database) -> Session:
    stored, _ = await SessionStore(database).create(a_session())
    return stored


async def exchange(messages: MessageStore, session: Session, question: str, answer: str) -> tuple[Session, Message]:
    _, _, empty = await messages.ask(session, question, engine="builtin", now=MOMENT)
    whole = empty._replace(content=answer, status=MessageStatus.COMPLETE)
    return await messages.finish("ada", whole, context={}, meeting=TALK, now=MOMENT), whole


async def test_a_question_and_its_answer_are_stored_together(messages: MessageStore, session: Session) -> None:
    changed, question, answer = await messages.ask(session, "How  are\nyou?", engine="builtin", now=MOMENT)
    assert (question.role, question.content, question.status) == (Role.USER, "How  are\nyou?", "complete")
    assert (answer.parent_id, answer.status, answer.persona) == (question.id, "streaming", "default_assistant")
    assert (changed.message_count, changed.query_count, changed.active_leaf_id) == (2, 1, answer.id)
    assert (changed.title, changed.preview) == ("How are you?", "How are you?")
    assert await messages.branch(changed) == [question, answer]


async def test_the_end_of_an_answer_is_kept_with_what_follows(
    messages: MessageStore, session: Session, database: Database
) -> None:
    changed, answer = await exchange(messages, session, "hi", "Hello, you.")
    assert (await messages.branch(changed))[1] == answer
    assert changed.preview == "Hello, you."
    assert (await AffinityStore(database).standing("ada", "default_assistant")).points == 2
    async with database.reading() as connection:
        events = (await connection.exec_driver_sql("SELECT points, reason, message_id FROM affinity_events")).all()
    assert [tuple(event) for event in events] == [(2, "exchange", answer.id)]


async def test_an_end_that_waits_outlives_who_was_about_to_store_it(
    messages: MessageStore, session: Session, database: Database
) -> None:
    changed, _, empty = await messages.ask(session, "hi", engine="builtin", now=MOMENT)
    whole = empty._replace(content="Hello, you.", status=MessageStatus.COMPLETE)
    messages._unsettled.keep(Ending("ada", whole, {}, MOMENT, TALK), UserError("store_full"))
    async with database.writing():
        storing = asyncio.ensure_future(messages.settle())
        for _ in range(5):
            await asyncio.sleep(0)
        storing.cancel()
        await asyncio.wait({storing}, timeout=0.05)  # where nobody has to wait for the other, it may be done by now
    await asyncio.wait({storing})
    assert (await messages.branch(changed))[1] == whole
    await messages.settle()
    assert (await MessageStore(database).branch(changed))[1] == whole
    assert (await AffinityStore(database).standing("ada", "default_assistant")).points == 2


async def test_an_answer_that_is_stored_once_more_earns_nothing_more(
    messages: MessageStore, session: Session, database: Database
) -> None:
    changed, answer = await exchange(messages, session, "hi", "Hello, you.")
    assert await messages.finish("ada", answer, context={}, meeting=TALK, now=MOMENT) == changed
    assert (await messages.branch(changed))[1] == answer
    assert (await AffinityStore(database).standing("ada", "default_assistant")).points == 2


async def test_the_title_stays_that_of_the_first_question(messages: MessageStore, session: Session) -> None:
    await exchange(messages, session, "first", "a")
    changed, _ = await exchange(messages, session, "second", "b")
    assert (changed.title, changed.query_count, changed.message_count) == ("first", 2, 4)


async def test_questions_asked_at_once_line_up_each_with_its_answer(messages: MessageStore, session: Session) -> None:
    await asyncio.gather(*(exchange(messages, session, f"q{n}", f"a{n}") for n in range(50)))
    stored = await SessionStore(messages._database).get("ada", session.id)
    branch = await messages.branch(stored)
    assert stored.message_count == len(branch) == 100
    for question, answer in zip(branch[::2], branch[1::2], strict=True):
        assert answer.parent_id == question.id
        assert answer.content == question.content.replace("q", "a")


async def test_the_last_messages_of_a_branch(messages: MessageStore, session: Session) -> None:
    for number in range(10):
        changed, _ = await exchange(messages, session, f"q{number}", f"a{number}")
    assert [message.content for message in await messages.branch(changed, 3)] == ["a8", "q9", "a9"]
    assert len(await messages.branch(changed)) == 20


async def test_a_conversation_of_thousands_of_turns_is_read_and_deleted_whole(
    messages: MessageStore, session: Session, database: Database
) -> None:
    shared = {"session_id": session.id, "role": "user", "status": "complete", "created_at": MOMENT, "metadata": {}}
    rows = [{**shared, "id": n, "parent_id": n - 1 or None, "content": str(n)} for n in range(1, 3_001)]
    async with database.writing() as connection:
        await connection.execute(insert(message_table), rows)
        await connection.exec_driver_sql("UPDATE sessions SET active_leaf_id = 3000")
    stored = await SessionStore(database).get("ada", session.id)
    assert [message.id for message in await messages.branch(stored)] == list(range(1, 3_001))
    async with database.writing() as connection:
        await connection.exec_driver_sql("DELETE FROM sessions")
    assert await messages.all_of(session.id) == []


async def test_an_unanswered_question_asked_again_gets_another_answer(messages: MessageStore, session: Session) -> None:
    _, first, empty = await messages.ask(session, "hello?", engine="openai", now=MOMENT)
    failed = empty._replace(status=MessageStatus.FAILED)
    await messages.finish("ada", failed, context={}, now=MOMENT)
    changed, question, answer = await messages.ask(session, "hello?", engine="openai", now=MOMENT)
    assert question == first
    assert [message.id for message in await messages.branch(changed)] == [question.id, answer.id]
    assert len(await messages.all_of(session.id)) == changed.message_count == 3
    assert changed.query_count == 1


async def test_another_question_follows_an_unanswered_one(messages: MessageStore, session: Session) -> None:
    _, _, empty = await messages.ask(session, "My name is Ada", engine="openai", now=MOMENT)
    await messages.finish("ada", empty._replace(status=MessageStatus.FAILED), context={}, now=MOMENT)
    changed, _, _ = await messages.ask(session, "what is my name?", engine="builtin", now=MOMENT)
    shown = [message.content for message in await messages.branch(changed)]
    assert shown == ["My name is Ada", "", "what is my name?", ""]


async def test_a_finished_answer_is_not_written_over_by_a_late_piece(messages: MessageStore, session: Session) -> None:
    changed, answer = await exchange(messages, session, "q", "whole")
    await messages.write(answer._replace(content="who"))
    assert (await messages.branch(changed))[1].content == "whole"


async def test_answers_of_a_living_process_are_left_alone(messages: MessageStore, session: Session) -> None:
    await messages.ask(session, "q", engine="builtin", now=MOMENT)
    assert await messages.interrupt_abandoned() == 0


async def test_answers_of_a_dead_process_become_interrupted_and_keep_their_text(
    messages: MessageStore, session: Session, database: Database
) -> None:
    changed, _, answer = await messages.ask(session, "q", engine="builtin", now=MOMENT)
    await messages.write(answer._replace(content="half an ans"))
    async with database.writing() as connection:
        await connection.exec_driver_sql("UPDATE messages SET writer = 'gone' WHERE role = 'assistant'")
    assert await messages.interrupt_abandoned() == 1
    kept = (await messages.branch(changed))[1]
    assert (kept.content, kept.status) == ("half an ans", "interrupted")
    assert (await SessionStore(database).get("ada", session.id)).preview == "half an ans"
