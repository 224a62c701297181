"""The built-in responder with what is known beyond a session: told truthfully, forgotten only where it really is."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

from desktop_app.app import open_services
from desktop_app.domain.settings import Settings
from desktop_app.engines.builtin import BuiltinEngine
from desktop_app.paths import Paths, prepare, resource
from desktop_app.services.chat import Finished, SendRequest
from desktop_app.services.resources import load_responder_rules
from desktop_app.services.services import Services


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Services]:
    paths = Paths(folder, folder)
    prepare(paths)
    engine = BuiltinEngine(load_responder_rules(resource("responder")), pause=0)
    async with open_services(paths, Settings(user="ada"), makers={"builtin": lambda _choice: engine}) as services:
        yield services


async def ask(services: Services, text: str, session_id: str = "s", *, temporary: bool = False) -> str:
    request = SendRequest("ada", text, session_id=session_id, temporary=temporary)
    async with aclosing(services.chat.send(request)) as events:
        found = [event async for event in events]
    assert isinstance(found[-1], Finished)
    return found[-1].answer.content


async def test_what_was_told_in_one_session_is_known_in_another(data_dir: Path) -> None:
    async with opened(data_dir) as services:
        for text in ("My name is Ada.", "I live in Lisbon.", "My dog is called Rex."):
            await ask(services, text, "first")
        assert "Ada" in await ask(services, "Hello!", "greeting")
        assert "Lisbon" in await ask(services, "Where do I live?", "second")
        assert "Rex" in await ask(services, "What is my dog called?", "second")
        told = await ask(services, "What do you know about me?", "third")
        assert all(word in told for word in ("Ada", "Lisbon", "Rex"))
        await ask(services, "I live in Porto now.", "fourth")
        assert "Porto" in await ask(services, "Where do I live?", "first"), "the latest word, wherever it was said"


async def test_what_is_to_be_forgotten_is_forgotten_by_all_or_said_to_be_kept(data_dir: Path) -> None:
    async with opened(data_dir) as services:
        await services.facts.set_fact("ada", "date", "birthday", "3 May")
        await services.facts.set_fact("ada", "place", "home", "Lisbon")
        assert "3 May" in await ask(services, "When is my birthday?")
        assert "Memory" not in await ask(services, "Forget my birthday.")
        assert [fact.key for fact in await services.facts.list_facts("ada")] == ["home"]
        assert "3 May" not in await ask(services, "When is my birthday?")
        home = (await services.facts.list_facts("ada"))[0]
        await services.facts.freeze("ada", home.id)
        assert "Memory" in await ask(services, "Forget where I live.")
        assert "Lisbon" in await ask(services, "Where do I live?")
        await services.facts.freeze("ada", home.id, frozen=False)
        assert "Memory" in await ask(services, "Forget everything about me.", "t", temporary=True)
        assert len(await services.facts.list_facts("ada")) == 1
