"""Personas: who answers, in what voice."""

from dataclasses import dataclass

DEFAULT_PERSONA = "default_assistant"


@dataclass(frozen=True, slots=True)
class Persona:
    """A character that answers.

    `glyph` is one emoji or letter shown as its picture; `system_prompt` is what a language model is told;
    `style` names the voice that the built-in responder uses; `openers` are things to try first.
    """

    id: str
    name: str
    description: str
    glyph: str
    system_prompt: str
    greeting: str
    style: str
    openers: tuple[str, ...] = ()
    keep: bool = False
