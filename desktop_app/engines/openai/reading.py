"""Reading an answer: the bytes of a server's stream in, deltas out."""

from collections.abc import Iterator, Mapping
from typing import Any

from desktop_app.domain.errors import UserError
from desktop_app.domain.texts import TextMender
from desktop_app.engines.openai.payloads import Piece, error_in, has_message, parsed, piece_in
from desktop_app.engines.openai.server_times import ServerTimes, server_times_in
from desktop_app.engines.openai.sse import EventParser, EventTooLongError
from desktop_app.engines.openai.thoughts import ThoughtSplitter
from desktop_app.engines.protocol import Delta, Usage

ANSWER_LIMIT = 4_000_000
"""Characters that an answer may have, its reasoning included."""
BARREN_LIMIT = 4 * 1024 * 1024
"""Bytes that may come in a row without a word of the answer in them."""
_DONE = "[DONE]"


class AnswerReader:
    """Makes deltas from what a server sends; raises `UserError` for what cannot be an answer.

    An event that makes no sense is left out and the rest kept; the answer then ends with an error that says so.
    """

    def __init__(self, base_url: str, secret: str = "", answer_limit: int = ANSWER_LIMIT) -> None:
        """Read an answer of at most `answer_limit` characters from the server shown as `base_url`.

        `secret` is never quoted in an error.
        """
        self._base_url = base_url
        self._secret = secret
        self._answer_limit = answer_limit
        self._events = EventParser()
        self._text = TextMender()
        self._reasoning = TextMender()
        self._thoughts = ThoughtSplitter()
        self._length = 0
        self._barren = 0
        self._understood = 0
        self._damaged = 0
        self._finish_reason: str | None = None
        self._usage: Usage | None = None
        self._model: str | None = None
        self._model_told = False
        self.times = ServerTimes()
        """What the server said of how long it took."""
        self.done = False
        """The server said that this is all."""

    @property
    def finished(self) -> bool:
        """The answer itself is whole, though usage may still come."""
        return self.done or self._finish_reason is not None

    def feed(self, chunk: bytes) -> Iterator[Delta]:
        """Take the next bytes of a stream of events and yield what they add."""
        self._barren += len(chunk)
        try:
            for data in self._events.feed(chunk):
                yield from self._take_event(data)
        except EventTooLongError as error:
            raise self._garbled("one piece of its answer is too long") from error
        if self._barren > BARREN_LIMIT:
            raise self._garbled("it sends much, and no answer")

    def feed_whole(self, body: bytes) -> Iterator[Delta]:
        """Take a whole answer, as servers give it that do not stream."""
        payload = parsed(body)
        if payload is None:
            raise self._garbled("its answer is not JSON")
        if error_in(payload) is None and not has_message(payload):
            raise self._garbled("its answer holds no message")
        yield from self._take_payload(payload)
        self.done = True

    def end(self) -> Iterator[Delta]:
        """Yield the last delta; raise `UserError` when the answer is not whole."""
        if not self.done:
            try:
                for data in self._events.end():
                    yield from self._take_event(data)
            except EventTooLongError as error:
                raise self._garbled("one piece of its answer is too long") from error
        if not self._understood and not self.done:
            foreign = self._damaged or self._events.strange
            raise self._garbled("its answer holds no words") if foreign else self._cut_off()
        if not self.finished:
            raise self._cut_off()
        if self._damaged:
            raise UserError("engine_damaged", base_url=self._base_url, count=self._damaged)
        thought, text = self._thoughts.feed(self._text.end())
        last_thought, last_text = self._thoughts.end()
        yield Delta(
            text=text + last_text,
            reasoning=self._reasoning.end() + thought + last_thought,
            finish_reason=self._finish_reason or "stop",
            usage=self._usage,
            model=self._model,
        )

    def _take_event(self, data: str) -> Iterator[Delta]:
        if self.done or not data.strip():
            return
        if data.strip() == _DONE:
            self.done = True
            return
        payload = parsed(data)
        if payload is None:
            self._damaged += 1
            return
        yield from self._take_payload(payload)

    def _take_payload(self, payload: Mapping[str, Any]) -> Iterator[Delta]:
        refusal = error_in(payload, self._secret)
        if refusal is not None:
            raise UserError("engine_refused", base_url=self._base_url, detail=refusal)
        self._understood += 1
        piece = piece_in(payload)
        self._finish_reason = piece.finish_reason or self._finish_reason
        self._usage = piece.usage or self._usage
        if "timings" in payload or "usage" in payload:
            self.times = self.times.with_more(server_times_in(payload))
        self._model = self._model or piece.model
        delta = self._delta_from(piece)
        if delta.text or delta.reasoning:
            self._barren = self._barren if (delta.text + delta.reasoning).isspace() else 0
            self._model_told = True
            yield delta
        if self._length > self._answer_limit:
            raise UserError("engine_answer_too_long", limit=f"{self._answer_limit:,}")

    def _delta_from(self, piece: Piece) -> Delta:
        """Return the delta for `piece`, cut at the limit; the first words name the model, lest the last never come."""
        left = max(0, self._answer_limit - self._length)
        thought, text = self._thoughts.feed(self._text.feed(piece.text))
        reasoning = self._reasoning.feed(piece.reasoning) + thought
        self._length += len(text) + len(reasoning)
        shown_reasoning = reasoning[:left]
        model = None if self._model_told else self._model
        return Delta(text=text[: left - len(shown_reasoning)], reasoning=shown_reasoning, model=model)

    def _garbled(self, detail: str) -> UserError:
        return UserError("engine_garbled", base_url=self._base_url, detail=detail)

    def _cut_off(self) -> UserError:
        return UserError("engine_cut_off", base_url=self._base_url)
