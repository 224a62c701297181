from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop_app.ui.transcript.model import MessageRole, Speaker, TranscriptModel
from tests.support.messages import a_conversation, a_message


def test_the_model_keeps_qt_s_rules(qtbot: QtBot) -> None:
    model = TranscriptModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.reset(a_conversation(10))
    model.append(a_message(11))
    model.replace(a_message(11, "changed"))
    model.replace(a_message(99, "is not here"))
    model.update_all([*a_conversation(10), a_message(11, "again"), a_message(12)])
    model.update_all(a_conversation(3))
    assert [message.id for message in model.messages()] == [1, 2, 3]
    del tester


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
    model.update_all([*messages[:3], messages[3]._replace(content="x"), a_message(5)])
    assert seen == ["changed 3", "inserted"]
    model.update_all(a_conversation(2)[::-1])
    assert seen[-1] == "reset"


def test_answers_are_spoken_by_their_own_persona(qtbot: QtBot) -> None:
    model = TranscriptModel()
    model.set_speakers({"sakura": Speaker("Sakura", "🌸")})
    assert model.speaker_of(a_message(2, persona="sakura")) == Speaker("Sakura", "🌸")
    assert model.speaker_of(a_message(2, persona="gone")).name == "gone"
