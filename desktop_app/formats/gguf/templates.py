"""What a model can do, told from the words of its chat template, which is never run."""

import re

_THINKING = re.compile(r"</?think>|<seed:think>|<\|channel\|?>|enable_thinking|reasoning_content|reasoning_effort")
_THINKING_ASKED = re.compile(r"\bthinking\b")
_TOOLS = re.compile(r"\b(custom_|builtin_|available_)?tools\b")
_PICTURES = re.compile(r"<image|<\|image|image_pad|\bimage_url\b|['\"]image['\"]|\[IMG\]|<start_of_image>")


def thinks(template: str) -> bool:
    """Tell whether the model thinks aloud before it answers."""
    return bool(_THINKING.search(template) or _THINKING_ASKED.search(_instructions(template)))


def uses_tools(template: str) -> bool:
    """Tell whether the model can be given tools."""
    return bool(_TOOLS.search(_instructions(template)))


def sees(template: str) -> bool:
    """Tell whether pictures can be part of a message."""
    return bool(_PICTURES.search(template))


def _instructions(template: str) -> str:
    """Return what stands between `{%` and `%}`; the rest is text for the model, which may speak of anything."""
    pieces, at = [], 0
    while (begin := template.find("{%", at)) >= 0 and (end := template.find("%}", begin)) >= 0:
        pieces.append(template[begin + 2 : end])
        at = end + 2
    return "\n".join(pieces)
