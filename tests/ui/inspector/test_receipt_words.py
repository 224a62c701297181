"""What a receipt says, in a person's words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desktop_app.domain.engines import EngineChoice, Parameters
from desktop_app.domain.receipts import AnswerReceipt, GivenPrompt, Outcome
from desktop_app.ui.receipts.words import facts_of

RECEIPT = AnswerReceipt(
    choice=EngineChoice("builtin"),
    parameters=Parameters(seed=7, context_tokens=4096),
    prompt=GivenPrompt("", "", "", 1, ""),
    persona="sakura",
    asked_at=datetime(2026, 5, 3, tzinfo=UTC),
    affinity_level="stranger",
    version=1,
    estimated=12,
    window=4096,
    outcome=Outcome(finish_reason="stop"),
)


def test_of_the_built_in_responder_nothing_is_said_that_it_does_not_have() -> None:
    facts = dict(facts_of(RECEIPT))
    assert {"Seed", "Read at once", "context tokens"}.isdisjoint(facts)
    facts = dict(facts_of(replace(RECEIPT, choice=EngineChoice("llama", model="/m.gguf"))))
    assert facts["Seed"] == "7"
    assert "Read at once" in facts


@pytest.mark.parametrize(
    ("reason", "words"),
    [("stop", "all was said"), ("length", "it reached the most tokens that it may have"), ("weird_one", "weird_one")],
)
def test_why_an_answer_ended(reason: str, words: str) -> None:
    assert dict(facts_of(replace(RECEIPT, outcome=Outcome(finish_reason=reason))))["Ended because"] == words
