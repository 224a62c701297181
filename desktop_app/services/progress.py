"""An answer while it grows."""

import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from desktop_app.domain.messages import Message, MessageStatus
from desktop_app.domain.receipts import AnswerReceipt
from desktop_app.domain.sessions import CONTEXT_TEXT_LIMIT
from desktop_app.domain.texts import TextMender, well_formed
from desktop_app.domain.thoughts import THOUGHT, thought_of
from desktop_app.engines.protocol import Delta, Usage
from desktop_app.services.receipt_making import OutcomeWatch
from desktop_app.store.turns import Begun

_OF_A_RUN = ("finish_reason", "usage", "timings", "error", "error_code")
"""What is told of the latest run in an answer's metadata; of each run under “runs”, where it went on."""
_MOST_RUNS = 100


class AnswerProgress:
    """What has come of an answer so far, and what the engine said about it."""

    def __init__(self, begun: Begun, engine: str) -> None:
        """Begin with the stored answer, which is empty or goes on from the text that it has."""
        self._question = begun.question
        self._answer = begun.answer
        self._before = begun.before
        self._engine = engine
        self._pieces = [begun.answer.content] if begun.answer.content else []
        self._mender = TextMender()
        earlier = thought_of(begun.answer)
        self._thoughts = [earlier, "\n\n"] if earlier else []
        self._thought_mender = TextMender()
        self._model: str | None = None
        self._started = time.monotonic()
        self._grown = False
        self.metadata: dict[str, Any] = {}
        self.unsaved = False
        self.usage: Usage | None = None
        self.watch = OutcomeWatch()
        self.sent: AnswerReceipt | None = None
        """What was sent to the engine, once it was."""

    @property
    def text(self) -> str:
        """All text so far."""
        return "".join(self._pieces)

    @property
    def seconds(self) -> float:
        """Time since the question was stored."""
        return time.monotonic() - self._started

    def add(self, delta: Delta) -> tuple[str, str]:
        """Take in the next piece; return the text and the thought in it, made of whole characters."""
        self.watch.note(delta)
        text, thought = self._mender.feed(delta.text), self._thought_mender.feed(delta.reasoning)
        if delta.finish_reason is not None:
            text, thought = text + self._mender.end(), thought + self._thought_mender.end()
        if text:
            self._pieces.append(text)
            self._grown = self.unsaved = True
        if thought:
            self._thoughts.append(thought)
            self.unsaved = True
        self._note(delta)
        return text, thought

    def _note(self, delta: Delta) -> None:
        """Keep what an engine says about its answer."""
        if delta.finish_reason is not None:
            self.metadata["finish_reason"] = well_formed(delta.finish_reason)
        if delta.usage is not None:
            self.usage = delta.usage
            self.metadata["usage"] = asdict(delta.usage)
        if delta.timings is not None:
            self.metadata["timings"] = asdict(delta.timings)
        if delta.model:
            self._model = well_formed(delta.model)

    @property
    def receipt(self) -> AnswerReceipt | None:
        """How the answer was made; None where it is as it was before."""
        if self.sent is None or (self._before is not None and self._before.content and not self._grown):
            return None
        return replace(self.sent, outcome=self.watch.outcome())

    @property
    def added_nothing(self) -> bool:
        """Whether an answer that was whole already was to go on and did not."""
        return self._before is not None and self._before.status is MessageStatus.COMPLETE and not self._grown

    def message(self, status: MessageStatus) -> Message:
        """Return the answer as it is now, with that status."""
        text = self.text
        model = self._answer.model if self._answer.content else self._model
        return self._answer._replace(content=text, status=status, model=model, metadata=self._receipt(len(text)))

    def ended(self, *, stopped: bool) -> Message:
        """Return the answer as it is kept when it was stopped or failed: as it was before where nothing was added."""
        if self._before is not None and self._before.content and not self._grown:
            return self._before
        return self.message(MessageStatus.INTERRUPTED if stopped or self._pieces else MessageStatus.FAILED)

    def context(self) -> dict[str, Any]:
        """Return what a session remembers of its last exchange."""
        return {
            "last_query": self._question.content[:CONTEXT_TEXT_LIMIT],
            "last_response": self.text[:CONTEXT_TEXT_LIMIT],
            "last_execution_time": round(self.seconds, 3),
            "last_agent_used": self._engine,
        }

    def _receipt(self, length: int) -> Mapping[str, Any]:
        """Return the answer's metadata: of this run, and of all where it went on, each with the text's length then."""
        before = self._before
        if self._thoughts:
            # Joined once: the next time there is only what came since.
            self._thoughts = ["".join(self._thoughts)]
            self.metadata[THOUGHT] = self._thoughts[0].strip()
        if before is None:
            return dict(self.metadata)
        kept = {key: value for key, value in before.metadata.items() if key not in _OF_A_RUN}
        if not before.content:
            return kept | self.metadata
        runs = list(
            before.metadata.get("runs") or [_run(before.engine, before.model, len(before.content), before.metadata)]
        )
        runs.append(_run(self._engine, self._model, length, self.metadata))
        return kept | self.metadata | {"runs": runs[:1] + runs[1:][-_MOST_RUNS:]}


def _run(engine: str | None, model: str | None, length: int, metadata: Mapping[str, Any]) -> dict[str, Any]:
    said = {key: metadata[key] for key in _OF_A_RUN if key in metadata}
    return {"engine": engine, "model": model, "length": length, **said}
