"""Copying what is selected, in the whole window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop_app.ui.transcript.selection import Place
from tests.support.desk import Desk, Opening
from tests.support.long_talk import say_much, words_of
from tests.support.qt_loop import until
from tests.support.script import Script
from tests.support.selecting import CONTROL, Reader

ANSWER = "One **bold** word.\n\n- first\n- second"


def reader_of(desk: Desk) -> Reader:
    return Reader(desk.window.transcript, desk.shell.chat.messages)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


async def talked(desk: Desk, script: Script) -> list[int]:
    script.next(ANSWER)
    desk.type_and_send("What is it?")
    await desk.answered()
    return [message.id for message in desk.shell.chat.messages.messages()]


async def test_copy_puts_the_selection_into_the_clipboard(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        question, answer = await talked(desk, script)
        reader = reader_of(desk)
        reader.drag(reader.point(question, 5), reader.point(answer, 8))
        reader.key(Qt.Key.Key_C, CONTROL)
        assert clipboard() == "is it?\n\nOne bold"
        reader.key(Qt.Key.Key_A, CONTROL)
        reader.key(Qt.Key.Key_C, CONTROL)
        assert clipboard() == f"What is it?\n\n{ANSWER}"
        reader.selecting.copy_plain()
        assert clipboard() == "What is it?\n\nOne bold word.\n\n- first\n- second"


async def test_escape_lets_go_of_the_selection_before_anything_else(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        question, answer = await talked(desk, script)
        reader = reader_of(desk)
        await until(lambda: desk.window.actions())
        reader.drag(reader.point(question, 5), reader.point(answer, 8))
        assert desk.window.transcript.hasFocus()
        QTest.keyClick(desk.window, Qt.Key.Key_Escape)
        assert reader.selecting.selection.is_empty()
        assert desk.window.transcript.hasFocus()
        QTest.keyClick(desk.window, Qt.Key.Key_Escape)
        assert desk.window.composer.editor.hasFocus()


async def test_hidden_characters_are_copied_as_they_are(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        script.next("a\u200bb\u00a0c\u202ed")
        desk.type_and_send("hidden")
        await desk.answered()
        reader = reader_of(desk)
        reader.key(Qt.Key.Key_A, CONTROL)
        reader.key(Qt.Key.Key_C, CONTROL)
        assert clipboard() == "hidden\n\na\u200bb\u00a0c\u202ed"


async def test_what_is_out_of_sight_is_copied_as_well(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        for number in range(12):
            script.next(f"{ANSWER} ({number})\n\n" + "Filler. " * 80)
            count = len(desk.transcript())
            desk.type_and_send(f"question {number}")
            await until(lambda count=count: len(desk.transcript()) == count + 2)  # type: ignore[misc]
            await desk.answered()
        messages = desk.shell.chat.messages.messages()
        reader = reader_of(desk)
        reader.selecting.selection.select(Place(messages[3].id, 4), Place(messages[5].id, 8))
        assert 3 not in desk.window.transcript.shown_rows()
        reader.key(Qt.Key.Key_C, CONTROL)
        assert clipboard().startswith("bold word.\n\n- first\n- second (1)\n\nFiller.")
        assert clipboard().endswith("\n\nquestion 2\n\nOne bold")


async def opened(desk: Desk, count: int) -> list[int]:
    """Open a session in which so much was said; return the ids of its messages."""
    session = (await desk.services.sessions.create("ada", name="long")).session
    ids = await say_much(desk.services, session.id, count)
    desk.shell.chat.open(session.id)
    await until(lambda: list(desk.shell.chat.messages.ids()) == ids)
    return ids


@pytest.mark.parametrize("plain", [False, True])
async def test_ten_thousand_messages_are_copied_though_few_are_loaded(opening: Opening, plain: bool) -> None:
    async with opening() as desk:
        ids = await opened(desk, 10_000)
        reader = reader_of(desk)
        reader.key(Qt.Key.Key_A, CONTROL)
        assert len(reader.selecting.excerpt().missing()) > 9_000
        QGuiApplication.clipboard().clear()
        if plain:
            reader.selecting.copy_plain()
        else:
            reader.key(Qt.Key.Key_C, CONTROL)
        assert clipboard() == ""  # nothing waits for it
        await until(clipboard, seconds=60)
        texts = [words_of(number).strip("\n") for number in range(1, len(ids) + 1)]
        if plain:  # answers as they read
            marks = str.maketrans("", "", "*`")
            texts = [text if number % 2 == 0 else text.translate(marks) for number, text in enumerate(texts)]
        assert [text.rstrip() for text in clipboard().split("\n\n")] == [text.rstrip() for text in texts]


async def test_a_part_that_is_not_loaded_is_copied_too(opening: Opening) -> None:
    async with opening() as desk:
        ids = await opened(desk, 1_000)
        reader = reader_of(desk)
        reader.selecting.selection.select(Place(ids[1], 2), Place(ids[3], 9))
        assert set(reader.selecting.excerpt().missing()) == set(ids[1:4])
        QGuiApplication.clipboard().clear()
        reader.key(Qt.Key.Key_C, CONTROL)
        await until(clipboard)
        assert clipboard().startswith("ssage 2: Some words about things, long")
        assert clipboard().endswith(f"\n\n{words_of(3)}\n\nmessage 4")
