"""What can be done with turns in the window, by mouse and by keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.domain.errors import UserError
from desktop_app.engines.scripted import Pause
from tests.support.desk import Opening
from tests.support.qt_loop import until
from tests.support.script import Script
from tests.ui.turns import active, button, click, editor, idle, key, menu_of, names, rows, said, say, stored


async def test_a_turn_is_edited_in_place_and_the_old_one_stays_beside_it(opening: Opening) -> None:
    async with opening() as desk:
        await active(desk)
        await say(desk, "one")
        click(desk, rows(desk)[0], "Edit")
        field = editor(rows(desk)[0])
        assert field.hasFocus() or desk.window.focusWidget() is field
        assert field.toPlainText() == "one"
        field.selectAll()
        desk.qtbot.keyClicks(field, "two")
        desk.qtbot.keyClick(field, Qt.Key.Key_Return)
        await until(lambda: desk.transcript() == [("user", "two"), ("assistant", "You said: two")])
        await idle(desk)
        assert [m.content for m in await stored(desk)] == ["one", "You said: one", "two", "You said: two"]
        assert desk.window.focusWidget() is desk.window.composer.editor
        assert desk.shell.chat.messages.turns.edit_of(rows(desk)[0].message_id or 0) is None


async def test_escape_throws_an_edit_away_and_undo_brings_it_back(opening: Opening) -> None:
    async with opening() as desk:
        await active(desk)
        await say(desk, "one")
        click(desk, rows(desk)[0], "Edit")
        desk.qtbot.keyClicks(editor(rows(desk)[0]), " and more")
        desk.qtbot.keyClick(editor(rows(desk)[0]), Qt.Key.Key_Escape)
        assert not editor(rows(desk)[0]).isVisible()
        assert "What you had changed is put aside." in desk.notices()
        desk.press("Undo")
        assert editor(rows(desk)[0]).toPlainText() == "one and more"
        assert await said(desk) == ["one", "You said: one"]


async def test_an_edit_that_changes_nothing_sends_nothing(opening: Opening) -> None:
    async with opening() as desk:
        await active(desk)
        await say(desk, "one")
        click(desk, rows(desk)[0], "Edit")
        desk.qtbot.keyClick(editor(rows(desk)[0]), Qt.Key.Key_Return)
        assert not editor(rows(desk)[0]).isVisible()
        assert await said(desk) == ["one", "You said: one"]
        assert desk.notices() == []


async def test_an_edit_outlives_scrolling_and_other_sessions(opening: Opening) -> None:
    async with opening() as desk:
        await active(desk)
        for number in range(12):
            await say(desk, f"message {number} " + "word " * 100)
        first = desk.session_id
        desk.window.transcript.verticalScrollBar().setValue(0)
        click(desk, rows(desk)[0], "Edit")
        desk.qtbot.keyClicks(editor(rows(desk)[0]), "changed")
        desk.window.transcript.scroll_to_end()
        assert desk.window.focusWidget() is desk.window.transcript
        desk.qtbot.keyClicks(desk.window.transcript, "!")
        assert desk.window.focusWidget() is editor(rows(desk)[0])
        assert editor(rows(desk)[0]).toPlainText().endswith("changed!")
        other = await desk.services.sessions.create("ada", name="other")
        desk.shell.chat.open(other.session.id)
        await until(lambda: desk.session_id == other.session.id)
        desk.shell.chat.open(first)
        await until(lambda: desk.session_id == first)
        desk.window.transcript.verticalScrollBar().setValue(0)
        assert editor(rows(desk)[0]).toPlainText().endswith("changed!")
        assert (await said(desk))[0].startswith("message 0")


async def test_an_answer_is_made_anew_beside_the_old_one(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await active(desk)
        await say(desk, "one")
        script.next("another")
        click(desk, rows(desk)[1], "Regenerate")
        await until(lambda: desk.transcript() == [("user", "one"), ("assistant", "another")])
        await idle(desk)
        script.next("a third")
        desk.window.composer.focus()
        key(desk, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: desk.transcript()[1:] == [("assistant", "a third")])
        await idle(desk)
        assert [m.content for m in await stored(desk)] == ["one", "You said: one", "another", "a third"]


async def test_what_failed_to_be_made_anew_leaves_the_old_one_in_reach(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await active(desk)
        await say(desk, "one")
        script.next(UserError("engine_unreachable", base_url="x"))
        click(desk, rows(desk)[1], "Regenerate")
        await until(lambda: "Try again" in names(rows(desk)[1]))
        await idle(desk)
        assert [m.content for m in await stored(desk)] == ["one", "You said: one", ""]
        click(desk, rows(desk)[1], "Try again")
        await until(lambda: desk.transcript() == [("user", "one"), ("assistant", "You said: one")])
        await idle(desk)


async def test_a_branch_is_deleted_and_comes_back(opening: Opening) -> None:
    async with opening() as desk:
        await active(desk)
        await say(desk, "one", "two")
        click(desk, rows(desk)[2], "Delete branch")
        await until(lambda: "2 messages are in the trash." in desk.notices())
        await until(lambda: len(desk.transcript()) == 2)
        assert await said(desk) == ["one", "You said: one"]
        desk.press("Undo")
        await until(lambda: len(desk.transcript()) == 4)
        assert await said(desk) == ["one", "You said: one", "two", "You said: two"]


async def test_copying_as_markdown_and_as_plain_text(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        script.next("**bold** and\n\n```python\nx = 1\n```")
        await active(desk)
        await say(desk, "one")
        click(desk, rows(desk)[1], "Copy")
        assert QGuiApplication.clipboard().text() == "**bold** and\n\n```python\nx = 1\n```"
        rows(desk)[1].setFocus()
        key(desk, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        assert QGuiApplication.clipboard().text() == "bold and\n\nx = 1"


async def test_a_message_is_quoted_below_what_is_written(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        script.next("first line\n\nsecond")
        await active(desk)
        await say(desk, "one")
        desk.qtbot.keyClicks(desk.window.composer.editor, "about this:")
        rows(desk)[1].setFocus()
        key(desk, Qt.Key.Key_Q)
        assert desk.window.composer.text() == "about this:\n\n> first line\n>\n> second\n\n"
        assert desk.window.focusWidget() is desk.window.composer.editor


async def test_versions_are_switched_where_one_looks(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await active(desk)
        await say(desk, "one")
        for words in ("second", "third"):
            script.next(words)
            click(desk, rows(desk)[1], "Regenerate")
            await until(lambda words=words: ("assistant", words) in desk.transcript())  # type: ignore[misc]
            await idle(desk)
        await until(lambda: "Previous version" in names(rows(desk)[1]))
        rows(desk)[1].setFocus()
        key(desk, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        await until(lambda: ("assistant", "second") in desk.transcript())
        assert desk.window.focusWidget() is rows(desk)[1]
        assert await said(desk) == ["one", "second"]
        click(desk, rows(desk)[1], "Previous version")
        await until(lambda: ("assistant", "You said: one") in desk.transcript())
        await until(lambda: not button(rows(desk)[1], "Previous version").isEnabled())
        key(desk, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        await until(lambda: ("assistant", "second") in desk.transcript())
        assert await said(desk) == ["one", "second"]


async def test_a_cut_off_answer_goes_on(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await active(desk)
        script.next("The beginning", Pause(60))
        desk.shell.chat.send("one")
        await until(lambda: ("assistant", "The beginning") in desk.transcript())
        key(desk, Qt.Key.Key_Escape)
        await until(lambda: "Continue" in names(rows(desk)[1]))
        await idle(desk)
        script.next(" and the end.")
        click(desk, rows(desk)[1], "Continue")
        await until(lambda: ("assistant", "The beginning and the end.") in desk.transcript())
        await idle(desk)
        assert "Continue" not in names(rows(desk)[1])
        assert await said(desk) == ["one", "The beginning and the end."]
        script.next(" One more thing.")
        rows(desk)[1].setFocus()
        key(desk, Qt.Key.Key_G)
        await until(lambda: ("assistant", "The beginning and the end. One more thing.") in desk.transcript())
        await idle(desk)


async def test_a_fork_is_a_session_of_its_own(opening: Opening) -> None:
    async with opening() as desk:
        await active(desk)
        await say(desk, "one", "two")
        first = desk.session_id
        click(desk, rows(desk)[1], "Fork into a new session")
        await until(lambda: desk.session_id != first)
        assert await said(desk) == ["one", "You said: one"]
        assert any("is a session of its own" in notice for notice in desk.notices())
        desk.press("Undo")
        await until(lambda: desk.shell.chat.is_open(first))
        assert await said(desk) == ["one", "You said: one", "two", "You said: two"]


async def test_up_in_an_empty_composer_edits_what_one_said_last(opening: Opening) -> None:
    async with opening() as desk:
        await active(desk)
        await say(desk, "one", "two")
        desk.window.composer.focus()
        key(desk, Qt.Key.Key_Up)
        field = editor(rows(desk)[2])
        assert desk.window.focusWidget() is field
        desk.qtbot.keyClicks(field, " three")
        key(desk, Qt.Key.Key_Return)
        await until(lambda: ("user", "two three") in desk.transcript())
        await idle(desk)
        assert await said(desk) == ["one", "You said: one", "two three", "You said: two three"]


async def test_the_selection_is_quoted_where_there_is_one(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await active(desk)
        script.next("some words")
        await say(desk, "one")
        rows(desk)[1].setFocus()
        key(desk, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        rows(desk)[1].setFocus()
        key(desk, Qt.Key.Key_Q)
        await until(lambda: desk.window.composer.text() != "")
        assert desk.window.composer.text() == "> one\n>\n> some words\n\n"


async def test_tab_goes_from_pane_to_pane_and_never_astray_in_the_transcript(opening: Opening) -> None:
    async with opening() as desk:
        await active(desk)
        await say(desk, "one", "two")
        desk.window.composer.focus()
        seen: list[QWidget] = []
        for _ in range(60):
            key(desk, Qt.Key.Key_Tab)
            focused = desk.window.focusWidget()
            assert focused is not None
            seen.append(focused)
            if focused is desk.window.composer.editor:
                break
        rows_met = {row.message_id for row in rows(desk) for each in seen if each is row or row.isAncestorOf(each)}
        assert seen[-1] is desk.window.composer.editor
        assert rows_met == {rows(desk)[-1].message_id}
        back: list[QWidget] = []
        for _ in range(60):
            key(desk, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
            focused = desk.window.focusWidget()
            assert focused is not None
            back.append(focused)
            if focused is desk.window.composer.editor:
                break
        assert back[-1] is desk.window.composer.editor
        assert {id(each) for each in back if not desk.window.transcript.isAncestorOf(each)} == {
            id(each) for each in seen if not desk.window.transcript.isAncestorOf(each)
        }


async def test_another_version_is_shown_where_one_looks(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await active(desk)
        for number in range(6):
            script.next("a long answer\n\n" * 5)
            await say(desk, f"question {number}")
        transcript = desk.window.transcript
        transcript.verticalScrollBar().setValue(transcript.verticalScrollBar().maximum() // 2)
        answer = next(row for row in rows(desk) if "assistant" in row.accessibleName() and row.y() > 0)
        shown = answer.message_id
        script.next("short")
        click(desk, answer, "Regenerate")
        await until(lambda: ("assistant", "short") in desk.transcript())
        await idle(desk)
        await until(lambda: "Previous version" in names(rows(desk)[-1]))
        click(desk, rows(desk)[-1], "Previous version")
        await until(lambda: shown in {row.message_id for row in rows(desk)})
        row = next(row for row in rows(desk) if row.message_id == shown)
        top = row.y()
        assert 0 < top < transcript.viewport().height()
        click(desk, row, "Next version")
        await until(lambda: ("assistant", "short") in desk.transcript())
        assert next(row for row in rows(desk) if "short" in row.accessibleName()).y() == top


async def test_the_menu_lists_what_is_possible_with_its_keys(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await active(desk)
        await say(desk, "one")
        rows(desk)[1].setFocus()
        listed = menu_of(desk, rows(desk)[1])
        assert [action.text() for action in listed if action.text()] == [
            "Copy as Markdown\tCtrl+C",
            "Copy as plain text\tCtrl+Shift+C",
            "Quote in the composer\tQ",
            "Regenerate\tCtrl+R",
            "Regenerate with persona",
            "Continue\tG",
            "Why did it say that\tW",
            "How this was made\tI",
            "Fork into a new session\tF",
            "Delete branch\tDel",
        ]
        script.next("in another voice")
        personas = next(action.menu() for action in listed if action.text() == "Regenerate with persona")
        assert isinstance(personas, QMenu)
        next(action for action in personas.actions() if "Sakura" in action.text()).trigger()
        await until(lambda: ("assistant", "in another voice") in desk.transcript())
        await idle(desk)
        assert (await stored(desk))[-1].persona == "sakura"
        assert desk.shell.chat.session is not None
        assert desk.shell.chat.session.persona == "default_assistant", "only this once"
        mine = [action.text().partition("\t")[0] for action in menu_of(desk, rows(desk)[0]) if action.text()]
        assert mine[3:] == ["Edit", "Fork into a new session", "Delete branch"]


async def test_an_answer_made_anew_can_be_stopped_and_the_old_one_is_in_reach(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await active(desk)
        await say(desk, "one")
        script.next("The beginning", Pause(60))
        click(desk, rows(desk)[1], "Regenerate")
        await until(lambda: ("assistant", "The beginning") in desk.transcript())
        assert not button(rows(desk)[1], "Regenerate").isEnabled(), "one at a time"
        assert button(rows(desk)[0], "Edit").isEnabled()
        desk.window.composer.focus()
        key(desk, Qt.Key.Key_Escape)
        await until(lambda: "Continue" in names(rows(desk)[1]))
        await idle(desk)
        await until(lambda: "Previous version" in names(rows(desk)[1]))
        click(desk, rows(desk)[1], "Previous version")
        await until(lambda: ("assistant", "You said: one") in desk.transcript())
        assert [(m.content, m.status.value) for m in await stored(desk)] == [
            ("one", "complete"),
            ("You said: one", "complete"),
            ("The beginning", "interrupted"),
        ]


async def test_an_edit_that_cannot_be_sent_stays_an_edit(opening: Opening) -> None:
    async with opening() as desk:
        await active(desk)
        await say(desk, "one")
        click(desk, rows(desk)[0], "Edit")
        desk.qtbot.keyClicks(editor(rows(desk)[0]), " and two")
        edited = rows(desk)[0].message_id or 0
        await desk.services.removal.delete_branch("ada", desk.session_id, edited)
        click(desk, rows(desk)[0], "Send the new version")
        await until(lambda: desk.notices() != [])
        await idle(desk)
        await desk.services.undo.undo("ada")
        desk.shell.chat.reload()
        assert await said(desk) == ["one", "You said: one"]
        assert editor(rows(desk)[0]).toPlainText() == "one and two"
        click(desk, rows(desk)[0], "Send the new version")
        await until(lambda: ("user", "one and two") in desk.transcript())
        await idle(desk)
