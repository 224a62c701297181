"""Requests to a server: the conversation as messages, and a fair guess at the tokens they take."""

import re
from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from desktop_app.domain.engine_requests import AttachedFile, EngineRequest, Turn
from desktop_app.domain.messages import Role
from desktop_app.domain.texts import well_formed
from desktop_app.engines.attached import words_of

_BYTES_PER_TOKEN = 3.6
_PIECE = 32 * 1024
_TOKENS_PER_MESSAGE = 4
_CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+")
_GO_ON = (
    "Your last message was cut off. Go on exactly where it ends, in the middle of the sentence or the code if need be. "
    "Repeat nothing of it, and say nothing about this."
)
_NEW_WEIGHT = 0.3
_LEAST_FACTOR, _MOST_FACTOR = 0.5, 4.0


Wording = dict[str, Any]
"""A message as servers take it: its content is a text, or a list of texts and pictures."""


def messages_for(request: EngineRequest) -> list[Wording]:
    """Return the system prompt and the turns, without empty ones, and neighbours of one role as one message.

    Chat templates of many models refuse two turns of one role in a row, and a system prompt anywhere but at the
    beginning: what a persona is told last stands below the question.
    """
    joined: list[tuple[Role, list[str], list[AttachedFile]]] = []
    last = Turn(Role.USER, request.persona.after_history)
    for turn in (Turn(Role.SYSTEM, request.system_prompt), *request.turns, last):
        text = words_of(turn)
        pictures = [file for file in turn.attachments if file.data is not None]
        if not text.strip() and not pictures:
            continue
        if not joined or joined[-1][0] is not turn.role:
            joined.append((turn.role, [], []))
        joined[-1][1].extend([well_formed(text)] if text.strip() else [])
        joined[-1][2].extend(pictures)
    return [{"role": role.value, "content": _content("\n\n".join(texts), files)} for role, texts, files in joined]


def _content(text: str, pictures: Sequence[AttachedFile]) -> str | list[Wording]:
    if not pictures:
        return text
    parts: list[Wording] = [{"type": "text", "text": text}] if text else []
    for picture in pictures:
        data = b64encode(picture.data or b"").decode("ascii")
        parts.append({"type": "image_url", "image_url": {"url": f"data:{picture.media_type};base64,{data}"}})
    return parts


def messages_going_on(request: EngineRequest) -> list[Wording]:
    """Return the messages that end with the answer as it was begun, for a server to go on with."""
    return [*messages_for(request), {"role": Role.ASSISTANT.value, "content": well_formed(request.begun)}]


def messages_asking_to_go_on(request: EngineRequest) -> list[Wording]:
    """Return the same, and ask for more in words, for a server that takes no answer as the last message."""
    return [*messages_going_on(request), {"role": Role.USER.value, "content": _GO_ON}]


def chat_body(messages: list[Wording], model: str) -> dict[str, Any]:
    """Return the request that asks for a streamed answer to `messages`."""
    return {"model": model, "messages": messages, "stream": True, "stream_options": {"include_usage": True}}


def continuing(body: dict[str, Any]) -> dict[str, Any]:
    """Return the request that asks for the last of its messages, an answer, to go on.

    llama.cpp, Ollama and LM Studio go on by themselves; vLLM, SGLang and newer llama.cpp by these two words.
    """
    return {**body, "continue_final_message": True, "add_generation_prompt": False}


class TokenEstimate:
    """Guesses how many tokens a text takes, and learns from what the server counted."""

    def __init__(self) -> None:
        """Start with what holds for most models."""
        self._factor = 1.0

    def tokens_in(self, text: str) -> int:
        """Return the guess for `text`; a longer text never takes fewer."""
        return round(self._factor * _raw_tokens(text))

    def learn(self, guessed: float, counted: int) -> None:
        """Move towards what the server counted, where the guess for most models was `guessed`, 0 for none."""
        if not guessed or not counted:
            return
        factor = min(max(counted / guessed, _LEAST_FACTOR), _MOST_FACTOR)
        self._factor += _NEW_WEIGHT * (factor - self._factor)


def guess_of(messages: Sequence[Wording]) -> float:
    """Return what most models take for `messages`, 0 with pictures among them: they are counted in ways of their own.

    To be done aside: a conversation can be megabytes long.
    """
    if not all(isinstance(message["content"], str) for message in messages):
        return 0
    return sum(_raw_tokens(message["content"]) + _TOKENS_PER_MESSAGE for message in messages)


def _raw_tokens(text: str) -> float:
    """Return about one token a CJK character, and one for 3.6 bytes of anything else."""
    if text.isascii():
        return len(text) / _BYTES_PER_TOKEN
    # In pieces: searching the whole at once lets no other thread run meanwhile, the window's neither.
    return sum(_raw_tokens_in(text[start : start + _PIECE]) for start in range(0, len(text), _PIECE))


def _raw_tokens_in(piece: str) -> float:
    others = _CJK.sub("", piece)
    return len(piece) - len(others) + len(others.encode("utf-8", "surrogatepass")) / _BYTES_PER_TOKEN
