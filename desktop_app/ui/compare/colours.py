"""The colours of changes, in both themes."""

from typing import NamedTuple

from desktop_app.domain.differences import Change
from desktop_app.ui.widgets.theme import DARK, Theme


class Tint(NamedTuple):
    """The colours of one kind of change, each as #rrggbb; `here` is the ground of the one that is looked at."""

    text: str
    ground: str
    here: str


_LIGHT = {
    Change.REMOVED: Tint("#8c1d18", "#fde7e4", "#f9c6c0"),
    Change.ADDED: Tint("#0d5527", "#e0f4e5", "#b5e3c2"),
}
_DARK = {
    Change.REMOVED: Tint("#ffb8ae", "#432426", "#6b3033"),
    Change.ADDED: Tint("#a5e3b8", "#1d3828", "#2a5a3c"),
}


def tint_of(change: Change, theme: Theme) -> Tint:
    """Return the colours of what was removed or added."""
    return (_DARK if theme is DARK else _LIGHT)[change]
