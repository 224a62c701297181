"""Characters that leave no mark on the screen, or turn text around, made visible."""

import re

# Controls but tab and line end, soft hyphen, marks of direction, spaces without width, invisible signs and tags. The
# joiners that emoji and some scripts are written with are not among them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u2028\u2029\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def has_hidden(text: str) -> bool:
    """Tell whether there is more in a text than can be seen."""
    return _HIDDEN.search(text) is not None


def with_hidden_shown(text: str) -> str:
    """Return a text in which each hidden character is named, such as ⟨U+202E⟩."""
    return _HIDDEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)
