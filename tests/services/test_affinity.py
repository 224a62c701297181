"""Affinity: counted with each answer, frozen, reset, switched off, and never another one's."""

from contextlib import aclosing

from desktop_app.domain.affinity import Affinity, AffinityState
from desktop_app.services.chat import Finished, SendRequest
from desktop_app.services.services import Services
from tests.services.conftest import Opening
from tests.support.clock import FakeClock

WHO = ("ada", "sakura")


async def say(services: Services, text: str, user_id: str = "ada") -> Affinity:
    request = SendRequest(user_id, text, session_id=f"{user_id}-1", persona="sakura")
    async with aclosing(services.chat.send(request)) as events:
        found = [event async for event in events]
    assert isinstance(found[-1], Finished)
    return found[-1].affinity


async def test_each_change_has_its_reason_and_the_answer_that_it_came_with(opening: Opening, clock: FakeClock) -> None:
    async with opening() as services:
        assert (await say(services, "hello")).points == 2
        assert (await say(services, "thank you!")).points == 5
        clock.advance(days=5)
        assert (await say(services, "shut up")).points == 5
        assert (await say(services, "hello", "bob")).points == 2
    async with opening() as services:
        events = await services.affinity.events(*WHO)
        assert [(event.points, event.words) for event in events] == [
            (-4, "You were rude."),
            (2, "You talked."),
            (2, "You came back after some days."),
            (1, "You said thanks."),
            (2, "You talked."),
            (2, "You talked."),
        ]
        history = await services.sessions.history("ada", "ada-1")
        answers = [message.id for message in history[1::2]]
        assert [event.message_id for event in events] == [answers[2]] * 3 + [answers[1]] * 2 + [answers[0]]
        assert {event.session_id for event in events} == {"ada-1"}
        affinity = await services.affinity.of(*WHO)
        assert (affinity.points, affinity.level, affinity.title) == (5, "stranger", "Stranger")
        assert affinity.next_level is not None
        assert (affinity.next_level.name, affinity.next_level.threshold) == ("acquaintance", 20)


async def test_what_is_frozen_stays_and_what_is_off_is_not_counted_until_it_is_on_again(services: Services) -> None:
    await say(services, "hello")
    assert (await services.affinity.freeze(*WHO)).state is AffinityState.FROZEN
    frozen = await say(services, "thanks")
    assert (frozen.points, frozen.is_shown) == (2, True)
    off = await services.affinity.switch_off(*WHO)
    assert (off.points, off.is_shown) == (2, False)
    assert (await say(services, "shut up")).points == 2
    assert (await services.affinity.of("ada", "creative_writer")).state is AffinityState.ON
    assert (await services.affinity.switch_on(*WHO)).state is AffinityState.ON
    assert (await say(services, "hello")).points == 4
    assert len(await services.affinity.events(*WHO)) == 2


async def test_beginning_anew_takes_the_points_and_keeps_the_reasons(services: Services) -> None:
    for _ in range(10):
        affinity = await say(services, "hello")
    assert (affinity.points, affinity.level) == (20, "acquaintance")
    again = await services.affinity.reset(*WHO)
    assert (again.points, again.level) == (0, "stranger")
    assert (await services.affinity.reset(*WHO)).points == 0
    events = await services.affinity.events(*WHO)
    assert (events[0].points, events[0].words, events[0].message_id, len(events)) == (-20, "You began anew.", None, 11)
    assert (await say(services, "hello")).points == 2
    undone = await services.undo.undo("ada")
    assert undone is not None
    assert undone.words == "All 20 points with Sakura are back."
    assert (await services.affinity.of(*WHO)).points == 22, "with what came since"
    assert len(await services.affinity.events(*WHO)) == 11
    assert await services.undo.undo("ada") is None, "taking nothing away is nothing to take back"
