"""Receipts as JSON documents, and back."""

import math
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from desktop_app.domain.engines import SessionEngine, Timings
from desktop_app.domain.parameters import session_engine_document, session_engine_from
from desktop_app.domain.recalled import recalled_document, recalled_from
from desktop_app.domain.receipts import AnswerReceipt, GivenFile, GivenPrompt, ModelStamp, Outcome


def receipt_document(receipt: AnswerReceipt) -> dict[str, Any]:
    """Return all of a receipt but for the prompt's texts and the ids of its messages; what is empty is left out."""
    outcome = receipt.outcome
    document = {
        "engine": session_engine_document(SessionEngine(receipt.choice, receipt.parameters)),
        "persona": receipt.persona,
        "asked_at": receipt.asked_at.isoformat(),
        "affinity_level": receipt.affinity_level,
        "version": receipt.version,
        "estimated": round(receipt.estimated, 1),
        "counted": receipt.counted,
        "window": receipt.window,
        "window_by": receipt.window_by,
        "begun": receipt.begun,
        "memory": recalled_document(receipt.recalled) or None,
        "model_file": None if receipt.model_file is None else asdict(receipt.model_file),
        "model_sha256": receipt.model_sha256,
        "digest": receipt.prompt.digest,
        "last": receipt.prompt.last,
        "files": [[each.turn, each.place, each.characters] for each in receipt.prompt.files],
        "model": outcome.model,
        "finish_reason": outcome.finish_reason,
        "prompt_tokens": outcome.prompt_tokens,
        "completion_tokens": outcome.completion_tokens,
        "timings": None if outcome.timings is None else asdict(outcome.timings),
    }
    return {key: value for key, value in document.items() if not _is_empty(value)}


def receipt_from(document: Mapping[str, Any], prompt: GivenPrompt) -> AnswerReceipt:
    """Return the receipt in a document; `prompt` has the texts and the first message.

    Raises `ValueError` for what Parley would not have written.
    """
    try:
        engine = session_engine_from(document["engine"])
        return AnswerReceipt(
            choice=engine.choice,
            parameters=engine.parameters,
            prompt=_prompt(document, prompt),
            persona=_text(document, "persona"),
            asked_at=datetime.fromisoformat(_text(document, "asked_at")),
            affinity_level=_text(document, "affinity_level"),
            version=_count(document, "version") or 0,
            estimated=_number(document.get("estimated", 0)),
            counted=_count(document, "counted"),
            window=_number(document["window"]) if "window" in document else None,
            window_by=_text(document, "window_by"),
            begun=_count(document, "begun") or 0,
            recalled=recalled_from(document.get("memory", {})),
            model_file=_stamp(document.get("model_file")),
            model_sha256=_text(document, "model_sha256"),
            outcome=_outcome(document),
        )
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError("no receipt of an answer") from error


def _is_empty(value: object) -> bool:
    return value is None or value is False or value in ("", [])


def _prompt(document: Mapping[str, Any], prompt: GivenPrompt) -> GivenPrompt:
    files = tuple(
        GivenFile(_number_of(turn), _number_of(place), None if characters is None else _number_of(characters))
        for turn, place, characters in document.get("files", ())
    )
    digest, last = _text(document, "digest"), _text(document, "last")
    return GivenPrompt(prompt.persona, prompt.memory, prompt.summary, prompt.first_message_id, digest, files, last)


def _outcome(document: Mapping[str, Any]) -> Outcome:
    return Outcome(
        model=_text(document, "model") or None,
        finish_reason=_text(document, "finish_reason") or None,
        prompt_tokens=_count(document, "prompt_tokens"),
        completion_tokens=_count(document, "completion_tokens"),
        timings=_timings(document.get("timings"), measured=bool(document.get("measured", False))),
    )


def _timings(found: Mapping[str, Any] | None, *, measured: bool) -> Timings | None:
    """Return the times; earlier versions noted elsewhere in the document that they were `measured` here."""
    if found is None:
        return None
    first, total = _number(found["first_token"]), _number(found["total"])
    tokens, cached = _count(found, "tokens") or 0, _count(found, "cached_tokens")
    return Timings(first, total, tokens, cached, measured=bool(found.get("measured", measured)))


def _stamp(found: Mapping[str, Any] | None) -> ModelStamp | None:
    return None if found is None else ModelStamp(_number_of(found["size"]), _number_of(found["changed"]))


def _text(document: Mapping[str, Any], name: str) -> str:
    value = document.get(name, "")
    if not isinstance(value, str):
        raise TypeError(name)
    return value


def _count(document: Mapping[str, Any], name: str) -> int | None:
    value = document.get(name)
    return None if value is None else _number_of(value)


def _number_of(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise ValueError("no number that Parley writes")
    return value


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value) or value < 0:
        raise ValueError("no number that Parley writes")
    return float(value)
