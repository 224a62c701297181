"""The built-in responder looks through the sessions of the one person whom it answers."""

from contextlib import aclosing
from pathlib import Path

from desktop_app.app import open_services
from desktop_app.domain.settings import Settings
from desktop_app.paths import Paths, prepare
from desktop_app.services.chat import Finished, SendRequest
from desktop_app.services.services import Services


async def say(services: Services, text: str, name: str) -> Finished:
    async with aclosing(services.chat.send(SendRequest(services.user_id, text, name=name))) as events:
        found = [event async for event in events]
    assert isinstance(found[-1], Finished)
    return found[-1]


async def test_it_quotes_other_sessions_but_nobody_elses(tmp_path: Path) -> None:
    paths = Paths(tmp_path, tmp_path)
    prepare(paths)
    async with open_services(paths, Settings(user="eve")) as services:
        await say(services, "Lisbon is where I hid the treasure", "Hers")
    async with open_services(paths, Settings(user="ada")) as services:
        await say(services, "Lisbons trams are yellow", "Trams")
        trashed = await say(services, "Lisbon has hills", "Hills")
        await services.sessions.trash("ada", trashed.session.id)
        answer = (await say(services, "What did I say about Lisbon?", "Now")).answer.content
        assert "“Trams”](parley:message/" in answer
        assert "yellow" in answer
        assert "treasure" not in answer
        assert "hills" not in answer
        number = int(answer.split("parley:message/")[1].split(")")[0])
        found = await services.search.session_of("ada", number)
        assert found is not None
        assert found.name == "Trams"
        assert await services.search.session_of("eve", number) is None
        assert await services.search.session_of("ada", 10**17) is None
        odd = await say(services, 'what did I say about is:trash "hills* OR NEAR(', "Odd")
        assert "has hills" not in odd.answer.content
