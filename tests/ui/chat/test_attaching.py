"""Files and pictures that go with a message: chosen, dropped or pasted, kept with the draft, sent, given back."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.domain.attachments import MAX_ATTACHMENTS
from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.errors import UserError
from desktop_app.engines.scripted import HANG, ScriptedEngine
from desktop_app.ui.composer.attachment_chip import AttachmentChip
from desktop_app.ui.composer.message_card import MessageCard
from desktop_app.ui.composer.queue_card import QueueCard
from desktop_app.ui.composer.tray import Tray
from tests.support.desk import Desk, Opening
from tests.support.images import png
from tests.support.long_talk import database_of
from tests.support.qt_loop import until
from tests.support.script import Script


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    file = tmp_path / "notes.txt"
    file.write_text("Some notes.\n")
    return file


@pytest.fixture
def flower(tmp_path: Path) -> Path:
    file = tmp_path / "flower.png"
    file.write_bytes(png())
    return file


def files(*paths: Path) -> QMimeData:
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return copied


def paste(desk: Desk, copied: QMimeData) -> None:
    QApplication.clipboard().setMimeData(copied)
    desk.window.composer.editor.paste()


def drop(target: QWidget, copied: QMimeData) -> None:
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(5, 5), copy, copied, left, none))
    QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), copy, copied, left, none, QEvent.Type.Drop))


def chips(desk: Desk) -> list[AttachmentChip]:
    return [chip for chip in desk.window.composer.findChildren(AttachmentChip) if not chip.isHidden()]


def names(desk: Desk) -> list[str]:
    return [chip.accessibleName() for chip in chips(desk)]


def keys_lead_over(key: Qt.Key, count: int) -> list[str]:
    passed = []
    for _ in range(count):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)
        focused = QApplication.focusWidget()
        assert focused is not None
        passed.append(focused.accessibleName())
    return passed


async def attach(desk: Desk, *paths: Path) -> None:
    before = len(chips(desk))
    paste(desk, files(*paths))
    await until(lambda: len(chips(desk)) == before + len(paths))


async def test_pasted_files_are_shown_and_go_with_the_message(opening: Opening, notes: Path, flower: Path) -> None:
    async with opening() as desk:
        await attach(desk, notes, flower)
        assert names(desk) == ["notes.txt, 12 bytes", f"flower.png, {flower.stat().st_size} bytes"]
        assert desk.window.composer.text() == ""
        desk.type_and_send("Look")
        await desk.answered()
        (question, _answer) = await desk.services.sessions.history("ada", desk.session_id)
        assert [each.name for each in question.attachments] == ["notes.txt", "flower.png"]
        assert names(desk) == []
        assert await desk.services.attachments.of_draft("ada", desk.session_id) == ()


async def test_a_file_alone_is_a_message(opening: Opening, notes: Path) -> None:
    async with opening() as desk:
        assert not desk.window.composer.button.isEnabled()
        await attach(desk, notes)
        assert desk.window.composer.button.isEnabled()
        desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Return)
        await until(lambda: names(desk) == [])
        await until(lambda: not desk.shell.chat.is_streaming(desk.session_id))
        (question, _answer) = await desk.services.sessions.history("ada", desk.session_id)
        assert (question.content, [each.name for each in question.attachments]) == ("", ["notes.txt"])


async def test_files_can_be_dropped_on_the_text_and_beside_it(opening: Opening, notes: Path, flower: Path) -> None:
    async with opening() as desk:
        drop(desk.window.composer.editor.viewport(), files(notes))
        await until(lambda: names(desk) == ["notes.txt, 12 bytes"])
        (card,) = desk.window.findChildren(MessageCard)
        drop(card, files(flower))
        await until(lambda: len(names(desk)) == 2)


async def test_the_card_shows_that_something_can_be_dropped(opening: Opening, notes: Path) -> None:
    async with opening() as desk:
        (card,) = desk.window.findChildren(MessageCard)
        copied = files(notes)
        copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        before = card.grab().toImage()
        for target in (card, desk.window.composer.editor.viewport()):
            QApplication.sendEvent(target, QDragEnterEvent(QPoint(5, 5), copy, copied, left, none))
            assert card.grab().toImage() != before
            QApplication.sendEvent(target, QEvent(QEvent.Type.DragLeave))


async def test_a_pasted_picture_becomes_a_file(opening: Opening) -> None:
    async with opening() as desk:
        picture = QImage(30, 20, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.red)
        copied = QMimeData()
        copied.setImageData(picture)
        paste(desk, copied)
        await until(lambda: len(chips(desk)) == 1)
        (attachment,) = desk.window.composer.written().attachments
        assert (attachment.name, attachment.media_type) == ("Pasted picture.png", "image/png")
        assert (attachment.width, attachment.height) == (30, 20)


async def test_a_text_beside_a_picture_and_a_link_are_pasted_as_text(opening: Opening) -> None:
    async with opening() as desk:
        copied = QMimeData()
        copied.setImageData(QImage(3, 3, QImage.Format.Format_RGB32))
        copied.setText("a table")
        paste(desk, copied)
        assert desk.window.composer.text() == "a table"
        link = QMimeData()
        link.setUrls([QUrl("https://example.org/x.png")])
        paste(desk, link)
        assert desk.window.composer.text() == "a tablehttps://example.org/x.png"


async def test_what_cannot_be_attached_is_said_and_the_rest_attached(
    opening: Opening, tmp_path: Path, notes: Path
) -> None:
    async with opening() as desk:
        program = tmp_path / "program"
        program.write_bytes(bytes(range(256)))
        folder = tmp_path / "folder"
        folder.mkdir()
        paste(desk, files(program, folder, notes, tmp_path / "gone"))
        await until(lambda: len(desk.notices()) == 3)
        assert desk.notices() == [
            UserError("attachment_kind", name="program").message,
            UserError("attachment_not_plain", file=folder).message,
            UserError("attachment_missing", file=tmp_path / "gone").message,
        ]
        assert names(desk) == ["notes.txt, 12 bytes"]


async def test_a_thousand_files_are_refused_before_any_is_read(opening: Opening, tmp_path: Path, notes: Path) -> None:
    async with opening() as desk:
        await attach(desk, notes)
        paste(desk, files(*(tmp_path / str(number) for number in range(1_000))))
        (notice,) = desk.notices()
        said = notice.replace(",", "")
        assert said == "A message can have at most 20 attachments and these would be 1001. None was attached."
        assert len(chips(desk)) == 1


async def test_enter_waits_for_what_is_being_attached(opening: Opening, notes: Path) -> None:
    async with opening() as desk:
        desk.qtbot.keyClicks(desk.window.composer.editor, "Look")
        paste(desk, files(notes))
        desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Return)
        assert desk.transcript() == []
        await desk.answered()
        (question, _answer) = await desk.services.sessions.history("ada", desk.session_id)
        assert [each.name for each in question.attachments] == ["notes.txt"]


async def test_nothing_is_sent_when_what_should_go_with_it_is_refused(opening: Opening, tmp_path: Path) -> None:
    async with opening() as desk:
        desk.qtbot.keyClicks(desk.window.composer.editor, "Look")
        paste(desk, files(tmp_path / "gone"))
        desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Return)
        await until(lambda: len(desk.notices()) == 1)
        assert desk.window.composer.text() == "Look"
        assert not desk.shell.chat.is_streaming(desk.session_id)


async def test_it_is_taken_off_by_its_button_or_a_key_and_comes_back_by_undo(
    opening: Opening, notes: Path, flower: Path
) -> None:
    async with opening() as desk:
        await attach(desk, notes, flower)
        (button,) = [w for w in desk.window.findChildren(QWidget) if w.accessibleName() == "Remove notes.txt"]
        desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert len(chips(desk)) == 1
        desk.press("Undo")
        await until(lambda: names(desk)[1:] == ["notes.txt, 12 bytes"])
        chips(desk)[0].setFocus()
        QTest.keyClick(chips(desk)[0], Qt.Key.Key_Delete)
        assert names(desk) == ["notes.txt, 12 bytes"]
        assert desk.window.composer.editor.hasFocus() or not desk.window.isActiveWindow()


async def test_the_keys_lead_to_all_that_is_on_the_composer(
    opening: Opening, script: Script, notes: Path, flower: Path
) -> None:
    async with opening() as desk:
        script.next("begun", HANG)
        desk.type_and_send("first")
        await until(lambda: ("assistant", "begun") in desk.transcript())
        desk.type_and_send("second")
        await attach(desk, notes, flower)
        desk.window.activateWindow()
        desk.window.composer.focus()
        await until(desk.window.composer.editor.hasFocus)
        assert keys_lead_over(Qt.Key.Key_Tab, 4) == [
            "Send after this answer",
            "Stop",
            "Edit the next message",
            "Remove the next message",
        ]
        desk.window.composer.focus()
        assert keys_lead_over(Qt.Key.Key_Backtab, 5) == [
            "Remove flower.png",
            f"flower.png, {flower.stat().st_size} bytes",
            "Remove notes.txt",
            "notes.txt, 12 bytes",
            "Attach files",
        ]
        desk.shell.chat.stop()
        await until(lambda: not desk.window.composer.is_streaming())


async def test_a_draft_keeps_its_attachments(opening: Opening, notes: Path) -> None:
    async with opening() as desk:
        first = desk.session_id
        await attach(desk, notes)
        other = (await desk.services.sessions.create("ada", name="Other")).session.id
        desk.shell.chat.open(other)
        await until(lambda: desk.session_id == other)
        assert names(desk) == []
        desk.shell.chat.open(first)
        await until(lambda: desk.session_id == first)
        assert names(desk) == ["notes.txt, 12 bytes"]
    async with opening() as desk:
        desk.shell.chat.open(first)
        await until(lambda: desk.session_id == first)
        assert names(desk) == ["notes.txt, 12 bytes"]


async def test_what_is_still_read_when_one_leaves_belongs_to_the_session_that_was_left(
    opening: Opening, notes: Path
) -> None:
    async with opening() as desk:
        first = desk.session_id
        other = (await desk.services.sessions.create("ada", name="Other")).session.id
        paste(desk, files(notes))
        desk.shell.chat.open(other)
        await until(lambda: desk.session_id == other)
        await until(lambda: not desk.shell.attaching._under_way)
        assert names(desk) == []
        desk.shell.chat.open(first)
        await until(lambda: desk.session_id == first)
        assert names(desk) == ["notes.txt, 12 bytes"]


async def test_what_is_read_for_one_session_holds_back_no_other(
    opening: Opening, script: Script, tmp_path: Path
) -> None:
    many = [tmp_path / f"{number}.txt" for number in range(MAX_ATTACHMENTS)]
    for file in many:
        file.write_text(file.name)
    async with opening() as desk:
        first, editor = desk.session_id, desk.window.composer.editor
        other = (await desk.services.sessions.create("ada", name="Other")).session.id
        script.next("I see.")
        async with database_of(desk.services).writing():  # nothing else is stored for so long
            paste(desk, files(*many))
            desk.qtbot.keyClicks(editor, "It waits")
            desk.qtbot.keyClick(editor, Qt.Key.Key_Return)
            desk.shell.chat.open(other)
            await until(lambda: desk.session_id == other)
            desk.qtbot.keyClicks(editor, "It goes")
            desk.qtbot.keyClick(editor, Qt.Key.Key_Return)
            assert desk.window.composer.is_streaming()
            paste(desk, files(many[0]))
            assert desk.notices() == []
            desk.shell.chat.open(first)
            await until(lambda: desk.session_id == first)
            paste(desk, files(many[0]))
            assert len(desk.notices()) == 1
            desk.qtbot.keyClick(editor, Qt.Key.Key_Return)
            assert not desk.window.composer.is_streaming()
        await until(lambda: not desk.shell.chat.is_streaming(other) and not desk.shell.chat.is_streaming(first))
        assert await said_in(desk, other) == [("It goes", 0), ("I see.", 0)]
        assert [each.name for each in desk.shell.chat.unsent.written(other).attachments] == ["0.txt"]
        await until(lambda: len(desk.transcript()) == 2)
        assert (await said_in(desk, first))[0] == ("It waits", MAX_ATTACHMENTS)


async def said_in(desk: Desk, session_id: str) -> list[tuple[str, int]]:
    history = await desk.services.sessions.history("ada", session_id)
    return [(message.content, len(message.attachments)) for message in history]


async def test_a_failed_message_comes_back_with_what_was_attached_and_can_be_sent_again(
    opening: Opening, script: Script, notes: Path
) -> None:
    async with opening() as desk:
        failure = UserError("engine_unreachable", base_url="x")
        script.next(failure)
        await attach(desk, notes)
        desk.type_and_send("Look")
        await until(lambda: failure.message in desk.notices())
        assert (desk.window.composer.text(), names(desk)) == ("Look", ["notes.txt, 12 bytes"])
        assert desk.window.composer.editor.textCursor().atEnd()
        desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Return)
        await until(lambda: desk.transcript()[-1:] == [("assistant", "You said: Look")])
        question = (await desk.services.sessions.history("ada", desk.session_id))[-2]
        assert [each.name for each in question.attachments] == ["notes.txt"]


async def test_what_waits_keeps_its_attachments(opening: Opening, script: Script, notes: Path) -> None:
    async with opening() as desk:
        script.next("begun", HANG)
        desk.type_and_send("first")
        await until(lambda: ("assistant", "begun") in desk.transcript())
        await attach(desk, notes)
        desk.type_and_send("second")
        assert names(desk) == []
        (card,) = desk.window.findChildren(QueueCard)
        assert card._words.text() == "second · notes.txt"
        desk.shell.chat.stop()
        await until(lambda: desk.window.composer.text() == "second")
        assert names(desk) == ["notes.txt, 12 bytes"]


async def test_files_are_chosen_in_a_dialog(opening: Opening, notes: Path) -> None:
    async with opening() as desk:
        shift_control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        desk.window._complete()
        desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_A, shift_control)
        dialog = desk.shell.attaching.dialog
        assert dialog is not None
        dialog.filesSelected.emit([str(notes)])
        dialog.reject()
        await until(lambda: names(desk) == ["notes.txt, 12 bytes"])
        assert desk.shell.attaching.dialog is None


async def test_a_picture_is_seen_on_its_chip_and_pressed_as_a_whole(opening: Opening, flower: Path) -> None:
    async with opening() as desk:
        await attach(desk, flower)
        (chip,) = chips(desk)
        await until(lambda: not chip._image.isNull())
        assert chip.grab().toImage().pixelColor(20, 22).red() == 200
        desk.qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
        await until(lambda: desk.shell.attachments.dialog is not None)
        desk.shell.attachments.close()


async def test_that_pictures_are_not_seen_is_said_before_one_sends(opening: Opening, notes: Path, flower: Path) -> None:
    async with opening() as desk:
        await attach(desk, notes)
        assert "Pictures" not in desk.window.composer.footnote()
        await attach(desk, flower)
        await until(lambda: "sees no pictures" in desk.window.composer.footnote())
        desk.type_and_send("Look")
        await desk.answered()
        assert desk.window.composer.footnote() == ""


async def test_where_pictures_are_seen_nothing_is_said(opening: Opening, flower: Path) -> None:
    async with opening() as desk:
        engine = await desk.services.engines.resolve(desk.services.engines.completed(EngineChoice()))
        assert isinstance(engine, ScriptedEngine)
        engine.sees = True
        await attach(desk, flower)
        desk.type_and_send("Look")
        assert "Pictures" not in desk.window.composer.footnote()
        await desk.answered()
        assert engine.requests[-1].turns[-1].attachments[0].data == flower.read_bytes()
        assert desk.notices() == []


async def test_many_attachments_take_one_line_that_follows_the_focus(opening: Opening, tmp_path: Path) -> None:
    async with opening() as desk:
        several = [tmp_path / f"notes {number}.txt" for number in range(12)]
        for file in several:
            file.write_text("Some notes.")
        await attach(desk, *several)
        (tray,) = desk.window.findChildren(Tray)
        await until(lambda: tray.horizontalScrollBar().maximum() > 0)
        tops = {chip.mapTo(desk.window, QPoint()).y() for chip in chips(desk)}
        assert len(tops) == 1
        desk.window.activateWindow()
        last = chips(desk)[-1]
        await until(lambda: desk.window.isActiveWindow())
        last.setFocus()
        await until(lambda: tray.horizontalScrollBar().value() > 0)
        assert tray.viewport().rect().contains(last.mapTo(tray.viewport(), last.rect().center()))
