"""The dialog of a session's parameters, and the presets in it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.domain.engines import Parameters
from desktop_app.domain.parameters import RULES
from desktop_app.ui.parameters.dialog import ParametersDialog

ALL = Parameters(
    temperature=0.7,
    top_p=0.95,
    top_k=40,
    min_p=0.05,
    repeat_penalty=1.1,
    presence_penalty=0.5,
    frequency_penalty=-0.5,
    max_tokens=512,
    seed=7,
    stop=("User:", "\n\n"),
    json_schema='{"type": "object"}',
    context_tokens=8192,
    threads=4,
    gpu_layers=0,
)


@pytest.fixture
def dialog(qtbot: QtBot) -> ParametersDialog:
    dialog = ParametersDialog("How the model answers here.")
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def type_into(dialog: ParametersDialog, name: str, text: str) -> None:
    dialog.fields[name].line.clear()
    QTest.keyClicks(dialog.fields[name].line, text)


def test_all_is_left_to_the_model_at_first(dialog: ParametersDialog) -> None:
    assert dialog.parameters() == Parameters()
    assert {field.line.placeholderText() for field in dialog.fields.values()} == {"model’s own"}


@pytest.mark.parametrize("parameters", [ALL, replace(ALL, json_schema="", grammar='root ::= "a"'), Parameters()])
def test_what_is_shown_comes_back_as_it_was(dialog: ParametersDialog, parameters: Parameters) -> None:
    dialog.show_parameters(parameters)
    assert dialog.parameters() == parameters


def test_every_parameter_has_a_place(dialog: ParametersDialog) -> None:
    elsewhere = {"stop", "json_schema", "grammar", "presence_penalty", "frequency_penalty"}
    assert set(dialog.fields) == set(RULES) - elsewhere


@pytest.mark.parametrize(
    ("name", "text"),
    [("temperature", "warm"), ("temperature", "9"), ("top_p", "1.5"), ("top_k", "2.5"), ("seed", "-1")],
)
def test_what_cannot_be_is_told_where_it_stands(dialog: ParametersDialog, name: str, text: str) -> None:
    type_into(dialog, name, text)
    assert dialog.parameters() is None
    assert not dialog.apply_button.isEnabled()
    said = dialog.fields[name].line.accessibleDescription()
    assert said == f"Give {RULES[name].expected}."
    type_into(dialog, name, "1")
    assert dialog.apply_button.isEnabled()


def test_a_decimal_comma_is_understood(dialog: ParametersDialog) -> None:
    type_into(dialog, "temperature", "0,3")
    assert dialog.parameters() == Parameters(temperature=0.3)


def test_the_arrow_keys_step(dialog: ParametersDialog) -> None:
    line = dialog.fields["temperature"].line
    for pressed, shown in ((Qt.Key.Key_Up, "0.7"), (Qt.Key.Key_Up, "0.8"), (Qt.Key.Key_Down, "0.7")):
        QTest.keyClick(line, pressed)
        assert line.text() == shown
    line.setText("0.05")
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert line.text() == "0", "below the least there is nothing"


def test_a_schema_must_be_one(dialog: ParametersDialog) -> None:
    dialog.form.kind.setCurrentIndex(1)
    assert dialog.parameters() is None
    dialog.form.rule.setPlainText("[1]")
    assert dialog.parameters() is None
    dialog.form.rule.setPlainText("{}")
    assert dialog.parameters() == Parameters(json_schema="{}")


def test_enter_applies_and_all_can_be_left_to_the_model_again(dialog: ParametersDialog, qtbot: QtBot) -> None:
    dialog.show_parameters(ALL)
    type_into(dialog, "seed", "8")
    with qtbot.waitSignal(dialog.applied) as applied:
        QTest.keyClick(dialog.fields["seed"].line, Qt.Key.Key_Return)
    assert applied.args == [replace(ALL, seed=8)]
    dialog.reset_button.click()
    assert dialog.parameters() == Parameters()


def test_presets_are_taken_kept_renamed_and_deleted(dialog: ParametersDialog, qtbot: QtBot) -> None:
    row = dialog.presets
    assert not row.rename_button.isEnabled()
    dialog.show_presets(["Precise", "Wild"], "Wild")
    assert row.current() == "Wild"
    with qtbot.waitSignal(row.chosen) as chosen:
        QTest.keyClick(row.box, Qt.Key.Key_Up)
    assert chosen.args == ["Precise"]
    for button, signal, arguments in (
        (row.save_button, row.saved, ["Calm"]),
        (row.rename_button, row.renamed, ["Precise", "Calm"]),
    ):
        button.click()
        row.name.setText("Calm")
        with qtbot.assertNotEmitted(dialog.applied), qtbot.waitSignal(signal) as kept:
            QTest.keyClick(row.name, Qt.Key.Key_Return)
        assert kept.args == arguments
    with qtbot.waitSignal(row.deleted) as deleted:
        row.delete_button.click()
    assert deleted.args == ["Precise"]


def test_everything_has_a_name(dialog: ParametersDialog) -> None:
    assert all(button.accessibleName() for button in dialog.findChildren(QPushButton))
    assert all(field.line.accessibleName() and field.line.accessibleDescription() for field in dialog.fields.values())
