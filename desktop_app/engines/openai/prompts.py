"""Requests to a server: the conversation as messages, and a fair guess at the tokens they take."""

import re
from collections.abc import Iterable
from typing import Any

from desktop_app.domain.messages import Role
from desktop_app.domain.texts import well_formed
from desktop_app.engines.protocol import EngineRequest, Turn

_BYTES_PER_TOKEN = 3.6
_TOKENS_PER_MESSAGE = 4
_CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_GO_ON = (
    "Your last message was cut off. Go on exactly where it ends, in the middle of the sentence or the code if need be. "
    "Repeat nothing of it, and say nothing about this."
)
_NEW_WEIGHT = 0.3
_LEAST_FACTOR, _MOST_FACTOR = 0.5, 4.0


def messages_for(request: EngineRequest) -> list[dict[str, str]]:
    """Return the system prompt and the turns, without empty ones, and neighbours of one role as one message.

    Chat templates of many models refuse two turns of one role in a row.
    """
    system = Turn(Role.SYSTEM, request.persona.system_prompt)
    messages: list[dict[str, str]] = []
    for turn in (system, *request.turns):
        if not turn.content.strip():
            continue
        content = well_formed(turn.content)
        if messages and messages[-1]["role"] == turn.role.value:
            messages[-1]["content"] += "\n\n" + content
        else:
            messages.append({"role": turn.role.value, "content": content})
    return messages


def messages_going_on(request: EngineRequest) -> list[dict[str, str]]:
    """Return the messages that end with the answer as it was begun, for a server to go on with."""
    return [*messages_for(request), {"role": Role.ASSISTANT.value, "content": well_formed(request.begun)}]


def messages_asking_to_go_on(request: EngineRequest) -> list[dict[str, str]]:
    """Return the same, and ask for more in words, for a server that takes no answer as the last message."""
    return [*messages_going_on(request), {"role": Role.USER.value, "content": _GO_ON}]


def chat_body(messages: list[dict[str, str]], model: str) -> dict[str, Any]:
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

    def learn(self, messages: Iterable[dict[str, str]], counted: int) -> None:
        """Move towards what the server counted for `messages`."""
        guessed = sum(_raw_tokens(message["content"]) + _TOKENS_PER_MESSAGE for message in messages)
        if not guessed or not counted:
            return
        factor = min(max(counted / guessed, _LEAST_FACTOR), _MOST_FACTOR)
        self._factor += _NEW_WEIGHT * (factor - self._factor)


def _raw_tokens(text: str) -> float:
    """Return about one token a CJK character, and one for 3.6 bytes of anything else."""
    others = _CJK.sub("", text)
    return len(text) - len(others) + len(others.encode("utf-8", "surrogatepass")) / _BYTES_PER_TOKEN
