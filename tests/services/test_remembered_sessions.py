"""The whole verification that the document on sessions with memory asks for, on the real store, and what it implies."""

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.services.services import Services
from tests.services.conftest import Opening
from tests.support.script import Script


async def test_the_verification_of_sessions_with_memory(opening: Opening) -> None:
    async with opening() as services:
        client = services.remembered_sessions()

        # Explicit creation: affinity exists, stranger, 0.
        made = await client.create_session("sakura", {"name": "builtin"})
        affinity = (await services.affinity.all_of("ada"))["sakura"]
        assert (affinity.level, affinity.points) == ("stranger", 0)

        # A message to an existing session.
        sent = await client.send_message_with_memory(made, "Hello!", "sakura")
        assert (sent.success, sent.created, sent.session_id) == (True, False, made)

        # A message to a session that does not exist: made by itself, stranger, 2.
        sent = await client.send_message_with_memory("user_123", "Hello!", engine={"name": "builtin"})
        assert (sent.success, sent.created, sent.session_id) == (True, True, "user_123")
        assert (sent.affinity.level, sent.affinity.points) == ("stranger", 2)

        # Several messages in one session.
        for text in ("My name is Ada Lovelace.", "I live in Lisbon.", "What is new?"):
            sent = await client.send_message_with_memory("user_123", text)
            assert (sent.success, sent.created, sent.reply) == (True, False, f"You said: {text}")
        assert sent.affinity.points == 8
        assert (await services.sessions.show("ada", "user_123")).query_count == 4

    # Facts and affinity are there after a restart, and nobody else sees them.
    async with opening() as services:
        assert (await services.affinity.all_of("ada"))["default_assistant"].points == 8
        facts = await services.facts.list_facts("ada", "default_assistant")
        assert ("place", "home", "Lisbon") in [(fact.category, fact.key, fact.value) for fact in facts]
        assert await services.remembered_sessions().ensure_session("user_123") is False
        assert await services.affinity.all_of("bob") == {}
        assert await services.facts.list_facts("bob") == []
        with pytest.raises(UserError, match="session_of_other_user"):
            await services.remembered_sessions().ensure_session("user_123", user_id="bob")


async def test_what_was_learned_is_told_with_the_message_that_told_it(services: Services) -> None:
    client = services.remembered_sessions()
    sent = await client.send_message_with_memory("s", "I live in Lisbon.", "sakura")
    assert [(each.fact.key, each.fact.value) for each in sent.facts_learned] == [("home", "Lisbon")]
    assert (await client.send_message_with_memory("s", "Do you like Porto?")).facts_learned == ()


async def test_a_session_is_made_sure_of_once_and_keeps_its_persona(services: Services) -> None:
    client = services.remembered_sessions()
    config = {"name": "builtin", "parameters": {"temperature": 0.5}}
    assert await client.ensure_session("mine", "sakura", config) is True
    assert await client.ensure_session("mine", "creative_writer", {"name": "openai"}) is False
    session = await services.sessions.show("ada", "mine")
    assert (session.persona, session.origin) == ("sakura", "api")
    assert session.engine is not None
    assert (session.engine.choice.name, session.engine.parameters.temperature) == ("builtin", 0.5)
    for bad in ({"name": 7}, {"parameters": {"temperature": "hot"}}):
        with pytest.raises(UserError, match="bad_engine_config"):
            await client.create_session(engine=bad)


async def test_a_message_that_is_not_answered_says_so_and_is_kept(services: Services, script: Script) -> None:
    script.next("so far", UserError("engine_failed", detail="no"))
    client = services.remembered_sessions()
    sent = await client.send_message_with_memory("s", "Hello?")
    assert (sent.success, sent.created, sent.reply, sent.affinity.points) == (False, True, "", 0)
    assert sent.error is not None
    assert sent.error.code == "engine_failed"
    assert [message.content for message in await services.sessions.history("ada", "s")] == ["Hello?", "so far"]
    empty = await client.send_message_with_memory("s", " ")
    assert (empty.success, empty.error and empty.error.code) == (False, "empty_message")
