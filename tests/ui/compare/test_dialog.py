"""The dialog that compares two versions."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.domain.differences import Change, compare
from desktop_app.ui.application import Application
from desktop_app.ui.compare.colours import tint_of
from desktop_app.ui.compare.dialog import CompareDialog, Version
from desktop_app.ui.compare.pane import DiffPane
from desktop_app.ui.compare.sides import SHOWN_AT_FIRST, WIDE
from desktop_app.ui.widgets.theme import DARK, LIGHT, Theme

VERSIONS = [Version(11, "1 of 3"), Version(12, "2 of 3", is_shown=True), Version(13, "3 of 3")]
OLD = "The quick brown fox jumps over the dog.\nIt is <b>stable</b>.\n" + "Same line.\n" * 200 + "The end is near."
NEW = "The slow brown fox leaps over the dog.\nIt is <b>stable</b>.\n" + "Same line.\n" * 200 + "The end is far."


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[CompareDialog]:
    made = CompareDialog(VERSIONS, 11, 12)
    qtbot.addWidget(made)
    made.show()
    made.show_runs(compare(OLD, NEW))
    built(made)
    yield made
    made.close()


def built(dialog: CompareDialog) -> None:
    for _turn in range(500):
        QApplication.processEvents()
    assert not dialog.sides._growing.isActive()


def formats_of(pane: DiffPane) -> dict[str, tuple[bool, bool]]:
    """Return for each run of letters that look alike whether it is struck out and underlined."""
    found = {}
    block = pane.document().begin()
    while block.isValid():
        fragment = block.begin()
        while not fragment.atEnd():
            looks = fragment.fragment().charFormat()
            found[fragment.fragment().text()] = (looks.fontStrikeOut(), looks.fontUnderline())
            fragment += 1
        block = block.next()
    return found


def test_both_texts_are_there_with_what_changed(dialog: CompareDialog) -> None:
    assert dialog.sides.old.toPlainText() == OLD
    assert dialog.sides.new.toPlainText() == NEW
    old, new = formats_of(dialog.sides.old), formats_of(dialog.sides.new)
    assert (old["quick"], old["jumps"]) == ((True, False), (True, False))
    assert (new["slow"], new["leaps"]) == ((False, True), (False, True))
    assert old[" brown fox "] == new[" brown fox "] == (False, False)
    assert dialog.count_label.text() == "Change 1 of 3"


@pytest.mark.parametrize(("on", "back"), [(Qt.Key.Key_N, Qt.Key.Key_P), (Qt.Key.Key_F7, None)])
def test_keys_lead_from_change_to_change(dialog: CompareDialog, qtbot: QtBot, on: Qt.Key, back: Qt.Key | None) -> None:
    qtbot.keyClick(dialog.sides.new, on)
    assert dialog.count_label.text() == "Change 2 of 3"
    qtbot.keyClick(dialog.sides.new, on)
    assert dialog.count_label.text() == "Change 3 of 3"
    for pane, word in ((dialog.sides.old, "near"), (dialog.sides.new, "far")):
        (marked,) = pane.extraSelections()
        assert marked.cursor.selectedText() == word
        top, place = pane.first_in_sight(), pane.place_of(2)
        assert place is not None
        assert 0 < top < place
    qtbot.keyClick(dialog.sides.new, on)
    assert dialog.count_label.text() == "Change 1 of 3"
    if back is None:
        qtbot.keyClick(dialog.sides.new, on, Qt.KeyboardModifier.ShiftModifier)
    else:
        qtbot.keyClick(dialog.sides.new, back)
    assert dialog.count_label.text() == "Change 3 of 3"


def test_both_sides_scroll_together(dialog: CompareDialog) -> None:
    old, new = dialog.sides.old, dialog.sides.new
    old.verticalScrollBar().setValue(50)
    assert old.firstVisibleBlock().text() == new.firstVisibleBlock().text() == "Same line."
    assert old.firstVisibleBlock().blockNumber() == new.firstVisibleBlock().blockNumber()
    new.verticalScrollBar().setValue(new.verticalScrollBar().maximum())
    assert old.verticalScrollBar().value() == old.verticalScrollBar().maximum()
    new.verticalScrollBar().setValue(0)
    assert old.verticalScrollBar().value() == 0


def test_sides_of_very_different_lengths_stay_at_the_same_words(dialog: CompareDialog) -> None:
    lines = [f"line {number}" for number in range(300)]
    dialog.show_runs(compare("\n".join(lines), "\n".join([*lines[:100], *["new"] * 500, *lines[100:]])))
    built(dialog)
    dialog.sides.old.verticalScrollBar().setValue(200)
    assert dialog.sides.old.firstVisibleBlock().text() == "line 200"
    assert dialog.sides.new.firstVisibleBlock().text() == "line 200"


def test_a_narrow_dialog_has_one_column(dialog: CompareDialog) -> None:
    dialog.resize(WIDE - 100, 500)
    built(dialog)
    assert dialog.sides.both.isVisible()
    assert not dialog.sides.old.isVisible()
    assert dialog.sides.both.toPlainText().startswith("The quickslow brown fox jumpsleaps over")
    dialog.next_change()
    assert len(dialog.sides.both.extraSelections()) == 2
    assert dialog.new_box.y() > dialog.old_box.y()
    dialog.resize(WIDE + 100, 500)
    built(dialog)
    assert dialog.sides.old.toPlainText() == OLD
    assert dialog.new_box.y() == dialog.old_box.y()


def test_other_versions_are_chosen_and_one_is_shown(dialog: CompareDialog, qtbot: QtBot) -> None:
    assert dialog.old_button.isEnabled()
    assert not dialog.new_button.isEnabled()  # it is the one that is shown
    with qtbot.waitSignal(dialog.chosen) as chosen:
        qtbot.keyClick(dialog.old_box, Qt.Key.Key_End)
    assert chosen.args == [13, 12]
    assert dialog.old_button.accessibleName() == "Show version 3 of 3"
    with qtbot.waitSignal(dialog.version_wanted) as wanted:
        qtbot.mouseClick(dialog.old_button, Qt.MouseButton.LeftButton)
    assert wanted.args == [13]
    assert not dialog.isVisible()


def test_escape_closes(dialog: CompareDialog, qtbot: QtBot) -> None:
    qtbot.keyClick(dialog.sides.new, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_everything_has_a_name_and_is_reached_by_tab(dialog: CompareDialog, qtbot: QtBot) -> None:
    names = []
    for _turn in range(20):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.accessibleName()
        if focused.accessibleName() in names:
            break
        names.append(focused.accessibleName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert set(names) == {
        "First version",
        "Second version",
        "Show version 1 of 3",
        "Text of the first version",
        "Text of the second version",
        "Previous change",
        "Next change",
        "Close",
    }


def test_no_difference_is_said(dialog: CompareDialog) -> None:
    dialog.show_runs(compare(OLD, OLD))
    built(dialog)
    assert dialog.count_label.text() == "No differences"
    assert not dialog.next_button.isEnabled()
    dialog.show_runs(compare("", ""))
    assert dialog.sides.new.toPlainText() == ""


def test_what_cannot_be_seen_is_named_and_markup_is_letters(dialog: CompareDialog) -> None:
    dialog.show_runs(compare("<img src=x> \u202eabc", "<img src=x> abc"))
    built(dialog)
    assert dialog.sides.old.toPlainText() == "<img src=x> ⟨U+202E⟩abc"


def test_long_texts_are_shown_bit_by_bit_and_changes_below_are_reached(dialog: CompareDialog, qtbot: QtBot) -> None:
    text = "".join(f"{number} bottles of beer on the wall.\n" for number in range(20_000))
    dialog.show_runs(compare(text + "the end", text + "the very end"))
    assert 0 < dialog.sides.old.length() < SHOWN_AT_FIRST / 2  # the rest comes between events
    for _turn in range(3_000):
        QApplication.processEvents()
    # The one change is at the very end: everything was shown to lead there.
    assert dialog.sides.new.toPlainText().endswith("the very end")
    assert dialog.sides.new.verticalScrollBar().value() > 19_000
    dialog.show_runs(compare("first " + text, "1st " + text))
    built(dialog)
    assert dialog.more_button.isVisible()
    shown = dialog.sides.old.length()
    assert SHOWN_AT_FIRST <= shown < SHOWN_AT_FIRST + 10_000
    qtbot.mouseClick(dialog.more_button, Qt.MouseButton.LeftButton)
    built(dialog)
    assert dialog.sides.old.length() >= 2 * SHOWN_AT_FIRST


def luminance(colour: str) -> float:
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in QColor(colour).getRgbF()[:3]  # type: ignore[index]
    ]
    return float(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2])


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("change", [Change.REMOVED, Change.ADDED])
def test_changes_can_be_read_in_both_themes(change: Change, theme: Theme) -> None:
    tint = tint_of(change, theme)
    for ground in (tint.ground, tint.here):
        light, dark = sorted((luminance(tint.text), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_another_theme_changes_the_colours(dialog: CompareDialog, qapp: Application) -> None:
    try:
        qapp.set_theme("dark", 0)
        QApplication.processEvents()
        fragment = dialog.sides.old.document().begin().begin()
        fragment += 1
        assert fragment.fragment().text() == "quick"
        assert fragment.fragment().charFormat().background().color().name() == tint_of(Change.REMOVED, DARK).ground
        assert [button.text() for button in dialog.findChildren(QPushButton) if button.text() == "Close"]
    finally:
        qapp.set_theme("light", 0)
