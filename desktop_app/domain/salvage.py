"""What was saved of a damaged chat file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SalvageReport:
    """What a salvage brought: `messages` of the `expected` ones, in `sessions`; the damaged file is at `kept`.

    `changed` counts texts that are not as they were stored, by session; `reattached` are messages whose place in the
    conversation was lost, and `remade` the sessions whose name, owner and shelf were.
    `attachments` are changed or lost.
    """

    sessions: int
    messages: int
    expected: int
    changed: Mapping[str, int]
    reattached: int
    remade: int
    kept: Path
    attachments: int = 0
