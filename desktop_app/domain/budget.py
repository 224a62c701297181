"""The budget of a prompt: what goes to which of its parts, and which turns fall out of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.domain.context import TURN_TOKENS, estimated_tokens, tokens_of, tokens_of_file
from desktop_app.domain.messages import Message, Role

AFTER_A_FALL = 0.6
"""The share of the room for turns that is taken right after some fell out.

Turns fall out many at a time, and then none for a while: as long as a prompt begins as the last one did, an engine
remembers that beginning and need not read it again.
"""
FILES_SHARE = 0.75
"""Of the room for turns that the files of one message take at most."""
_ANSWER_SHARE = 0.25
_LONGEST_ANSWER = 2048
_MOST_FOR_ANSWER = 0.5


@dataclass(frozen=True, slots=True)
class Shares:
    """What a model reads at once, and the tokens that each part of a prompt takes of that."""

    window: float
    persona: float
    memory: float = 0
    summary: float = 0
    reserve: float = 0
    """Kept free for the answer."""
    begun: float = 0
    """What the answer says already, where it goes on."""

    @property
    def words(self) -> float:
        """All that is told besides the turns."""
        return self.persona + self.memory + self.summary + self.begun

    @property
    def for_turns(self) -> float:
        """What is left for the turns of the conversation."""
        return max(self.window - self.words - self.reserve, 0)

    def times(self, rate: float) -> "Shares":
        """Return the same in other tokens."""
        return Shares(
            self.window * rate,
            self.persona * rate,
            self.memory * rate,
            self.summary * rate,
            self.reserve * rate,
            self.begun * rate,
        )


@dataclass(frozen=True, slots=True)
class WholeTurn:
    """A question with all that follows it up to the next one; they fall out together."""

    messages: tuple[Message, ...]
    asked: float
    """Tokens of the question with its files."""
    tokens: float
    """Tokens of all of it."""


def reserve_for(window: float, max_tokens: int | None = None) -> float:
    """Return the tokens to keep free for an answer: its greatest length where that is set, else a fair share."""
    if max_tokens is not None:
        return min(max_tokens, window * _MOST_FOR_ANSWER)
    return min(window * _ANSWER_SHARE, _LONGEST_ANSWER)


def words_tokens(text: str) -> float:
    """Return about what a text takes that the engine is told before the conversation; nothing where there is none."""
    return estimated_tokens(text) + TURN_TOKENS if text else 0


def whole_turns(branch: Sequence[Message], room: float, *, images: bool) -> list[WholeTurn]:
    """Return the turns of a branch; messages that say nothing are passed over."""
    groups: list[list[Message]] = []
    for message in branch:
        if not message.content and not message.attachments:
            continue
        if not groups or message.role is Role.USER:
            groups.append([])
        groups[-1].append(message)
    return [_whole(tuple(group), room, images=images) for group in groups]


def first_sent(turns: Sequence[WholeTurn], room: float) -> int:
    """Return the number of the first turn that is sent; those before have fallen out, and the last is always sent.

    The whole branch is gone through as it grew, from its first question on: what had fallen out when a question was
    asked is out of all later prompts of the branch.
    """
    first, used = 0, 0.0
    for number, turn in enumerate(turns):
        if used + turn.asked > room:
            while first < number and used + turn.asked > room * AFTER_A_FALL:
                used -= turns[first].tokens
                first += 1
            if first == number:
                used = 0.0
        used += turn.tokens
    return first


def file_shares(message: Message, room: float, *, images: bool) -> list[float]:
    """Return about what each file of a message may take: the small ones all that they need, the others the rest."""
    wanted = [tokens_of_file(each, images=images) for each in message.attachments]
    left = room * FILES_SHARE if sum(wanted) else 0
    shares = [0.0] * len(wanted)
    smallest_first = sorted(range(len(wanted)), key=wanted.__getitem__)
    for place, number in enumerate(smallest_first):
        shares[number] = min(wanted[number], left / (len(wanted) - place))
        left -= shares[number]
    return shares


def file_tokens(message: Message, room: float, *, images: bool) -> float:
    """Return about what the files of a message may take together."""
    return sum(file_shares(message, room, images=images))


def _whole(messages: tuple[Message, ...], room: float, *, images: bool) -> WholeTurn:
    each = [tokens_of(message) + file_tokens(message, room, images=images) for message in messages]
    return WholeTurn(messages, each[0], sum(each))
