"""The colours of the parts of a prompt, in both themes."""

from enum import Enum

from desktop_app.ui.widgets.theme import DARK, Theme


class Share(Enum):
    """A part of what a model reads at once."""

    PERSONA = 0
    MEMORY = 1
    SUMMARY = 2
    HISTORY = 3
    RESERVE = 4
    FREE = 5


_LIGHT = {
    Share.PERSONA: "#1a66d6",
    Share.MEMORY: "#8146c4",
    Share.SUMMARY: "#b26a00",
    Share.HISTORY: "#1e8a5a",
    Share.RESERVE: "#7a8494",
}
_DARK = {
    Share.PERSONA: "#6ba6ff",
    Share.MEMORY: "#bb9af7",
    Share.SUMMARY: "#e0af52",
    Share.HISTORY: "#56c596",
    Share.RESERVE: "#8d96a5",
}


def colour_of(share: Share, theme: Theme) -> str:
    """Return the colour of a part; free room is the ground on which the others stand."""
    return (_DARK if theme is DARK else _LIGHT).get(share, theme.hover)
