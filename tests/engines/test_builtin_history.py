"""What the responder quotes from all sessions of the person, and how."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.engines.builtin import BuiltinEngine
from desktop_app.engines.builtin.history import Remark, Wanted
from tests.engines.builtin_talk import NOW, shipped_rules, talk

LISBON = "We stayed near the river in Lisbon. It rained all day."


class Sessions:
    """A history that has what a test puts in; finds words by their beginnings."""

    def __init__(self, *said: tuple[str, str, datetime]) -> None:
        self.asked: list[Wanted] = []
        self._remarks = [Remark(number, f"s{number}", name, when, text) for number, (name, text, when) in
                         enumerate(said, 100)]  # fmt: skip

    async def __call__(self, wanted: Wanted) -> Sequence[Remark]:
        self.asked.append(wanted)
        return [one for one in self._remarks if all(word in one.text.casefold() for word in wanted.words)]


def engine_of(history: Sessions) -> BuiltinEngine:
    return BuiltinEngine(shipped_rules(), history, pause=0)


def days_ago(days: int) -> datetime:
    return (NOW - timedelta(days=days)).astimezone(UTC)


@pytest.mark.parametrize(
    "question",
    [
        "What did I say about Lisbon?",
        "did I ever mention Lisbon?",
        "find my notes on Lisbon",
        "search my chats for lisbon",
        "When did we talk about Lisbon?",
        "have I told you about Lisbon",
        "where did I mention Lisbon?",
    ],
)
@pytest.mark.parametrize("persona", ["default_assistant", "sakura"])
async def test_quotes_with_date_session_and_link(question: str, persona: str) -> None:
    history = Sessions(("Summer [2026]", LISBON, days_ago(60)))
    (answer,) = await talk([question], persona, engine=engine_of(history))
    assert "[22 September 2026, “Summer \\[2026\\]”](parley:message/100): “We stayed near the river in Lisbon" in answer
    assert "rained" not in answer
    assert history.asked == [Wanted(("lisbon",))]


async def test_says_so_when_there_is_nothing() -> None:
    (answer,) = await talk(["what did I say about walruses?"], engine=engine_of(Sessions()))
    assert "walruses" in answer
    assert "nothing" in answer or "none of your sessions" in answer.casefold()
    assert "parley:" not in answer


async def test_questions_about_a_thing_are_not_what_was_said_about_it() -> None:
    said = [("A", "What did I say about tea?", days_ago(1)), ("B", "find my notes on tea", days_ago(2))]
    (answer,) = await talk(["what did I say about tea?"], engine=engine_of(Sessions(*said)))
    assert "parley:" not in answer


async def test_all_that_was_said_comes_in_turn_each_once() -> None:
    said = [(f"Day {day}", f"Tea number {day} was green", days_ago(day)) for day in range(1, 11)]
    answers = await talk(["what did I say about tea?"] * 4, engine=engine_of(Sessions(*said)))
    numbers = [[day for day in range(1, 11) if f"number {day} " in answer] for answer in answers]
    assert numbers == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10], [1, 2, 3, 4]]
    assert "6 more" in answers[0] or "6 more" in answers[0].casefold()


async def test_more_goes_on() -> None:
    said = [(f"Day {day}", f"Tea number {day} was green", days_ago(day)) for day in range(1, 11)]
    answers = await talk(
        ["what did I say about tea?", "more", "show me more", "more"], engine=engine_of(Sessions(*said))
    )
    assert "number 5 " in answers[1]
    assert "number 9 " in answers[2]
    assert "parley:" not in answers[3]


async def test_tells_when_something_was_spoken_of_first_and_last() -> None:
    said = [("New", "The dentist was kind", NOW - timedelta(hours=2)), ("Old", "I fear my dentist", days_ago(400))]
    (answer,) = await talk(["When did we talk about the dentist?"], engine=engine_of(Sessions(*said)))
    assert answer.index("today at 13:30, “New”") < answer.index("17 October 2025, “Old”")


async def test_my_own_things_are_looked_for_here_first() -> None:
    history = Sessions(("Garage", "my umbrella is at the station", days_ago(1)))
    here = await talk(["my umbrella is in the cellar", "where is my umbrella?"], engine=engine_of(history))
    assert "cellar" in here[-1]
    assert "parley:" not in here[-1]
    (elsewhere,) = await talk(["where is my umbrella?"], engine=engine_of(history))
    assert "[yesterday, “Garage”](parley:message/100)" in elsewhere


async def test_what_was_answered_is_asked_for_apart() -> None:
    history = Sessions(("Cooking", "Toast the tarragon first.", days_ago(3)))
    (answer,) = await talk(["what did you say about tarragon?"], engine=engine_of(history))
    assert history.asked == [Wanted(("tarragon",), answers=True)]
    assert "Toast the tarragon" in answer


async def test_nothing_is_looked_for_unasked() -> None:
    history = Sessions()
    await talk(["hello", "my name is Ada", "I said so about Lisbon", "12*7", "bye"], engine=engine_of(history))
    assert history.asked == []
