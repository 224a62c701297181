"""The editor of a persona: nothing is lost, what is wrong is told where it stands, and the preview follows."""

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop_app.domain.engines import EngineChoice, Parameters
from desktop_app.domain.lorebooks import LoreEntry
from desktop_app.domain.personas import Persona
from desktop_app.ui.personas.look_field import NEW_PICTURE
from desktop_app.ui.personas.lore_model import LoreColumn
from desktop_app.ui.personas.writing import WritingPanel
from tests.ui.personas.personas import HARBOUR, MIRA

EMPTY = Persona("", "", "", "", "", "", "plain", own=True)
BUILTIN = EngineChoice("builtin")


@pytest.fixture
def panel(qtbot: QtBot) -> WritingPanel:
    panel = WritingPanel("ada")
    qtbot.addWidget(panel)
    panel.editor.set_offers([BUILTIN], ["plain", "caring"])
    panel.resize(1000, 640)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.mark.parametrize("persona", [MIRA, EMPTY, replace(MIRA, lorebook=None, engine=None, picture="a picture")])
def test_what_is_shown_comes_back_as_it_was(panel: WritingPanel, persona: Persona) -> None:
    panel.editor.begin(persona, heading="Edit")
    assert panel.editor.draft() == persona
    assert not panel.editor.is_changed()
    assert not panel.save_button.isEnabled()


TEXTS = st.text(st.sampled_from("ab ,\"'/{}\n\r\t\u00a0\u2028\u2029\u202e😀\u0301"), max_size=12)
LISTS = st.lists(TEXTS, max_size=4).map(tuple)
ENTRIES = st.builds(LoreEntry, LISTS, TEXTS, secondary_keys=LISTS)


@given(
    persona=st.builds(
        partial(replace, MIRA),
        name=TEXTS,
        nickname=TEXTS,
        description=TEXTS,
        tags=LISTS,
        creator_notes=TEXTS,
        system_prompt=TEXTS,
        scenario=TEXTS,
        examples=TEXTS,
        after_history=TEXTS,
        greeting=TEXTS,
        alternate_greetings=LISTS.map(lambda texts: tuple(text for text in texts if text.strip())),
        openers=LISTS,
        lorebook=st.lists(ENTRIES, min_size=1, max_size=3).map(
            lambda entries: replace(HARBOUR, entries=tuple(entries))
        ),
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_nobody_touched_comes_back_to_the_letter(panel: WritingPanel, persona: Persona) -> None:
    panel.editor.begin(persona, heading="Edit")
    assert panel.editor.draft() == persona
    assert not panel.editor.is_changed()


def test_long_lists_and_keys_with_commas_are_changed_where_they_were_changed(panel: WritingPanel) -> None:
    tags = tuple(f"tag {number} of many words" for number in range(300))
    entry = LoreEntry(("/a{1,3}b/i", "Paris, Texas", *(f"key number {number}" for number in range(2_000))), "text")
    editor = panel.editor
    editor.begin(replace(MIRA, tags=tags, lorebook=replace(HARBOUR, entries=(entry,))), heading="Edit")
    editor.who.tags.setText(editor.who.tags.text() + ", another")
    form = editor.lore.form
    form.keys.setText(form.keys.text() + ", another")
    editor.character.boxes["scenario"].insertPlainText("a\u00a0b")
    draft = editor.draft()
    assert draft.tags == (*tags, "another")
    assert draft.lorebook is not None
    assert draft.lorebook.entries[0].keys == (*entry.keys, "another")
    assert "a\u00a0b" in draft.scenario


def test_what_is_typed_is_what_is_saved(panel: WritingPanel, qtbot: QtBot) -> None:
    editor = panel.editor
    editor.begin(MIRA, heading="Edit")
    QTest.keyClicks(editor.who.name, "Mira of the Ferry")
    editor.who.tags.setText("sea,  fog , sea")
    editor.character.boxes["system_prompt"].setPlainText("Speak little.")
    editor.words.openers.setPlainText("What now?\n\n  Where to? ")
    editor.answering.engine.setCurrentIndex(1)
    editor.answering.style_box.setCurrentIndex(1)
    editor.answering.affinity.click()
    assert panel.save_button.isEnabled()
    with qtbot.waitSignal(panel.saved) as saved:
        QTest.keyClick(editor.who.name, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert saved.args == [
        replace(
            MIRA,
            name="Mira of the Ferry",
            tags=("sea", "fog"),
            system_prompt="Speak little.",
            openers=("What now?", "Where to?"),
            engine=BUILTIN,
            style="caring",
            affinity=True,
        )
    ]
    assert not panel.save_button.isEnabled(), "not twice"
    panel.show_problem("The disk is full.")
    panel.allow()
    assert panel.save_button.isEnabled(), "what is written stays, and can be saved again"


def test_what_is_wrong_is_told_at_its_field_until_it_is_right(panel: WritingPanel, qtbot: QtBot) -> None:
    editor = panel.editor
    editor.begin(MIRA, heading="Edit")
    editor.tabs.setCurrentIndex(2)
    editor.who.name.setText("   ")
    editor.who.look.line.setText("too many")
    editor.words.openers.setPlainText("\n".join(f"Opener {number}" for number in range(7)))
    with qtbot.assertNotEmitted(panel.saved):
        panel.save_button.click()
    assert editor.tabs.currentIndex() == 0, "the first of it is shown"
    assert editor.who.fields["name"].problem() == "Give it a name."
    assert editor.who.name.accessibleDescription() == "Give it a name."
    assert editor.who.fields["glyph"].problem() == "Give one emoji or letter; it stands where there is no picture."
    assert editor.words.fields["openers"].problem() == "These are 7; there may be at most 6."
    assert panel.problem.text() == "Kept as a draft, but not saved: something above is still to be put right."
    editor.who.name.setText("Mira")
    assert editor.who.fields["name"].problem() == ""
    editor.lore.scan_depth.setText("some")
    assert editor.lore.fields["scan_depth"].problem() == "Give a whole number, or leave it empty."


def test_parameters_of_a_persona_are_written_as_those_of_a_session(panel: WritingPanel) -> None:
    editor = panel.editor
    editor.begin(replace(MIRA, parameters=Parameters(temperature=0.7, presence_penalty=0.3)), heading="Edit")
    assert not editor.is_changed()
    fields = editor.answering.parameters.fields
    assert fields["temperature"].line.text() == "0.7"
    QTest.keyClicks(fields["max_tokens"].line, "300")
    assert editor.draft().parameters == Parameters(temperature=0.7, presence_penalty=0.3, max_tokens=300)
    fields["temperature"].line.clear()
    QTest.keyClicks(fields["temperature"].line, "9")
    assert not editor.check(), "it is not between 0 and 5"
    assert editor.tabs.currentIndex() == 3
    assert editor.answering.fields["parameters"].problem() == "One of these cannot be used."
    assert panel.focusWidget() is fields["temperature"].line
    editor.answering.parameters.show_parameters(Parameters())
    assert editor.draft().parameters is None


def test_a_name_suggests_its_letter_until_another_is_chosen(panel: WritingPanel) -> None:
    who = panel.editor.who
    panel.editor.begin(EMPTY, heading="New persona")
    QTest.keyClicks(who.name, "mira")
    assert who.look.glyph() == "M"
    who.look.line.setText("⛵")
    QTest.keyClicks(who.name, "x")
    assert who.look.glyph() == "⛵"


def test_leaving_with_changes_asks_first(panel: WritingPanel, qtbot: QtBot) -> None:
    panel.editor.begin(MIRA, heading="Edit")
    panel.editor.who.description.setText("Something else")
    with qtbot.assertNotEmitted(panel.left):
        panel.cancel_button.click()
    assert panel.question.question() == "What you changed in “Mira” is not saved."
    QTest.keyClick(panel.question.save_button, Qt.Key.Key_Escape)
    assert not panel.is_asking()
    assert panel.editor.who.description.text() == "Something else"
    panel.leave()
    with qtbot.waitSignal(panel.left):
        panel.question.discard_button.click()
    panel.editor.begin(MIRA, heading="Edit")
    with qtbot.waitSignal(panel.left):
        panel.cancel_button.click()


def test_the_preview_follows(panel: WritingPanel, qtbot: QtBot) -> None:
    editor, preview = panel.editor, panel.editor.preview
    editor.begin(MIRA, heading="Edit")
    assert not editor.tabs.isTabVisible(len(editor.pages)), "it stands beside the form"
    editor.character.boxes["system_prompt"].setPlainText("Speak like a gull.")
    editor.words.greetings.later_button.click()
    editor.words.openers.setPlainText("<b>Bold</b>?")
    qtbot.waitUntil(lambda: "Speak like a gull." in preview.prompt.text())
    assert "Captain: Hm." in preview.prompt.text(), "names stand in the places that are kept for them"
    assert preview.last.text() == "Stay short."
    shown = {label.text() for label in preview.welcome.findChildren(QLabel)}
    assert {"Mira", "Fog again."} <= shown
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in preview.findChildren(QLabel))
    assert preview.tokens.text().startswith("about ")
    panel.resize(520, 460)
    assert editor.tabs.isTabVisible(len(editor.pages)), "there is no room beside the form"
    assert preview.isHidden()
    editor.tabs.setCurrentIndex(len(editor.pages))
    assert preview.isVisible()


def test_greetings_come_and_go(panel: WritingPanel) -> None:
    field = panel.editor.words.greetings
    panel.editor.begin(MIRA, heading="Edit")
    field.later_button.click()
    field.remove_button.click()
    assert field.greetings() == ("One for the island?", "Mind the plank.")
    field.undo_button.click()
    assert field.greetings() == ("One for the island?", "Fog again.", "Mind the plank.")
    field.add_button.click()
    assert field.place.text() == "4 of 4"
    assert panel.editor.draft() == MIRA, "an empty one is none"


def test_a_picture_is_chosen_and_taken_away(panel: WritingPanel) -> None:
    look = panel.editor.who.look
    panel.editor.begin(MIRA, heading="Edit")
    assert look.remove_button.isHidden()
    panel.editor.take_picture(QImage(4, 4, QImage.Format.Format_RGB32))
    assert panel.editor.draft().picture == NEW_PICTURE
    look.remove_button.click()
    assert panel.editor.draft() == MIRA


def test_entries_of_the_lorebook_are_written(panel: WritingPanel) -> None:
    lore = panel.editor.lore
    QAbstractItemModelTester(lore.entries, QAbstractItemModelTester.FailureReportingMode.Fatal)
    panel.editor.begin(MIRA, heading="Edit")
    panel.editor.tabs.setCurrentIndex(4)
    QApplication.processEvents()  # the page is laid out now
    cell = lore.table.visualRect(lore.entries.index(1, LoreColumn.ENABLED)).center()
    QTest.mouseClick(lore.table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    lore.form.keys.setText("lighthouse, lamp")
    lore.form.order.setText("7")
    lore.form.secondary.setText("storm")
    lore.recursive.click()
    first, second = HARBOUR.entries
    second = replace(
        second, enabled=True, keys=("lighthouse", "lamp"), order=7, secondary_keys=("storm",), selective=True
    )
    assert panel.editor.draft().lorebook == replace(HARBOUR, entries=(first, second), recursive=True)
    lore.remove_button.click()
    assert lore.entries.entries() == (first,)
    lore.undo_button.click()
    assert lore.entries.entries() == (first, second)
    lore.add_button.click()
    QTest.keyClicks(lore.form.keys, "map")
    lore.form.text.setPlainText("The map is wrong.")
    assert lore.entries.entries()[2].keys == ("map",)
    assert lore.entries.entries()[2].order == 8
    lore.form.order.setText("first")
    assert lore.form.order_field.problem() == "A whole number."
    assert lore.entries.entries()[2].order == 8


def test_a_lorebook_comes_whole_and_goes_whole(panel: WritingPanel) -> None:
    lore = panel.editor.lore
    panel.editor.begin(replace(MIRA, lorebook=None), heading="Edit")
    assert (lore.files.count.text(), lore.files.import_button.text()) == ("No entries", "From a file…")
    assert lore.files.export_button.isHidden()
    lore.take_book(HARBOUR)
    assert panel.editor.draft().lorebook == HARBOUR
    assert (lore.files.count.text(), lore.files.import_button.text()) == ("2 entries", "Replace by a file…")
    lore.files.remove_button.click()
    assert panel.editor.draft().lorebook is None
    assert lore.undo_button.accessibleName() == "Bring the one from before back"
    lore.undo_button.click()
    assert panel.editor.draft().lorebook == HARBOUR


def test_everything_has_a_name(panel: WritingPanel) -> None:
    panel.editor.begin(MIRA, heading="Edit")
    for kind in (QAbstractButton, QLineEdit, QPlainTextEdit):
        for widget in panel.findChildren(kind):
            if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                assert widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()), widget
