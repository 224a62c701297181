"""What a card tells a model: several fields in the card, one text in a persona."""

from collections.abc import Mapping
from typing import Any, Final

from desktop_app.domain.loose_values import text

_PERSONALITY: Final = "Personality: "
_BREAK: Final = "\n\n"


def joined_prompt(data: Mapping[str, Any]) -> str:
    """Return the prompt, the description and the personality of a card as one text."""
    prompt, description, personality = (text(data.get(key)) for key in ("system_prompt", "description", "personality"))
    parts = (prompt, description, personality and _PERSONALITY + personality)
    return _BREAK.join(part for part in parts if part.strip())


def parted_prompt(data: Mapping[str, Any], prompt: str) -> dict[str, str]:
    """Return the fields that a card says `prompt` in; those of its parts that are still there stay fields of their own.

    Joined, they are the prompt again.
    """
    first, personality = text(data.get("system_prompt")), text(data.get("personality"))
    last = _PERSONALITY + personality
    rest = prompt
    if first.strip() and rest.startswith(first + _BREAK):
        rest = rest.removeprefix(first + _BREAK)
    else:
        first = ""
    if personality.strip() and rest == last:
        rest = ""
    elif personality.strip() and rest.endswith(_BREAK + last):
        rest = rest.removesuffix(_BREAK + last)
    else:
        personality = ""
    if not rest.strip() and _BREAK.join(filter(None, (first, personality and last))) != prompt:
        return {"system_prompt": "", "description": prompt, "personality": ""}
    return {"system_prompt": first, "description": rest, "personality": personality}
