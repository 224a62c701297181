"""Which branch of a session is shown."""

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message, MessageStatus
from desktop_app.domain.sessions import Session
from desktop_app.store.database import Database
from desktop_app.store.messages import MessageStore
from desktop_app.store.sessions import SessionStore
from tests.support.values import MOMENT, a_session


async def exchange(database: Database, session: Session, question: str) -> tuple[Message, Message]:
    messages = MessageStore(database)
    _, asked, empty = await messages.ask(session, question, engine="builtin", now=MOMENT)
    answer = empty._replace(content="yes", status=MessageStatus.COMPLETE)
    await messages.finish(session.user_id, answer, context={}, now=MOMENT)
    return asked, answer


async def test_the_newest_leaf_below_a_message_is_shown(database: Database) -> None:
    sessions = SessionStore(database)
    session, _ = await sessions.create(a_session())
    first, leaf = await exchange(database, session, "first")
    second, second_leaf = await exchange(database, session, "second")
    before, after = await sessions.show_branch("ada", session.id, first.id)
    assert before.active_leaf_id == after.active_leaf_id == second_leaf.id
    _, after = await sessions.show_branch("ada", session.id, second.id)
    assert after.active_leaf_id == second_leaf.id
    assert leaf.id < second_leaf.id


async def test_only_one_s_own_message_of_that_session(database: Database) -> None:
    sessions = SessionStore(database)
    session, _ = await sessions.create(a_session())
    other, _ = await sessions.create(a_session())
    asked, _ = await exchange(database, session, "first")
    for user, session_id, message_id in (("eve", session.id, asked.id), ("ada", other.id, asked.id), ("ada", "x", 1)):
        with pytest.raises(UserError):
            await sessions.show_branch(user, session_id, message_id)
    with pytest.raises(UserError, match="message_not_found"):
        await sessions.show_branch("ada", session.id, asked.id + 1_000)
