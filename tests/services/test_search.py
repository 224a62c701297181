"""Search as people use it."""

from contextlib import aclosing

import pytest

from desktop_app.services.chat import Finished, SendRequest
from desktop_app.services.services import Services


async def say(services: Services, text: str, name: str | None = None, persona: str | None = None) -> str:
    async with aclosing(services.chat.send(SendRequest("ada", text, name=name, persona=persona))) as events:
        found = [event async for event in events]
    assert isinstance(found[-1], Finished)
    return found[-1].session.id


async def test_what_was_said_is_found_with_its_place(services: Services) -> None:
    session_id = await say(services, "Where do walruses sleep?", name="Animals")
    result = await services.search.search("ada", "role:user walr")
    (hit,) = result.messages
    assert (hit.session_id, hit.role, hit.session_name, hit.persona) == (
        session_id,
        "user",
        "Animals",
        "default_assistant",
    )
    assert hit.snippet() == ("Where do walruses sleep?", ((9, 17),))
    assert result.elapsed > 0
    assert [session.session_id for session in (await services.search.search("ada", "anim")).sessions] == [session_id]


@pytest.mark.parametrize("persona", ["sakura", "Sakura", "SAK", '"Sakura"'])
async def test_personas_by_id_name_and_beginning(services: Services, persona: str) -> None:
    await say(services, "Hello tea", persona="sakura")
    await say(services, "Hello coffee", persona="default_assistant")
    result = await services.search.search("ada", f"hello persona:{persona} role:user")
    assert [hit.text for hit in result.messages] == ["Hello tea"]


async def test_an_unknown_persona_has_said_nothing(services: Services) -> None:
    await say(services, "Hello tea")
    assert not (await services.search.search("ada", "hello persona:napoleon")).messages


async def test_nobody_else_finds_it(services: Services) -> None:
    await say(services, "my secret")
    result = await services.search.search("eve", "secret")
    assert not result.messages
    assert not result.sessions


@pytest.mark.parametrize("text", ["", " ", '"', "🙂", "persona:", "***", "\0", "\ud800"])
async def test_nothing_asked_nothing_found(services: Services, text: str) -> None:
    await say(services, "hello")
    result = await services.search.search("ada", text)
    assert not result.messages
    assert not result.sessions
