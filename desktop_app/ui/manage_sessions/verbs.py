"""What can be done with the chosen sessions, under each tab."""

from collections.abc import Sequence
from enum import StrEnum

from desktop_app.ui.manage_sessions.rows import ManagedRow, Tab


class Verb(StrEnum):
    """Something to do."""

    OPEN = "open"
    PIN = "pin"
    UNPIN = "unpin"
    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"
    EXPORT = "export"
    TRASH = "trash"
    RESTORE = "restore"
    DELETE = "delete"


def verbs_for(tab: Tab, chosen: Sequence[ManagedRow]) -> tuple[Verb, ...]:
    """Return what fits the chosen rows of a tab, the most likely last."""
    if tab is Tab.TRASH:
        return Verb.DELETE, Verb.RESTORE
    pin = Verb.UNPIN if chosen and all(row.pinned for row in chosen) else Verb.PIN
    archived = tab is Tab.ARCHIVED or (bool(chosen) and all(row.home is Tab.ARCHIVED for row in chosen))
    return pin, Verb.UNARCHIVE if archived else Verb.ARCHIVE, Verb.EXPORT, Verb.TRASH, Verb.OPEN


def is_possible(verb: Verb, chosen: Sequence[ManagedRow]) -> bool:
    """Tell whether a verb can be done with the chosen rows: one can be opened, any number changed."""
    return len(chosen) == 1 if verb is Verb.OPEN else bool(chosen)
