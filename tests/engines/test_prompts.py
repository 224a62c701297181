"""Requests: the conversation as servers want it, and the guess at its length."""

from dataclasses import replace

from desktop_app.domain.engine_requests import EngineRequest, Turn
from desktop_app.domain.messages import Role
from desktop_app.engines.openai.prompts import TokenEstimate, guess_of, messages_for
from tests.engines.asking import PERSONA, a_request


def with_turns(*turns: tuple[Role, str], system: str = "Be brief.") -> EngineRequest:
    persona = replace(PERSONA, system_prompt=system)
    return replace(a_request(), persona=persona, turns=tuple(Turn(role, text) for role, text in turns))


def test_the_persona_speaks_first_and_the_turns_follow() -> None:
    request = with_turns((Role.USER, "Hi"), (Role.ASSISTANT, "Hello."), (Role.USER, "  who?\n"))
    assert messages_for(request) == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello."},
        {"role": "user", "content": "  who?\n"},
    ]


def test_turns_of_one_role_in_a_row_become_one_and_empty_ones_none() -> None:
    request = with_turns(
        (Role.USER, "a"), (Role.ASSISTANT, " \n"), (Role.USER, "b"), (Role.ASSISTANT, "c"), (Role.USER, "d"), system=""
    )
    assert messages_for(request) == [
        {"role": "user", "content": "a\n\nb"},
        {"role": "assistant", "content": "c"},
        {"role": "user", "content": "d"},
    ]


def test_what_no_text_can_hold_is_replaced() -> None:
    assert messages_for(with_turns((Role.USER, "a\ud83d\0")))[-1]["content"] == "a\ufffd\ufffd"


def test_the_estimate_tells_scripts_apart() -> None:
    estimate = TokenEstimate()
    assert estimate.tokens_in("今天天气很好") == 6
    assert estimate.tokens_in("x" * 360) == 100
    assert estimate.tokens_in("\ud83d") >= 1
    assert estimate.tokens_in("é天" * 72_000) == 72_000 * 2 / 3.6 + 72_000, "also a long text, looked at in pieces"


def test_the_estimate_comes_to_what_the_server_counts() -> None:
    estimate = TokenEstimate()
    messages = [{"role": "user", "content": "x" * 3600}]
    for _ in range(30):
        estimate.learn(guess_of(messages), 2008)  # twice the guess, the message's own four included
    assert 1990 < estimate.tokens_in("x" * 3600) <= 2000
    estimate.learn(guess_of(messages), 10**9)
    estimate.learn(guess_of([]), 5)
    estimate.learn(guess_of(messages), 0)
    assert estimate.tokens_in("x" * 3600) < 3000
