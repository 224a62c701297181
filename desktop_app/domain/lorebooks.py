"""Lorebooks: texts that join the prompt when their keys are spoken of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Position = Literal["before_char", "after_char"]
BookForm = Literal["book", "lorebook_v3", "world_info"]
"""How a book’s document is written: as in character cards, alone in a file, or as the world info of SillyTavern."""
SecondaryRule = Literal["any", "all", "not_any", "not_all"]
_MOST_DECORATORS = 50
_DECORATOR = re.compile(r"(@@@?)([a-z_]+)(?:[ \t]+(.*))?\Z")


@dataclass(frozen=True, slots=True)
class Decorator:
    """An instruction at the head of an entry's content, such as `@@depth 4`.

    A `fallback` one (written with three signs) counts only for those who do not know the one before it.
    """

    name: str
    value: str = ""
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class LoreEntry:
    """One text and when it joins the prompt.

    It does when one of `keys` is in what was said of late, and where `selective`, `secondary_keys` fit as well in the
    way that `secondary_rule` says; a `constant` one always does. Entries stand in the prompt by `order`, lower first;
    where the budget is short, those of low `priority` are left out first. `document` is the entry as it was read.
    """

    keys: tuple[str, ...]
    content: str
    secondary_keys: tuple[str, ...] = ()
    selective: bool = False
    secondary_rule: SecondaryRule = "any"
    enabled: bool = True
    constant: bool = False
    order: int = 0
    position: Position = "before_char"
    priority: int = 0
    case_sensitive: bool = False
    whole_words: bool = False
    use_regex: bool = False
    scan_depth: int | None = None
    probability: int = 100
    recursive_only: bool = False
    """Only other entries' contents awake it."""
    exclude_recursion: bool = False
    """Other entries' contents do not awake it."""
    prevent_recursion: bool = False
    """Its content awakes no others."""
    id: str = ""
    name: str = ""
    comment: str = ""
    document: Mapping[str, Any] = field(default_factory=dict, hash=False, repr=False)

    @property
    def text(self) -> str:
        """The content without its decorators: what a model is told."""
        return _decorated(self.content)[1]

    @property
    def decorators(self) -> tuple[Decorator, ...]:
        """The instructions at the head of the content."""
        return _decorated(self.content)[0]


@dataclass(frozen=True, slots=True)
class Lorebook:
    """A book of entries; `scan_depth` is how many messages back keys are looked for, `token_budget` how long it may be.

    Where either is None, the program decides. With `recursive`, the content of one entry can awake another.
    `document` is the book as it was read, in the `form` that it has, so that nothing unknown is lost in writing it.
    """

    name: str = ""
    entries: tuple[LoreEntry, ...] = ()
    description: str = ""
    scan_depth: int | None = None
    token_budget: int | None = None
    recursive: bool = False
    form: BookForm = "book"
    document: Mapping[str, Any] = field(default_factory=dict, hash=False, repr=False)


def _decorated(content: str) -> tuple[tuple[Decorator, ...], str]:
    """Return the decorators at the head of `content`, and what follows them."""
    found: list[Decorator] = []
    rest = content
    while rest.lstrip().startswith("@@") and len(found) < _MOST_DECORATORS:
        line, _end, after = rest.lstrip().partition("\n")
        written = _DECORATOR.match(line.strip())
        if written is None:
            break
        found.append(Decorator(written[2], (written[3] or "").strip(), fallback=written[1] == "@@@"))
        rest = after
    return tuple(found), rest.strip() if found else content
