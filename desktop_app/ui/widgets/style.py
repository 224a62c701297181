"""The look of every widget: Fusion, a palette and one style sheet made of a theme's colours."""

from string import Template

from PySide6 import QtCore
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from desktop_app.ui.widgets.theme import DARK, LIGHT, RADIUS, SCROLL_BAR, Theme, palette_for, theme_in

_SHEET = Template("""
QPushButton {
    min-height: 32px; padding: 0 12px; color: $text; background: $raised;
    border: 1px solid $border; border-radius: ${radius}px;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $selected; }
QPushButton:focus { border: 2px solid $accent; padding: 0 11px; min-height: 30px; }
QPushButton:disabled { color: $muted; background: $hover; border-color: $hover; }
QPushButton:default { color: $accent_text; background: $accent; border-color: $accent; }
QPushButton:default:hover { background: $accent_hover; }
QPushButton:default:focus { border: 2px solid $text; }
QPushButton:default:disabled { color: $muted; background: $hover; border-color: $hover; }
QPushButton[kind="leading"] { text-align: left; padding-left: 36px; }
QPushButton[kind="leading"]:focus { padding-left: 35px; }
QPushButton[kind="chip"] { min-height: 26px; padding: 0 11px; border-radius: 14px; }
QPushButton[kind="chip"]:focus { min-height: 24px; padding: 0 10px; }
QPushButton[kind="state"] { min-height: 26px; padding: 0 11px 0 27px; border-radius: 14px; text-align: left; }
QPushButton[kind="state"]:focus { min-height: 24px; padding: 0 10px 0 26px; }
QPushButton[kind="flat"] {
    min-height: 26px; padding: 0 9px; color: $link; background: transparent; border-color: transparent;
}
QPushButton[kind="flat"]:hover { background: $hover; }
QPushButton[kind="flat"]:focus { min-height: 24px; padding: 0 8px; border-color: $accent; }
QPushButton[kind="link"] {
    min-height: 26px; padding: 0 1px; color: $link; background: transparent; border-color: transparent;
}
QPushButton[kind="link"]:hover { color: $text; }
QPushButton[kind="link"]:focus { min-height: 24px; padding: 0; border-color: $accent; }
QPushButton[kind="fold"] {
    min-height: 22px; padding: 0 9px 0 25px; color: $muted; background: transparent; border-color: transparent;
}
QPushButton[kind="fold"]:hover { background: $hover; }
QPushButton[kind="fold"]:focus { min-height: 20px; padding: 0 8px 0 24px; border-color: $accent; }
QToolButton { background: transparent; border: 2px solid transparent; border-radius: ${radius}px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $selected; }
QToolButton:focus { border-color: $accent; }
QLineEdit {
    min-height: 32px; padding: 0 10px; color: $text; placeholder-text-color: $muted; background: $raised;
    border: 1px solid $border; border-radius: ${radius}px;
    selection-background-color: $accent; selection-color: $accent_text;
}
QLineEdit:focus { border: 2px solid $accent; padding: 0 9px; min-height: 30px; }
QLabel[kind="title"] { font-weight: 600; }
QPlainTextEdit { background: transparent; border: none; placeholder-text-color: $muted; }
QPlainTextEdit[kind="box"] {
    padding: 5px 6px; background: $raised; border: 1px solid $border; border-radius: ${radius}px;
}
QPlainTextEdit[kind="box"]:focus { padding: 4px 5px; border: 2px solid $accent; }
QLabel[kind="quiet"] { color: $muted; }
QLabel[kind="problem"] { color: $danger; }
QLabel[kind="good"] { color: $good; }
QLabel[kind="caution"] { color: $caution; }
QLabel[kind="heading"] { color: $muted; font-weight: 600; }
QPushButton[kind="primary"] { color: $accent_text; background: $accent; border-color: $accent; }
QPushButton[kind="primary"]:hover { background: $accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { color: $muted; background: $hover; border-color: $hover; }
QPushButton[kind="danger"] { color: $accent_text; background: $danger; border-color: $danger; }
QPushButton[kind="danger"]:focus { border: 2px solid $text; }
QTableView, QHeaderView { background: transparent; border: none; outline: none; }
QTreeView QHeaderView::section {
    padding: 4px 6px; color: $muted; background: $window; border: none; border-bottom: 1px solid $border;
}
QTableView { selection-background-color: transparent; }
QListView { background: transparent; border: none; outline: none; }
QScrollBar:vertical { width: ${scroll_bar}px; margin: 2px; background: transparent; border: none; }
QScrollBar:horizontal { height: ${scroll_bar}px; margin: 2px; background: transparent; border: none; }
QScrollBar::handle { background: $border; border-radius: 3px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSlider { min-height: 20px; }
QSlider::groove:horizontal { height: 4px; background: $border; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 16px; margin: -6px 0; background: $accent; border-radius: 8px; }
QSlider::handle:horizontal:focus { background: $text; }
QSplitter::handle { background: $border; }
QMenu { padding: 4px; color: $text; background: $raised; border: 1px solid $border; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: $selected; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; margin: 4px 8px; background: $border; }
QToolTip { padding: 4px 6px; color: $text; background: $raised; border: 1px solid $border; }
""")


_STILL = "* { widget-animation-duration: 0; }\n"
"""Ends what Fusion fades and slides by itself."""


def style_sheet(theme: Theme, *, still: bool = False) -> str:
    """Return the style sheet in the colours of `theme`; `still` where nothing is to move by itself."""
    accent = QColor(theme.accent)
    accent_hover = accent.darker(112) if theme is LIGHT else accent.lighter(108)
    return (_STILL if still else "") + _SHEET.substitute(
        theme._asdict(), radius=RADIUS, scroll_bar=SCROLL_BAR, accent_hover=accent_hover.name()
    )


def apply(application: QApplication, theme: Theme, *, still: bool = False) -> None:
    """Give the whole program the look of `theme`, perhaps a `still` one; called again, it changes the look at once.

    The style sheet is made for Fusion, which the program asks for when it starts Qt.
    """
    application.setPalette(palette_for(theme))
    application.setStyleSheet(style_sheet(theme, still=still))


def chosen_theme(application: QApplication, setting: str) -> Theme:
    """Return the theme that a setting (`light`, `dark`, else the desktop's own) stands for."""
    if setting in {"light", "dark"}:
        return DARK if setting == "dark" else LIGHT
    if not application.styleSheet():  # before the first paint the palette is the desktop's, and tells it sooner
        return theme_in(application.palette())
    return DARK if application.styleHints().colorScheme() == QtCore.Qt.ColorScheme.Dark else LIGHT
