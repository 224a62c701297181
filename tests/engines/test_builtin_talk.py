"""What the built-in responder says, case by case, and to whom."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from desktop_app.domain.engine_requests import Turn
from desktop_app.domain.messages import Role
from desktop_app.domain.responder import Event
from tests.engines.asking import answer_of
from tests.engines.builtin_talk import an_engine, request_of, said_by, shipped_personas, shipped_rules, talk

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "builtin_cases.yaml").read_text("utf-8"))
PERSONAS = sorted(shipped_personas())


def _listed(value: object) -> list[str]:
    return [] if value is None else [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _personas(case: dict[str, Any]) -> list[str]:
    wanted = _listed(case.get("personas", "default_assistant"))
    return PERSONAS if wanted == ["all"] else wanted


RUNS = [
    pytest.param(case, persona, id=f"{number}-{persona}-{case['say'][-1][:30]}")
    for number, case in enumerate(CASES)
    for persona in _personas(case)
]


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 350
    assert all(set(case) <= {"say", "personas", "has", "any", "lacks", "by"} and len(case) > 1 for case in CASES)


@pytest.mark.parametrize(("case", "persona"), RUNS)
async def test_case(case: dict[str, Any], persona: str) -> None:
    answer = (await talk(case["say"], persona))[-1]
    small = answer.casefold()
    for wanted in _listed(case.get("has")):
        assert wanted.casefold() in small
    if "any" in case:
        assert any(wanted.casefold() in small for wanted in _listed(case["any"])), answer
    for unwanted in _listed(case.get("lacks")):
        assert unwanted.casefold() not in small
    if "by" in case:
        assert said_by(answer, persona, case["by"]), answer


@pytest.mark.parametrize("persona", PERSONAS)
async def test_every_opener_has_an_answer_of_its_own(persona: str) -> None:
    openers = shipped_personas()[persona].openers
    assert len(openers) == 3
    voice = shipped_rules().voice(shipped_personas()[persona].style)
    helpless = [rule.name for rule in voice.rules if rule.event in (Event.QUESTION, Event.STATEMENT)]
    reflecting = [rule.name for rule in voice.rules if rule.priority < 30]
    for opener in openers:
        answer = (await talk([opener], persona))[-1]
        assert not any(said_by(answer, persona, name) for name in helpless + reflecting), answer


@pytest.mark.parametrize("persona", PERSONAS)
async def test_a_whole_afternoon_without_the_same_three_times_in_a_row_or_a_claim_of_deeds(persona: str) -> None:
    """All that the cases say, in one session: nothing said in between may bring an answer that claims to have acted."""
    say = [text for case in CASES for text in case["say"] if len(text) < 200][::8]
    answers = await talk(say, persona)
    assert not any(one == other == third for one, other, third in zip(answers, answers[1:], answers[2:], strict=False))
    claims = re.compile(
        r"\bI(?:'ve| have)? (?:just |already )?(?:sent|booked|ordered|called|emailed|opened|deleted|searched the"
        r"|googled|looked it up|bought|saved|set (?:a|the) (?:timer|alarm)|reminded|installed|downloaded|played)\b"
    )
    for text, answer in zip(say, answers, strict=False):
        ours = answer if text not in answer else ""
        assert not claims.search(ours), answer
        assert "{" not in answer.replace("{x}", ""), answer


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("level", ["stranger", "friend"])
async def test_who_has_long_been_here_is_greeted_so(persona: str, level: str) -> None:
    engine, known = an_engine(), re.compile(r"\b(?:again|friend)\b")
    answers = []
    for number in range(25):
        request = request_of([Turn(Role.USER, "hello")], persona, f"s{number}")
        answers.append((await answer_of(engine, replace(request, affinity_level=level))).text)
    assert any(known.search(answer) for answer in answers) == (level == "friend")


@pytest.mark.parametrize("persona", PERSONAS)
async def test_ten_minutes_without_the_same_answer_twice_in_a_row(persona: str) -> None:
    small_talk = [
        "I went for a walk",
        "it was nice",
        "ok",
        "maybe",
        "my brother called",
        "hm",
        "I see",
        "yes",
        "no",
    ] * 4
    answers = await talk(small_talk, persona)
    assert all(one != other for one, other in pairwise(answers))
    assert len(set(answers)) > len(answers) * 0.55
