"""Every pair of text and ground in both themes can be read."""

from string import Template

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.widgets.style import apply, chosen_theme, style_sheet
from desktop_app.ui.widgets.theme import DARK, LIGHT, Theme, theme_of

LEAST = 4.5
"""What WCAG asks for body text."""
PAIRS = [
    *(
        (text, ground)
        for text in ("text", "muted")
        for ground in ("window", "sidebar", "raised", "hover", "selected", "user_turn", "code", "notice")
    ),
    *(("link", ground) for ground in ("window", "raised", "user_turn", "notice")),
    *(("danger", ground) for ground in ("window", "raised", "notice", "hover", "selected")),
    *((tone, ground) for tone in ("good", "caution") for ground in ("window", "raised", "hover", "selected")),
    ("accent_text", "accent"),
]


def luminance(colour: str) -> float:
    parts = (channel / 255 for channel in QColor(colour).getRgb()[:3])  # type: ignore[index]
    red, green, blue = (float(c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4) for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_right() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(theme: Theme, text: str, ground: str) -> None:
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= LEAST


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", ["window", "sidebar", "raised"])
def test_the_ring_of_the_focus_can_be_seen(theme: Theme, ground: str) -> None:
    assert contrast(theme.accent, getattr(theme, ground)) >= 3


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_style_sheet_has_no_gaps(theme: Theme) -> None:
    sheet = style_sheet(theme)
    assert "$" not in sheet
    assert Template(sheet).get_identifiers() == []
    assert theme.accent in sheet


def test_the_look_changes_at_once(qapp: QApplication, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    before = qapp.palette(), qapp.font(), qapp.styleSheet()
    try:
        for theme in (DARK, LIGHT):
            apply(qapp, theme)
            qapp.processEvents()
            assert theme_of(widget) is theme
        assert chosen_theme(qapp, "dark") is DARK
        assert chosen_theme(qapp, "light") is LIGHT
    finally:
        qapp.setStyleSheet(before[2])
        qapp.setFont(before[1])
        qapp.setPalette(before[0])
