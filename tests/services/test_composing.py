"""What was sent in a session, from the newest to the oldest."""

from contextlib import aclosing

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Sent
from desktop_app.services.chat import AgainRequest, SendRequest
from desktop_app.services.services import Services


async def sent_in(services: Services, user: str, session_id: str) -> list[str]:
    found: list[str] = []
    last: Sent | None = None
    while last := await services.composing.sent_before(user, session_id, last):
        found.append(last.text)
    return found


async def say(services: Services, text: str) -> None:
    async with aclosing(services.chat.send(SendRequest("ada", text, session_id="s"))) as events:
        async for _event in events:
            pass


async def test_what_was_sent_newest_first_each_once(services: Services) -> None:
    await services.sessions.create("ada", session_id="s")
    assert await sent_in(services, "ada", "s") == []
    for text in ("one", "two", "two", "one"):
        await say(services, text)
    assert await sent_in(services, "ada", "s") == ["one", "two", "one"]


async def test_other_branches_count_and_other_users_see_nothing(services: Services) -> None:
    await services.sessions.create("ada", session_id="s")
    await say(services, "one")
    question = (await services.sessions.history("ada", "s"))[0]
    again = AgainRequest("ada", "s", question.id, text="in other words")
    async with aclosing(services.chat.say_again(again)) as events:
        async for _event in events:
            pass
    assert await sent_in(services, "ada", "s") == ["in other words", "one"]
    with pytest.raises(UserError, match="session_of_other_user"):
        await services.composing.sent_before("bob", "s")
