"""An answer while it grows."""

import time
from dataclasses import asdict
from typing import Any

from desktop_app.domain.messages import Message, MessageStatus
from desktop_app.domain.sessions import CONTEXT_TEXT_LIMIT
from desktop_app.domain.texts import TextMender, well_formed
from desktop_app.engines.protocol import Delta


class AnswerProgress:
    """What has come of an answer so far, and what the engine said about it."""

    def __init__(self, question: Message, answer: Message) -> None:
        """Begin with the stored, still empty `answer` to `question`."""
        self._question = question
        self._answer = answer
        self._pieces: list[str] = []
        self._mender = TextMender()
        self._model = answer.model
        self._started = time.monotonic()
        self.metadata: dict[str, Any] = {}
        self.unsaved = False

    @property
    def text(self) -> str:
        """All text so far."""
        return "".join(self._pieces)

    @property
    def seconds(self) -> float:
        """Time since the question was stored."""
        return time.monotonic() - self._started

    def add(self, delta: Delta) -> str:
        """Take in the next piece; return the text in it, made of whole characters."""
        text = self._mender.feed(delta.text)
        if delta.finish_reason is not None:
            text += self._mender.end()
        if text:
            self._pieces.append(text)
            self.unsaved = True
        if delta.finish_reason is not None:
            self.metadata["finish_reason"] = well_formed(delta.finish_reason)
        if delta.usage is not None:
            self.metadata["usage"] = asdict(delta.usage)
        if delta.model:
            self._model = well_formed(delta.model)
        return text

    def message(self, status: MessageStatus) -> Message:
        """Return the answer as it is now, with that status."""
        return self._answer._replace(content=self.text, status=status, model=self._model, metadata=dict(self.metadata))

    def context(self) -> dict[str, Any]:
        """Return what a session remembers of its last exchange."""
        return {
            "last_query": self._question.content[:CONTEXT_TEXT_LIMIT],
            "last_response": self.text[:CONTEXT_TEXT_LIMIT],
            "last_execution_time": round(self.seconds, 3),
            "last_agent_used": self._answer.engine,
        }
