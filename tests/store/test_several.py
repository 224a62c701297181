"""A question to several engines: stored with a place for each answer in one step, or not at all."""

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import MessageStatus, Role
from desktop_app.store.database import Database
from desktop_app.store.messages import MessageStore
from desktop_app.store.sessions import SessionStore
from desktop_app.store.turns import Several, TurnStore
from tests.support.invariants import assert_store_invariants
from tests.support.values import MOMENT, a_session


async def test_a_question_and_its_answers_are_siblings_and_the_first_is_shown(database: Database) -> None:
    sessions, messages, turns = SessionStore(database), MessageStore(database), TurnStore(database)
    await sessions.ensure(a_session(id="s"))
    begun = await turns.begin_several(Several("ada", "s", ("llama", "openai", "llama"), MOMENT, "which one?"))
    session = begun[0].session
    question = begun[0].question
    assert [each.version for each in begun] == [0, 1, 2]
    assert (session.active_leaf_id, session.message_count, session.query_count) == (begun[0].answer.id, 4, 1)
    assert (session.title, session.preview) == ("which one?", "which one?")
    for each in begun:
        assert each.first
        assert (each.answer.parent_id, each.answer.role) == (question.id, Role.ASSISTANT)
        whole = each.answer._replace(content=f"it is {each.version}", status=MessageStatus.COMPLETE)
        await messages.finish("ada", whole, context={}, now=MOMENT)
    assert [each.content for each in await messages.branch(await sessions.get("ada", "s"))] == ["which one?", "it is 0"]
    more = await turns.begin_several(Several("ada", "s", ("a", "b"), MOMENT, message_id=begun[1].answer.id))
    assert [each.version for each in more] == [3, 4]
    assert (more[0].question.id, more[0].session.query_count, more[0].session.message_count) == (question.id, 1, 6)
    for each in more:
        await messages.finish("ada", each.answer._replace(status=MessageStatus.INTERRUPTED), context={}, now=MOMENT)
    await assert_store_invariants(database)


async def test_where_one_cannot_be_stored_nothing_is(database: Database) -> None:
    await SessionStore(database).ensure(a_session(id="s"))
    turns = TurnStore(database)
    for wrong in (
        Several("ada", "s", ("a", "b"), MOMENT, "hi", attachments=(404,)),
        Several("ada", "s", ("a", "b"), MOMENT, message_id=404),
        Several("bob", "s", ("a", "b"), MOMENT, "hi"),
        Several("ada", "none", ("a", "b"), MOMENT, "hi"),
    ):
        with pytest.raises(UserError):
            await turns.begin_several(wrong)
    assert (await SessionStore(database).get("ada", "s")).message_count == 0
    await assert_store_invariants(database)
