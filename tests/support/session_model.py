"""A model of sessions that fits on a page: what a person knows of each."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from desktop_app.domain.messages import Message
from desktop_app.domain.sessions import name_key


class Said(NamedTuple):
    """A message as the model knows it: what it follows, and its text."""

    parent: int | None
    text: str


@dataclass
class Known:
    """What the model knows of a session: among other things all that was said in it by number, and where it ends."""

    user: str
    persona: str
    name: str | None = None
    tree: dict[int, Said] = field(default_factory=dict)
    leaf: int | None = None
    pinned: bool = False
    archived: bool = False
    trashed: bool = False
    temporary: bool = False
    used: int = 0
    """The model's own clock at its last use or return."""
    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def shown(self) -> list[int]:
        """The numbers of the messages of the shown branch."""
        return self.path(self.leaf)

    @property
    def said(self) -> list[str]:
        """What is shown."""
        return [self.tree[number].text for number in self.shown]

    def path(self, end: int | None) -> list[int]:
        """Return a message and all before it."""
        found: list[int] = []
        while end is not None:
            found.insert(0, end)
            end = self.tree[end].parent
        return found

    def below(self, top: int) -> set[int]:
        """Return a message and all that follows it."""
        return {number for number in self.tree if top in self.path(number)}

    def take(self, message: Message) -> None:
        """Take in a message that was just said, and show it."""
        self.tree[message.id] = Said(message.parent_id, message.content)
        self.leaf = message.id

    @property
    def key(self) -> str | None:
        return None if self.name is None else name_key(self.name)
