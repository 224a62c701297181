"""Character cards: personas as other programs exchange them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from desktop_app.domain.lorebooks import Lorebook

Spec = Literal["v1", "v2", "v3"]


@dataclass(frozen=True, slots=True)
class CardAsset:
    """A file that came with a card; `name` is its path in the archive, or what the card calls it."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Card:
    """A character card.

    `fields` is its whole document as it was read, with all that Parley does not know, so that it can be written again
    without loss. `lorebook` is the book in it. `picture` is the picture that shows the character, with everything else
    in that file; `assets` are the other files.
    """

    spec: Spec
    fields: Mapping[str, Any] = field(hash=False)
    lorebook: Lorebook | None = None
    assets: tuple[CardAsset, ...] = ()
    picture: bytes | None = field(default=None, repr=False)
