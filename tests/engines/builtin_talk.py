"""Conversations with the built-in responder."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from desktop_app.domain.engine_requests import EngineRequest, Turn
from desktop_app.domain.messages import Role
from desktop_app.domain.personas import Persona
from desktop_app.domain.responder import ResponderRules
from desktop_app.engines.builtin import BuiltinEngine
from desktop_app.formats.persona_yaml import read_persona
from desktop_app.formats.responder_yaml import read_responder_rules
from tests.engines.asking import answer_of

RESOURCES = Path(__file__).parent.parent.parent / "resources"
NOW = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)


@cache
def shipped_files() -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted((RESOURCES / "responder").glob("*.yaml"))}


@cache
def shipped_rules() -> ResponderRules:
    return read_responder_rules(shipped_files())


@cache
def shipped_personas() -> dict[str, Persona]:
    files = sorted((RESOURCES / "personas").glob("*.yaml"))
    return {file.stem: read_persona(file.read_bytes(), file.name, file.stem) for file in files}


def an_engine() -> BuiltinEngine:
    return BuiltinEngine(shipped_rules(), pause=0)


def request_of(
    turns: Iterable[Turn], persona: str = "default_assistant", session_id: str = "s1", now: datetime = NOW
) -> EngineRequest:
    return EngineRequest(session_id, shipped_personas()[persona], tuple(turns), now=now)


@cache
def the_engine() -> BuiltinEngine:
    """One for all that is said: what it remembers of rules it makes out at the first question, which takes longest."""
    return an_engine()


async def talk(
    say: Iterable[str], persona: str = "default_assistant", session_id: str = "s1", engine: BuiltinEngine | None = None
) -> list[str]:
    """Say one thing after the other in one session and return all answers."""
    engine = engine or the_engine()
    turns: list[Turn] = []
    for text in say:
        turns.append(Turn(Role.USER, text))
        answer = await answer_of(engine, request_of(turns, persona, session_id))
        assert answer.error is None
        turns.append(Turn(Role.ASSISTANT, answer.text))
    return [turn.content for turn in turns if turn.role is Role.ASSISTANT]


def said_by(answer: str, persona: str, rule_name: str) -> bool:
    """Tell whether a rule's reply can be recognised in `answer`."""
    voice = shipped_rules().voice(shipped_personas()[persona].style)
    rules = [rule for rule in voice.rules if rule.name == rule_name]
    assert rules, f"no rule {rule_name}"
    marks = [reply.mark for replies in rules[0].replies.values() for reply in replies]
    return any(mark and mark in answer for mark in marks)
