"""A receipt as lines that a person reads, and as text to copy."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QCoreApplication, QLocale

from desktop_app.domain.choosing import BUILTIN
from desktop_app.domain.parameters import parameters_document
from desktop_app.domain.receipts import AnswerReceipt
from desktop_app.services.receipts import ShownReceipt
from desktop_app.ui.dates import moment_in_words
from desktop_app.ui.inspector.texts import turns_text

_translated = partial(QCoreApplication.translate, "Receipt")


def facts_of(receipt: AnswerReceipt) -> list[tuple[str, str]]:
    """Return all that a receipt knows, each thing with its name."""
    return [(name, value) for name, value in (*made_by(receipt), *_took(receipt)) if value]


def receipt_text(shown: ShownReceipt) -> str:
    """Return a receipt with its prompt as plain text."""
    request = shown.request
    facts = "\n".join(f"{name}: {value}" for name, value in facts_of(shown.receipt))
    told = "\n\n".join(filter(None, (request.persona.system_prompt, request.memory, request.summary)))
    return f"{facts}\n\n--- system ---\n{told}\n\n--- turns ---\n{turns_text(request)}\n"


def made_by(receipt: AnswerReceipt) -> Iterator[tuple[str, str]]:
    """Return what made an answer, and how it was told to."""
    choice, outcome = receipt.choice, receipt.outcome
    names = {"builtin": _translated("Built-in responder"), "llama": "llama.cpp", "openai": _translated("Server")}
    yield _translated("Engine"), names.get(choice.name, choice.name)
    yield _translated("Address"), choice.base_url
    yield _translated("Model"), choice.model or outcome.model or ""
    yield _translated("Answered as"), (outcome.model or "") if choice.model != outcome.model and choice.model else ""
    yield _translated("SHA-256 of the file"), receipt.model_sha256
    # The built-in responder goes by rules: it reads no parameters, takes no seed and has no limit.
    parameters = {} if choice.name == BUILTIN else parameters_document(receipt.parameters)
    yield _translated("Seed"), str(parameters.pop("seed", ""))
    for name, value in parameters.items():
        yield name.replace("_", " "), str(value)
    yield _translated("Asked"), moment_in_words(receipt.asked_at)


def _took(receipt: AnswerReceipt) -> Iterator[tuple[str, str]]:
    outcome, locale = receipt.outcome, QLocale()
    if outcome.prompt_tokens is not None:
        yield _translated("Prompt"), _tokens(outcome.prompt_tokens)
    else:
        yield _translated("Prompt"), "≈ " + _tokens(round(receipt.estimated))
    if receipt.window is not None and receipt.choice.name != BUILTIN:
        yield _translated("Read at once"), _tokens(round(receipt.window))
    if outcome.completion_tokens is not None:
        yield _translated("Answer"), _tokens(outcome.completion_tokens)
    timings = outcome.timings
    if timings is not None:
        yield _translated("First word after"), _seconds(timings.first_token)
        yield _translated("Whole answer after"), _seconds(timings.total)
        if timings.tokens_per_second:
            speed = _translated("{n} tokens a second").replace(
                "{n}", locale.toString(timings.tokens_per_second, "f", 1)
            )
            yield _translated("Speed"), speed
        if timings.cached_tokens:
            yield _translated("Remembered of the prompt"), _tokens(timings.cached_tokens)
        yield (
            _translated("Times"),
            _translated("measured here") if timings.measured else _translated("by the engine"),
        )
    yield _translated("Ended because"), _ending(outcome.finish_reason)


def _ending(reason: str | None) -> str:
    """Return why an answer ended; what a server calls in a way of its own, as it says so."""
    words = {
        "stop": _translated("all was said"),
        "eos": _translated("all was said"),
        "length": _translated("it reached the most tokens that it may have"),
        "content_filter": _translated("the server held back the rest"),
        "tool_calls": _translated("the model wanted to use a tool, which Parley has none of"),
    }
    return words.get(reason or "", reason or "")


def _tokens(count: int) -> str:
    return _translated("{n} tokens").replace("{n}", QLocale().toString(count))


def _seconds(seconds: float) -> str:
    return _translated("{n} s").replace("{n}", QLocale().toString(seconds, "f", 2))
