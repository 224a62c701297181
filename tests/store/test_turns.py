"""Versions of turns in the store, on every kind of it."""

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message, MessageStatus
from desktop_app.domain.sessions import Session
from desktop_app.store.database import Database
from desktop_app.store.message_tree import MessageTreeStore
from desktop_app.store.messages import MessageStore
from desktop_app.store.sessions import SessionStore
from desktop_app.store.turns import Again, TurnStore
from tests.support.invariants import assert_store_invariants
from tests.support.values import MOMENT, a_session


async def end(database: Database, session: Session, answer: Message) -> None:
    whole = answer._replace(content="yes", status=MessageStatus.COMPLETE)
    await MessageStore(database).finish(session.user_id, whole, context={}, now=MOMENT)


async def test_versions_are_counted_and_the_store_is_in_order(database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session())
    turns = TurnStore(database)
    _, question, first = await MessageStore(database).ask(session, "why?", engine="builtin", now=MOMENT)
    await end(database, session, first)
    anew = await turns.begin(Again("ada", session.id, first.id, "builtin", MOMENT))
    await end(database, session, anew.answer)
    assert (anew.question, anew.version, anew.left) == (question, 1, first.id)
    edited = await turns.begin(Again("ada", session.id, question.id, "builtin", MOMENT, "how?"))
    await end(database, session, edited.answer)
    assert (edited.question.parent_id, edited.question.content, edited.version) == (None, "how?", 0)
    answers, questions = (first.id, anew.answer.id), (question.id, edited.question.id)
    ids = [*answers, *questions, edited.answer.id]
    assert await MessageTreeStore(database).siblings("ada", session.id, ids) == {
        first.id: answers,
        anew.answer.id: answers,
        question.id: questions,
        edited.question.id: questions,
    }
    await assert_store_invariants(database)


async def test_only_one_s_own_messages_have_versions(database: Database) -> None:
    session, _ = await SessionStore(database).create(a_session())
    turns = TurnStore(database)
    _, question, _answer = await MessageStore(database).ask(session, "why?", engine="builtin", now=MOMENT)
    with pytest.raises(UserError):
        await turns.begin(Again("eve", session.id, question.id, "builtin", MOMENT))
    with pytest.raises(UserError):
        await MessageTreeStore(database).siblings("eve", session.id, [question.id])
