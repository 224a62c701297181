"""Facts learned from what is said, beside answers, and what becomes of them."""

from datetime import timedelta

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.facts import FactChange, Statement
from desktop_app.engines.protocol import Delta
from desktop_app.services.chat import AgainRequest
from desktop_app.services.services import Services
from tests.services.conftest import Opening
from tests.services.test_chat import finished, send
from tests.support.clock import FakeClock
from tests.support.script import Script


async def _known(services: Services) -> list[str]:
    return [fact.value for fact in await services.facts.list_facts(services.user_id)]


async def test_what_a_message_says_is_learned_beside_its_answer(services: Services) -> None:
    end = finished(await send(services, "My name is Ana and I live in Porto. Do I like tea?"))
    assert [(each.fact.value, each.change) for each in end.learned] == [("Ana", "learned"), ("Porto", "learned")]
    (name, _home) = await services.facts.list_facts("ada", end.session.persona)
    question = (await services.sessions.history("ada", end.session.id))[0]
    assert (name.source_message_id, name.session_id, name.persona) == (question.id, end.session.id, end.session.persona)
    again = finished(await send(services, "I moved to Faro."))
    assert [(each.fact.value, each.change, each.before) for each in again.learned] == [
        ("Faro", FactChange.REPLACED, "Porto")
    ]
    (earlier,) = await services.facts.history("ada", again.learned[0].fact.id)
    assert earlier.value == "Porto"
    assert finished(await send(services, "I live in Faro, as I said?! My name is Ana.")).learned == ()
    assert await services.facts.list_facts("bob") == []


async def test_a_correction_is_of_what_was_said_before(services: Services) -> None:
    await send(services, "My name is Ana.")
    await send(services, "Actually, it's Anna.")
    assert await _known(services) == ["Anna"]
    await send(services, "Nice weather.")
    await send(services, "Actually, it's Monday.")
    assert await _known(services) == ["Anna"]
    forgotten = finished(await send(services, "Please forget my name.")).learned
    assert [(each.change, each.before) for each in forgotten] == [("forgotten", "Anna")]
    assert await _known(services) == []


async def test_what_was_learned_is_taken_back_to_the_letter(services: Services, clock: FakeClock) -> None:
    hated = finished(await send(services, "I hate olives.")).learned[0].fact
    await services.facts.confirm("ada", hated.id)
    await services.facts.until("ada", hated.id, services.facts.now() + timedelta(days=9))
    await services.facts.set_fact("ada", "place", "home", "Porto")
    await services.facts.set_fact("ada", "place", "home", "Faro", hated.persona)
    before = [(fact, await services.facts.history("ada", fact.id)) for fact in await services.facts.list_facts("ada")]
    clock.advance(days=1)
    learned = finished(await send(services, "I love olives. I live in Lisbon.")).learned
    assert sorted(await _known(services)) == ["Lisbon", "olives"]
    await services.facts.take_back("ada", learned)
    assert before == [
        (fact, await services.facts.history("ada", fact.id)) for fact in await services.facts.list_facts("ada")
    ]
    learned = finished(await send(services, "I love figs.")).learned
    await services.facts.take_back("ada", learned)
    assert "figs" not in await _known(services)
    with pytest.raises(UserError, match="fact_changed"):
        await services.facts.take_back("ada", learned)
    await services.undo.undo("ada")
    assert "figs" in await _known(services)


async def test_two_facts_that_contradict_each_other_are_never_made(services: Services) -> None:
    facts = services.facts
    max_ = await facts.set_fact("ada", "name", "name", "Max")
    mine = await facts.set_fact("ada", "name", "name", "Moritz", "sakura")
    for fact, persona in ((mine, None), (max_, "sakura")):
        with pytest.raises(UserError, match="fact_taken"):
            await facts.share("ada", fact.id, persona)
    assert (await facts.share("ada", mine.id, "helper")).persona == "helper"
    end = finished(await send(services, "Lisbon is where my flat is."))
    (question, *_) = await services.sessions.history("ada", end.session.id)
    said = [(0, Statement("place", "home", "Lisbon"))]
    (guess,) = await facts.suggest("ada", end.session.persona, [question], said)
    await facts.set_fact("ada", "place", "home", "Porto")
    with pytest.raises(UserError, match="fact_taken"):
        await facts.confirm("ada", guess.id)
    await facts.forget("ada", *[fact.id for fact in await facts.list_facts("ada") if fact.value == "Porto"])
    assert not (await facts.confirm("ada", guess.id)).suggested


async def test_a_name_is_found_behind_any_number_of_newer_facts(services: Services) -> None:
    await services.facts.set_fact("ada", "name", "name", "Ana")
    for number in range(13):
        await services.facts.set_fact("ada", "work", f"client {number}", f"Firm {number}")
    assert "Ana" in [fact.value for fact in await services.facts.relevant("ada", None, "Good day", 99)]


async def test_a_name_that_holds_no_longer_is_not_what_a_persona_calls_one(
    services: Services, clock: FakeClock
) -> None:
    carnival = await services.facts.set_fact("ada", "name", "nickname", "Carnival King")
    await services.facts.set_fact("ada", "name", "name", "Ana")
    await services.facts.until("ada", carnival.id, services.facts.now() + timedelta(days=1))
    session = (await services.sessions.create("ada")).session
    for days, name in ((0, "Carnival King"), (1, "Ana")):
        clock.advance(days=days)
        await services.personas.instructing(session, [], services.facts.now(), "")
        assert services.personas.speaking("sakura", services.facts.now(), session.id).user == name


async def test_nothing_is_learned_where_it_is_not_wanted(services: Services) -> None:
    await send(services, "I love tea.", session_id="s", temporary=True)
    await services.facts.set_learning("ada", on=False)
    end = finished(await send(services, "I love jam."))
    assert await _known(services) == []
    await services.facts.set_learning("ada", on=True)
    again = AgainRequest("ada", end.session.id, end.answer.id)
    async for _event in services.chat.say_again(again):
        pass
    assert await _known(services) == [], "a question that is answered anew says nothing new"
    other = AgainRequest("ada", end.session.id, end.answer.parent_id or 0, text="I love figs.")
    async for _event in services.chat.say_again(other):
        pass
    assert await _known(services) == ["figs"]


async def test_an_answer_that_fails_leaves_what_was_learned(services: Services, script: Script) -> None:
    script.next(Delta("half"), UserError("engine_failed", detail="gone"))
    with pytest.raises(UserError):
        await send(services, "I love tea.")
    assert await _known(services) == ["tea"]


async def test_what_matters_to_a_message_is_found_by_what_it_asks(services: Services) -> None:
    for number in range(40):
        await services.facts.set_fact("ada", "like", "", f"dish {number}")
    await services.facts.set_fact("ada", "place", "origin", "Chile")
    await services.facts.set_fact("ada", "date", "birthday", "3 May", persona="sakura")
    (first, *_rest) = await services.facts.relevant("ada", "sakura", "Where was I born?", 5)
    assert first.value == "Chile"
    (first, *_rest) = await services.facts.relevant("ada", "sakura", "When is my birthday?", 5)
    assert first.value == "3 May"
    assert "3 May" not in [fact.value for fact in await services.facts.relevant("ada", "x", "my birthday", 99)]


async def test_forgetting_can_be_undone(opening: Opening) -> None:
    async with opening() as services:
        fact = await services.facts.set_fact("ada", "pet", "cat", "Mia")
        assert await services.facts.forget("ada", fact.id) == 1
        undone = await services.undo.undo("ada")
        assert undone is not None
        assert (undone.words, undone.changes.facts) == ("“Mia” is known again.", True)
    async with opening() as services:
        assert await services.facts.list_facts("ada") == [fact]
