"""Personas made, changed and used in the real window."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop_app.ui.new_session.dialog import NewSessionDialog
from desktop_app.ui.new_session.personas import PersonaRole
from desktop_app.ui.persona_picker.menu import PersonaMenu
from desktop_app.ui.personas.page import PersonasPage
from desktop_app.ui.widgets.portrait import Portrait
from tests.support.desk import Desk, Opening
from tests.support.full_store import full
from tests.support.gate import held_back
from tests.support.qt_loop import until
from tests.ui.personas.personas import MIRA


def picture(side: int = 40) -> bytes:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def opened(desk: Desk) -> PersonasPage:
    desk.window.personas_requested.emit()
    page = desk.shell.casting.personas.page
    assert page is not None
    return page


async def with_mira(desk: Desk) -> None:
    await desk.services.personas.create(replace(MIRA, engine=None), picture=picture())
    desk.shell.casting.update()


def shown_name(desk: Desk) -> str:
    return desk.window.header._persona.words()


def drop(window: QWidget, file: Path) -> None:
    """Drop a file on the window, beside the composer."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for kind in (QDragEnterEvent, QDropEvent):
        place = QPoint(5, 5) if kind is QDragEnterEvent else QPointF(5, 5)
        event = kind(place, Qt.DropAction.CopyAction, data, left, none)  # type: ignore[arg-type]
        QApplication.sendEvent(window, event)
        assert event.isAccepted()


def greeting(desk: Desk) -> str:
    welcome = desk.shell.chat.messages.welcome
    return "" if welcome is None else welcome.greeting


async def test_one_of_ones_own_is_written_and_answers(opening: Opening) -> None:
    async with opening() as desk:
        page = opened(desk)
        page.new_button.click()
        editor = page.writing.editor
        QTest.keyClicks(editor.who.name, "Mira")
        editor.character.boxes["system_prompt"].setPlainText("You run the ferry.")
        editor.words.greetings.box.setPlainText("One for the island?")
        page.writing.save()
        await until(lambda: not page.is_writing())
        mira = page.list.current()
        assert mira is not None
        assert (mira.name, mira.glyph, mira.own, mira.system_prompt) == ("Mira", "M", True, "You run the ferry.")
        page.details.use_button.click()
        await until(lambda: greeting(desk) == "One for the island?")
        assert shown_name(desk) == "Mira"
        desk.type_and_send("Hello")
        await desk.answered()
        assert desk.shell.chat.messages.speaker_of(desk.message(1)).name == "Mira"
        page.details.edit_button.click()
        editor.who.name.setText("Mira of the Ferry")
        page.writing.save()
        await until(lambda: shown_name(desk) == "Mira of the Ferry")
        assert desk.shell.chat.messages.speaker_of(desk.message(1)).name == "Mira of the Ferry"
        ways = [way.label for way in desk.shell.chat.messages.turns.personas]
        assert "M  Mira of the Ferry" in ways


async def test_a_shipped_one_is_read_and_made_ones_own(opening: Opening) -> None:
    async with opening() as desk:
        page = opened(desk)
        page.list.look_at("sakura")
        assert page.details.edit_button.text() == "Make it mine"
        assert page.details.delete_button.isHidden()
        QTest.keyClick(page.list, Qt.Key.Key_Return)
        assert page.is_writing()
        page.writing.editor.who.description.setText("Mine now")
        page.writing.save()
        await until(lambda: not page.is_writing())
        assert desk.services.personas.get("sakura").description != "Mine now"
        mine = page.list.current()
        assert mine is not None
        assert (mine.own, mine.description, mine.name) == (True, "Mine now", "Sakura")


async def test_what_was_changed_elsewhere_is_saved_over_only_when_that_was_told(opening: Opening) -> None:
    async with opening() as desk:
        await with_mira(desk)
        personas = desk.services.personas
        page = opened(desk)
        page.list.look_at("mira")
        QTest.keyClick(page.list, Qt.Key.Key_Return)
        page.writing.editor.who.description.setText("Mine")
        await personas.update("mira", replace(personas.get("mira"), description="Of elsewhere"))
        page.writing.save()
        await until(lambda: "another window" in page.writing.problem.text())
        assert (page.is_writing(), personas.get("mira").description) == (True, "Of elsewhere")
        page.writing.save()
        await until(lambda: not page.is_writing())
        assert (personas.get("mira").description, personas.get("mira").version) == ("Mine", 3)


async def test_versions_come_back(opening: Opening) -> None:
    async with opening() as desk:
        await with_mira(desk)
        await desk.services.personas.update("mira", replace(desk.services.personas.get("mira"), greeting="Hm."))
        desk.shell.casting.update()
        page = opened(desk)
        page.list.look_at("mira")
        page.details.versions_button.click()
        await until(page.versions.restore_button.isVisible)
        assert page.versions.differs.text() == "Since then changed: greeting."
        await until(lambda: any(each.isVisible() for each in page.versions.preview.findChildren(Portrait)))
        page.versions.restore_button.setFocus()
        QTest.keyClick(page.versions.restore_button, Qt.Key.Key_Return)
        await until(lambda: desk.services.personas.get("mira").greeting == MIRA.greeting)
        assert desk.services.personas.get("mira").version == 3


async def test_deleting_can_be_undone_and_sessions_go_on(opening: Opening) -> None:
    async with opening() as desk:
        await with_mira(desk)
        desk.shell.chat.change_persona("mira")
        await until(lambda: shown_name(desk) == "Mira")
        page = opened(desk)
        page.list.look_at("mira")
        page.details.duplicate_button.click()
        await until(lambda: page.list.personas.row_of("mira_copy") >= 0)
        page.list.look_at("mira")
        page.details.delete_button.click()
        await until(lambda: page.list.personas.row_of("mira") < 0)
        assert any("deleted" in words for words in desk.notices())
        QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: page.list.personas.row_of("mira") >= 0)
        await until(lambda: shown_name(desk) == "Mira")


async def test_a_picture_shows_wherever_it_answers(opening: Opening, tmp_path: Path) -> None:
    file = tmp_path / "face.png"
    file.write_bytes(picture(3000))
    async with opening() as desk:
        page = opened(desk)
        page.new_button.click()
        page.writing.editor.who.name.setText("Mira")
        desk.shell.casting.personas.work.read_picture(tmp_path / "nothing.png")
        await until(lambda: "no picture" in page.writing.problem.text())
        desk.shell.casting.personas.work.read_picture(file)
        await until(lambda: page.writing.editor.who.look.image() is not None)
        page.writing.save()
        await until(lambda: not page.is_writing())
        stored = await desk.services.personas.picture("mira")
        assert stored is not None
        assert QImage.fromData(stored).width() == 1024, "no larger than it needs to be"
        mira = desk.services.personas.get("mira")
        await until(lambda: desk.shell.casting.pictures.picture(mira) is not None)
        page.details.use_button.click()
        await until(lambda: desk.window.header._persona._picture is not None)
        page.close()
        desk.type_and_send("Hello")
        await desk.answered()
        await until(lambda: any(each.isVisible() for each in desk.window.transcript.findChildren(Portrait)))
        desk.window.new_session_requested.emit()
        (dialog,) = desk.window.findChildren(NewSessionDialog)
        cards = dialog.personas.model()
        faces = [cards.index(row, 0).data(PersonaRole.PICTURE) for row in range(cards.rowCount())]
        assert sum(face is not None for face in faces) == 1
        dialog.reject()
        desk.window.header.persona_clicked.emit()
        (menu,) = desk.window.findChildren(PersonaMenu)
        assert [action.text() for action in menu.actions() if not action.icon().isNull()] == ["Mira"]
        menu.close()


async def test_what_is_not_saved_outlives_the_window(opening: Opening) -> None:
    async with opening() as desk:
        page = opened(desk)
        page.new_button.click()
        page.writing.editor.character.boxes["system_prompt"].setPlainText("Half a thought")
        page.close()
        assert page.isVisible(), "it asks first"
        assert page.writing.is_asking()
    async with opening() as desk:
        assert not [each for each in desk.services.personas.list_personas() if each.own], "it was not saved for anyone"
        notice = "The persona that you were making is kept as a draft."
        await until(lambda: notice in desk.notices())
        desk.press("Go on writing")
        writing = opened(desk).writing
        await until(writing.editor.draft_note.isVisible)
        await until(lambda: notice not in desk.notices())
        assert writing.editor.draft().system_prompt == "Half a thought"
        writing.leave_saved()
        await desk.shell.casting.personas.drafting.save()
        assert await desk.services.personas.drafts.waiting() == []


async def test_a_draft_is_kept_as_one_writes_and_comes_back(opening: Opening) -> None:
    long = "Nobody can save a name that is this long. " * 3
    async with opening() as desk:
        await with_mira(desk)
        page = opened(desk)
        desk.shell.casting.personas.edit("mira")
        editor, note = page.writing.editor, page.writing.editor.draft_note
        await until(lambda: desk.shell.casting.personas.drafting._is_read)
        assert note.isHidden()
        editor.who.name.setText(long)
        page.writing.save()
        assert page.writing.problem.text().startswith("Kept as a draft, but not saved")
        drafts = desk.services.personas.drafts
        while (draft := await drafts.read("mira")) is None:
            await asyncio.sleep(0)
        assert draft.persona.name == long.strip()
        assert draft.persona.lorebook == desk.services.personas.get("mira").lorebook
    async with opening() as desk:
        assert desk.services.personas.get("mira").name == "Mira"
        page = opened(desk)
        desk.shell.casting.personas.edit("mira")
        editor, note = page.writing.editor, page.writing.editor.draft_note
        await until(note.isVisible)
        assert (note.label.text(), note.button.text()) == ("Draft restored ·", "Discard")
        assert editor.who.name.text() == long.strip()
        note.button.click()
        assert editor.who.name.text() == "Mira"
        assert not editor.is_changed()
        assert note.button.accessibleName() == "Bring the draft back"
        note.button.click()
        await until(lambda: editor.who.name.text() == long.strip())
        note.button.click()
        editor.who.description.setText("Another")
        assert note.isHidden(), "what is written since must not give way to the draft"
        page.writing.save()
        await until(lambda: not page.is_writing())
        await desk.shell.casting.personas.drafting.save()
        assert await desk.services.personas.drafts.read("mira") is None


async def test_a_failure_leaves_what_is_written(opening: Opening) -> None:
    async with opening() as desk:
        await with_mira(desk)
        page = opened(desk)
        page.list.look_at("mira")
        page.details.edit_button.click()
        page.writing.editor.who.description.setText("Another")
        await desk.services.personas.delete("mira")
        page.writing.save()
        await until(lambda: page.writing.problem.text() != "")
        assert page.writing.problem.text().startswith("There is no persona “mira”.")
        assert page.writing.editor.who.description.text() == "Another"
        page.writing.leave_saved()


async def test_the_inspector_tells_who_answers(opening: Opening) -> None:
    async with opening() as desk:
        desk.window.inspector_requested.emit()
        shown = desk.shell.casting.page
        assert shown is not None
        assert shown.isVisible()
        assert shown.name.text() == "Default Assistant"
        assert shown.prompt.text().startswith("You are the Default Assistant")
        assert shown.edit_button.text() == "Make it mine…"
        shown.edit_button.click()
        page = desk.shell.casting.personas.page
        assert page is not None
        assert page.is_writing()
        page.writing.leave_saved()
        desk.shell.chat.change_persona("sakura")
        await until(lambda: desk.shell.chat.session is not None and desk.shell.chat.session.persona == "sakura")
        assert shown.name.text() == "Sakura"
        shown.change_button.click()
        (menu,) = desk.window.findChildren(PersonaMenu)
        assert [action.text() for action in menu.actions() if action.isChecked()] == ["🌸  Sakura"]
        menu.close()


async def test_a_card_that_is_still_read_takes_no_place_from_what_is_written(
    opening: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening() as desk:
        page, personas = opened(desk), desk.shell.casting.personas
        await desk.services.personas.export("sakura", tmp_path / "sakura.yaml")
        gate = held_back(monkeypatch, desk.services.personas, "preview")
        personas.read_card(tmp_path / "sakura.yaml")
        await gate.reached.wait()
        personas.begin_new()
        gate.open()
        await until(lambda: not desk.shell._tasks.is_running("read card"))
        assert page.is_writing()
        page.done(0)


async def test_a_card_is_seen_before_it_is_brought_in(opening: Opening, tmp_path: Path) -> None:
    card = tmp_path / "mira.png"
    async with opening() as desk:
        await with_mira(desk)
        work = desk.shell.casting.personas.work
        page = opened(desk)
        work.export("mira", card, "png")
        await until(lambda: any(str(card) in words for words in desk.notices()))
        await desk.services.personas.delete("mira")
        desk.shell.casting.update()
        drop(desk.window, card)
        await until(page.importing.isVisible)
        assert [each for each in desk.services.personas.list_personas() if each.own] == [], "nothing is stored yet"
        assert page.importing.title.text() == "Bring in Mira?"
        assert page.importing.source.text() == "A character card, V3 · mira.png"
        assert any("lorebook has 2 entries" in note.text() for note in page.importing.notes)
        labels = page.importing.findChildren(QLabel)
        assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels if label.text())
        page.importing.back_button.click()
        assert not page.importing.isVisible()
        drop(desk.window, card)
        await until(page.importing.isVisible)
        page.importing.add_button.click()
        await until(lambda: page.details.isVisible())
        back = page.list.current()
        assert back is not None
        assert (back.name, back.greeting, back.own) == (MIRA.name, MIRA.greeting, True)
        assert await desk.services.personas.picture(back.id) is not None


async def test_what_cannot_be_stored_can_be_tried_again(opening: Opening, tmp_path: Path) -> None:
    card = tmp_path / "mira.yaml"
    async with opening() as desk:
        await with_mira(desk)
        mira = desk.services.personas.get("mira")
        await desk.services.personas.update("mira", replace(mira, system_prompt="Speak little. " * 5_000))
        await desk.services.personas.export("mira", card, "yaml")
        page = opened(desk)
        drop(desk.window, card)
        await until(page.importing.isVisible)
        async with full(desk.services.changes._database):
            page.importing.add_button.click()
            await until(lambda: page.problem.text() != "")
        await until(page.importing.add_button.isEnabled)
        page.importing.add_button.click()
        await until(lambda: sum(each.own for each in desk.services.personas.list_personas()) == 2)


async def test_what_is_no_card_is_told(opening: Opening, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("name: &a [*a]\n")
    async with opening() as desk:
        drop(desk.window, wrong)
        await until(lambda: desk.shell.casting.personas.page is not None)
        page = desk.shell.casting.personas.page
        assert page is not None
        await until(lambda: page.problem.text() != "")
        assert "wrong.yaml, line 1" in page.problem.text()
        assert page.details.isVisible()


async def test_a_lorebook_is_read_from_a_file_and_written_to_one(opening: Opening, tmp_path: Path) -> None:
    there, target = tmp_path / "wrong.json", tmp_path / "harbour.json"
    there.write_text("{}")
    async with opening() as desk:
        await with_mira(desk)
        page, files = opened(desk), desk.shell.casting.personas.files
        desk.shell.casting.personas.edit("mira")
        writing = page.writing
        files.lorebook_place_chosen.emit(target)
        await until(lambda: any(str(target) in words for words in desk.notices()))
        writing.editor.lore.files.remove_button.click()
        files.lorebook_chosen.emit(there)
        await until(lambda: "wrong.json" in writing.problem.text())
        assert writing.editor.draft().lorebook is None, "what is no lorebook takes nothing away"
        files.lorebook_chosen.emit(target)
        await until(lambda: writing.editor.lore.entries.rowCount() == 2)
        writing.leave_saved()
