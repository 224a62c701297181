"""The two colour themes, as a Qt palette and a short style sheet."""

from typing import NamedTuple

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

COLUMN_WIDTH = 760
"""Widest column of text, in pixels."""
GRID = 4
"""Every distance is a multiple of this, in pixels."""
RADIUS = 8
"""Radius of rounded corners, in pixels."""
TEXT_POINTS = 10.5
"""Smallest size of body text unless a smaller one is asked for: 14 pixels on an ordinary screen."""
SCROLL_BAR = 10
"""Width of a scroll bar, in pixels: what stands under the transcript leaves as much free, to be in line with it."""


class Theme(NamedTuple):
    """The colours of one theme, each as #rrggbb."""

    name: str
    window: str
    sidebar: str
    raised: str
    text: str
    muted: str
    border: str
    hover: str
    selected: str
    accent: str
    accent_text: str
    link: str
    user_turn: str
    code: str
    danger: str
    good: str
    caution: str
    notice: str
    selection: str
    found: str
    current: str
    current_text: str


LIGHT = Theme(
    name="light",
    window="#ffffff",
    sidebar="#f6f7f9",
    raised="#ffffff",
    text="#1b1d22",
    muted="#5d6470",
    border="#d5d9e0",
    hover="#e9ecf1",
    selected="#dbe5f6",
    accent="#1a66d6",
    accent_text="#ffffff",
    link="#0f5bc4",
    user_turn="#eef2f8",
    code="#f5f7fa",
    danger="#b3261e",
    good="#19692c",
    caution="#7d5200",
    notice="#fff8e5",
    selection="#c4dbfb",
    found="#fdeab0",
    current="#f2a100",
    current_text="#1b1d22",
)

DARK = Theme(
    name="dark",
    window="#1b1c20",
    sidebar="#141518",
    raised="#222429",
    text="#e4e6ea",
    muted="#a0a6b1",
    border="#363940",
    hover="#272a30",
    selected="#2a3a55",
    accent="#6ba6ff",
    accent_text="#0c1524",
    link="#82b4ff",
    user_turn="#26292f",
    code="#15171a",
    danger="#ff8a80",
    good="#6fcf8b",
    caution="#e6b95a",
    notice="#2e2a1c",
    selection="#2c4a78",
    found="#574716",
    current="#f0b429",
    current_text="#17140a",
)


def theme_of(widget: QWidget) -> Theme:
    """Return the theme that `widget` is shown in, told by its palette."""
    return theme_in(widget.palette())


def theme_in(palette: QPalette) -> Theme:
    """Return the theme that is nearer to `palette`."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def palette_for(theme: Theme) -> QPalette:
    """Return the Qt palette of `theme`, for the Fusion style."""
    role = QPalette.ColorRole
    palette = QPalette()
    for colour, roles in (
        (theme.window, (role.Window, role.Base)),
        (theme.sidebar, (role.AlternateBase,)),
        (theme.raised, (role.Button, role.ToolTipBase)),
        (theme.text, (role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText)),
        (theme.muted, (role.PlaceholderText,)),
        (theme.accent, (role.Highlight, role.Accent)),
        (theme.accent_text, (role.HighlightedText,)),
        (theme.link, (role.Link, role.LinkVisited)),
        (theme.border, (role.Mid, role.Midlight, role.Dark, role.Light)),
    ):
        for each in roles:
            palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(theme.muted))
    return palette
