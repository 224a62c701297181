"""What a persona says and what a model is told of it in one session, with names in the places of macros."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from desktop_app.domain.budget import words_tokens
from desktop_app.domain.macros import Speaking, expanded
from desktop_app.domain.messages import Message, Role
from desktop_app.domain.personas import Persona

SOMEBODY = "User"
"""What a user is called who has not told a name; writers of cards expect it."""
_SHARE = 0.5
"""Of what a model reads at once that the words of a persona may take; then its examples are left out."""
_START = re.compile(r"^[ \t]*<START>[ \t]*$", re.IGNORECASE | re.MULTILINE)


def speaking_with(persona: Persona, user: str, now: datetime, session_id: str, seed: str = "") -> Speaking:
    """Return who speaks with whom in a session."""
    return Speaking(
        char=persona.nickname or persona.name, user=user or SOMEBODY, now=now, seed=seed, pick_seed=session_id
    )


def greeting_in(persona: Persona, session_id: str) -> str:
    """Return the greeting with which a session begins, one of all that the persona has; always the same in it."""
    greetings = [each for each in (persona.greeting, *persona.alternate_greetings) if each.strip()]
    if len(greetings) < 2:
        return greetings[0] if greetings else ""
    digest = sha256(f"greeting\n{session_id}".encode("utf-8", "surrogatepass")).digest()
    return greetings[int.from_bytes(digest[:8]) % len(greetings)]


def welcoming(persona: Persona, speaking: Speaking) -> Persona:
    """Return a persona with the greeting and the openers that a session shows before anything was said."""
    return replace(
        persona,
        greeting=expanded(greeting_in(persona, speaking.pick_seed), speaking).strip(),
        openers=tuple(expanded(each, speaking) for each in persona.openers),
    )


def instructing(
    persona: Persona,
    speaking: Speaking,
    branch: Sequence[Message] = (),
    others: Sequence[str] = (),
    room: float | None = None,
) -> Persona:
    """Return a persona with all that a model is told of it: before the conversation, and after it.

    A persona of the user's own that began the conversation is told with which words; one that took it over, from
    which `others`. Where all of it takes more than its share of the `room`, the examples are left out.
    """
    parts = [persona.system_prompt]
    if persona.scenario.strip():
        parts.append(f"Scenario: {persona.scenario.strip()}")
    if persona.examples.strip():
        examples = _START.sub("---", persona.examples).strip().removeprefix("---").strip()
        parts.append(f"How {{{{char}}}} talks, by example:\n{examples}")
    if persona.own and _began(persona, branch):
        greeting = greeting_in(persona, speaking.pick_seed).strip()
        parts += [f"{{{{char}}}} began this conversation with:\n{greeting}"] if greeting else []
    if others:
        parts.append(
            f"Some answers in this conversation were given by others ({', '.join(others)}), not by {{{{char}}}}."
        )
    told = "\n\n".join(part for part in parts if part.strip())
    if persona.examples and room is not None and words_tokens(told) > room * _SHARE:
        return instructing(replace(persona, examples=""), speaking, branch, others)
    return replace(
        persona,
        system_prompt=expanded(told, speaking),
        after_history=expanded(persona.after_history, speaking).strip(),
    )


def _began(persona: Persona, branch: Sequence[Message]) -> bool:
    first = next((message for message in branch if message.role is Role.ASSISTANT), None)
    return first is None or first.persona in (None, persona.id)
