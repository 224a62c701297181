from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop_app.domain.messages import Message
from desktop_app.ui.transcript.model import MessageRole, Speaker, TranscriptModel
from tests.support.messages import a_conversation, a_message


def ids_of(messages: Sequence[Message]) -> list[int]:
    return [message.id for message in messages]


def loaded(model: TranscriptModel) -> list[int | None]:
    """What is loaded of each row, None where nothing is."""
    return [None if (message := model.message(row)) is None else message.id for row in range(model.rowCount())]


@pytest.fixture
def model(qtbot: QtBot) -> Iterator[TranscriptModel]:
    """A model of which Qt's own tester watches every change."""
    model = TranscriptModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield model
    del tester


def test_the_model_keeps_qt_s_rules(model: TranscriptModel) -> None:
    model.reset(a_conversation(10))
    model.append(a_message(11))
    model.replace(a_message(11, "changed"))
    model.replace(a_message(99, "is not here"))
    model.update_all(range(1, 13), [a_message(11, "again"), a_message(12)])
    assert loaded(model) == [None] * 10 + [11, 12]
    model.load(a_conversation(5))
    model.update_all(range(1, 4), a_conversation(3))
    assert ids_of(model.messages()) == [1, 2, 3]
    model.update_all([], [])
    assert model.rowCount() == 0
    model.show_ids(range(5, 9))
    assert loaded(model) == [None] * 4


def test_what_was_said_before_comes_without_moving_what_is_there(model: TranscriptModel) -> None:
    model.reset([a_message(98), a_message(99), a_message(100)])
    seen: list[str] = []
    model.rowsInserted.connect(lambda _, first, last: seen.append(f"inserted {first}-{last}"))
    model.dataChanged.connect(lambda *_: seen.append("changed"))
    model.modelReset.connect(lambda: seen.append("reset"))
    model.show_ids(range(1, 102))
    assert seen == ["inserted 0-96", "inserted 100-100"]
    assert (model.row_of(1), model.row_of(100), model.last_id()) == (0, 99, 101)
    assert loaded(model) == [None] * 97 + [98, 99, 100, None]


def test_pages_come_and_go_and_what_is_newer_stays(model: TranscriptModel) -> None:
    model.show_ids(range(1, 101))
    model.replace(a_message(50, "as it is now"))
    model.load([a_message(number, "as it was read") for number in range(40, 61)])
    message = model.message(49)
    assert message is not None
    assert message.content == "as it is now"
    assert model.missing(30, 45) == list(range(31, 40))
    model.mark_unreadable([35])
    assert model.is_unreadable(34)
    assert 35 not in model.missing(30, 45)
    model.forget_unreadable()
    assert 35 in model.missing(30, 45)
    model.keep(44, 50)
    assert ids_of(model.messages()) == list(range(45, 52))


def test_another_branch_takes_the_place_of_the_rows_it_differs_in(model: TranscriptModel) -> None:
    model.reset(a_conversation(6))
    seen: list[str] = []
    model.replaced_from.connect(lambda row: seen.append(f"from {row}"))
    model.dataChanged.connect(lambda first, last: seen.append(f"changed {first.row()}-{last.row()}"))
    model.rowsRemoved.connect(lambda _, first, last: seen.append(f"removed {first}-{last}"))
    model.rowsInserted.connect(lambda _, first, last: seen.append(f"inserted {first}-{last}"))
    model.show_ids([1, 2, 7, 8])
    assert seen == ["from 2", "removed 4-5", "changed 2-3"]
    assert loaded(model) == [1, 2, None, None]
    seen.clear()
    model.show_ids([9, 10, 11, 12, 13])
    assert seen == ["from 0", "changed 0-3", "inserted 4-4"]
    assert model.row_of(1) is None


def test_rows_are_found_whatever_the_order_of_ids(model: TranscriptModel) -> None:
    model.show_ids([5, 3, 9, 1])
    assert [model.row_of(number) for number in (5, 3, 9, 1, 4)] == [0, 1, 2, 3, None]


def test_rows_have_names_for_those_who_listen(qtbot: QtBot) -> None:
    model = TranscriptModel()
    model.reset([a_message(1, "first\nwords " * 40), a_message(2, "")])
    from PySide6.QtCore import Qt

    names = [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert names[0].startswith("user: first words first")
    assert len(names[0]) <= 86
    assert names[1] == "assistant: "
    assert model.index(0).data(MessageRole.MESSAGE).id == 1


def test_updating_leaves_rows_alone_that_are_there(qtbot: QtBot) -> None:
    model = TranscriptModel()
    messages = a_conversation(4)
    model.reset(messages)
    seen: list[str] = []
    model.modelReset.connect(lambda: seen.append("reset"))
    model.rowsInserted.connect(lambda *_: seen.append("inserted"))
    model.dataChanged.connect(lambda first, _last: seen.append(f"changed {first.row()}"))
    model.update_all(range(1, 6), [*messages[:3], messages[3]._replace(content="x"), a_message(5)])
    assert seen == ["inserted", "changed 3", "changed 4"]


def test_answers_are_spoken_by_their_own_persona(qtbot: QtBot) -> None:
    model = TranscriptModel()
    model.set_speakers({"sakura": Speaker("Sakura", "🌸")})
    assert model.speaker_of(a_message(2, persona="sakura")) == Speaker("Sakura", "🌸")
    assert model.speaker_of(a_message(2, persona="gone")).name == "gone"
