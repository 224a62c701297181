"""Find in session, in the whole window."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from desktop_app.domain.errors import UserError
from desktop_app.domain.finding import folded, wanted
from desktop_app.services.chat import AgainRequest
from desktop_app.ui.find.bar import FindBar
from desktop_app.ui.markdown.blocks import MarkdownReader
from desktop_app.ui.markdown.visible import plain_lines, visible_lines
from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.theme import theme_of
from tests.support.desk import Desk, Opening
from tests.support.gate import held_back
from tests.support.long_talk import say_much
from tests.support.qt_loop import until
from tests.support.script import Script

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ANSWER = """Some **wal**rus text.

- a Walrus, `walrus()`

```python
walrus = 1
```

| a | b |
|---|---|
| walrus | [the walrus](http://walrus.example/walrus) |

"""


async def talked(desk: Desk, script: Script, times: int = 6) -> None:
    for number in range(times):
        script.next(ANSWER + "Filler. " * 80)
        count = len(desk.transcript())
        desk.type_and_send(f"question {number} of Ada")
        await until(lambda count=count: len(desk.transcript()) == count + 2)  # type: ignore[misc]
        await desk.answered()
    await until(lambda: desk.window.actions())


def naive(desk: Desk, words: str) -> int:
    """Count in all that was said, one after the other."""
    reader, total = MarkdownReader(), 0
    for role, content in desk.transcript():
        lines = plain_lines(content) if role == "user" else visible_lines(reader, content)
        total += sum(folded(line).count(wanted(words)) for line in lines)
    return total


class Finder:
    """Somebody who looks for something."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        QTest.keyClick(desk.window, Qt.Key.Key_F, CONTROL)
        bar = desk.window.findChild(FindBar)
        assert isinstance(bar, FindBar)
        self.bar = bar
        assert bar.field.hasFocus()

    @property
    def count(self) -> str:
        (label,) = [each for each in self.bar.findChildren(QLabel) if each.accessibleName() == "Found"]
        assert label.accessibleDescription() == label.text()
        return label.text()

    async def type(self, words: str) -> None:
        self.bar.field.clear()
        QTest.keyClicks(self.bar.field, words)
        await self.settled()
        await until(lambda: self.count)

    async def settled(self) -> None:
        """Wait until nothing is looked for any more, nor will be by itself."""
        await until(lambda: not self.is_looking())

    def is_looking(self) -> bool:
        screen = self.desk.shell._find._screen
        assert screen is not None
        finding = screen._finding
        waits = finding._typing.isActive() or finding._growing.isActive()
        return waits or self.desk.shell._tasks.is_running("find in session")

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.bar.field, key, modifier)

    def marked(self, *, current: bool = False) -> list[str]:
        """Return what is marked in the rows in sight, or the one place one is at."""
        theme = theme_of(self.desk.window)
        colour = theme.current if current else theme.found
        found = []
        for row in self.desk.window.transcript.shown_rows().values():
            for text in row.texts():
                for each in text.extraSelections():
                    if each.format.background().color().name() == colour:
                        assert each.format.fontUnderline() is current
                        found.append(each.cursor.selectedText())
        return found

    def current_is_in_sight(self) -> bool:
        theme, view = theme_of(self.desk.window), self.desk.window.transcript
        for row in view.shown_rows().values():
            for text in row.texts():
                for each in text.extraSelections():
                    if each.format.background().color().name() == theme.current:
                        rect = text.cursorRect(each.cursor)
                        top = text.viewport().mapTo(view.viewport(), rect.topLeft()).y()
                        return 0 <= top <= view.viewport().height() - rect.height()
        return False


async def test_every_place_is_counted_and_marked_as_one_reads_it(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await talked(desk, script)
        finder = Finder(desk)
        await finder.type("walrus")
        assert naive(desk, "walrus") == 36
        assert finder.count.endswith(" of 36")
        assert set(finder.marked()) <= {"walrus", "Walrus"}
        assert len(finder.marked(current=True)) == 1
        await finder.type("bold **")
        assert finder.count == "Nothing found"
        assert finder.marked() == finder.marked(current=True) == []
        await finder.type("walrus.example")
        assert finder.count == "Nothing found"
        await finder.type("ÀDA")
        assert finder.count.endswith(" of 6")


async def test_next_and_previous_go_through_all_places_and_round(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await talked(desk, script)
        desk.window.transcript.verticalScrollBar().setValue(0)
        finder = Finder(desk)
        await finder.type("walrus")
        for number in [*range(1, 37), 1]:
            assert finder.count == f"{number} of 36"
            assert finder.current_is_in_sight()
            finder.key(Qt.Key.Key_Return)
        assert finder.count == "2 of 36"
        for number in (1, 36):
            finder.key(Qt.Key.Key_Return, SHIFT)
            assert finder.count == f"{number} of 36"
            assert finder.current_is_in_sight()
        for key, modifier, number in (
            (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, 1),
            (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, 36),
            (Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier, 1),
            (Qt.Key.Key_F3, SHIFT, 36),
        ):
            finder.key(key, modifier)
            assert finder.count == f"{number} of 36"
        buttons = {button.accessibleName(): button for button in finder.bar.findChildren(IconButton)}
        desk.qtbot.mouseClick(buttons["Next place"], Qt.MouseButton.LeftButton)
        assert finder.count == "1 of 36"
        desk.qtbot.mouseClick(buttons["Previous place"], Qt.MouseButton.LeftButton)
        assert finder.count == "36 of 36"


async def test_escape_leads_back_to_where_one_was(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await talked(desk, script)
        view, bar = desk.window.transcript, desk.window.transcript.verticalScrollBar()
        for value in (bar.maximum(), bar.maximum() // 2):
            bar.setValue(value)
            before = {row: widget.y() for row, widget in view.shown_rows().items()}
            desk.window.composer.focus()
            finder = Finder(desk)
            await finder.type("question 0")
            assert finder.count == "1 of 1"
            assert 0 in view.shown_rows()
            finder.key(Qt.Key.Key_Escape)
            assert not finder.bar.isVisible()
            assert finder.marked() == finder.marked(current=True) == []
            assert desk.window.composer.editor.hasFocus()
            QApplication.processEvents()
            after = {row: widget.y() for row, widget in view.shown_rows().items()}
            both = before.keys() & after.keys()
            assert len(both) > 1
            assert {row: after[row] for row in both} == {row: before[row] for row in both}


async def test_opening_the_bar_moves_nothing_that_one_reads(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await talked(desk, script)
        view = desk.window.transcript
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)

        def places() -> dict[int, int]:
            rows = view.shown_rows().items()
            return {row: widget.mapTo(desk.window, widget.rect().topLeft()).y() for row, widget in rows}

        before = places()
        Finder(desk)
        await asyncio.sleep(0.05)
        after = places()
        assert {row: after[row] for row in before.keys() & after.keys()} == {
            row: before[row] for row in before.keys() & after.keys()
        }


async def test_what_is_still_being_said_is_found_as_it_comes(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await talked(desk, script, 1)
        finder = Finder(desk)
        await finder.type("walrus")
        assert finder.count.endswith(" of 6")
        answer = desk.shell.chat.messages.message(1)
        assert answer is not None
        desk.shell.chat.messages.append(answer._replace(id=99, parent_id=answer.id, content="one wal"))
        await finder.settled()
        assert finder.count.endswith(" of 6")
        desk.shell.chat.messages.replace(answer._replace(id=99, content="one walrus and a walrus"))
        await until(lambda: finder.count.endswith(" of 8"))
        assert finder.count.startswith("1 of") or finder.count.startswith("2 of")


async def test_another_session_is_looked_through_when_it_is_opened(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await talked(desk, script, 1)
        first = desk.session_id
        other = (await desk.services.sessions.create("ada", name="Other")).session.id
        finder = Finder(desk)
        await finder.type("walrus")
        desk.shell.chat.open(other)
        await until(lambda: finder.count == "Nothing found")
        desk.shell.chat.open(first)
        await until(lambda: finder.count.endswith(" of 6"))


async def test_what_is_selected_is_looked_for(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await talked(desk, script, 1)
        from tests.support.selecting import Reader

        reader = Reader(desk.window.transcript, desk.shell.chat.messages)
        ids = [message.id for message in desk.shell.chat.messages.messages()]
        desk.window.transcript.scroll_to_row(0)
        reader.drag(reader.point(ids[1], 5), reader.point(ids[1], 11))
        finder = Finder(desk)
        assert finder.bar.field.text() == "walrus"
        await until(lambda: finder.count.endswith(" of 6"))


@pytest.mark.parametrize(
    ("said", "words", "count"),
    [
        ("Straße, STRASSE, straße", "straße", 2),
        ("İstanbul istanbul", "istanbul", 2),
        ("cafe\u0301 café cafe", "café", 3),
        ("日本語を日本で", "日本", 2),
        ("😀 x 😀", "x", 1),
        ("a &amp; b **a** & *b*", "a & b", 2),
    ],
)
async def test_letters_of_all_kinds_are_found_and_marked(
    opening: Opening, script: Script, said: str, words: str, count: int
) -> None:
    async with opening() as desk:
        script.next(said)
        desk.type_and_send("say it")
        await desk.answered()
        await until(lambda: desk.window.actions())
        finder = Finder(desk)
        finder.bar.field.setText(words)
        await until(lambda: finder.count.endswith(f" of {count}"))
        marked = finder.marked() + finder.marked(current=True)
        assert len(marked) == count
        assert {wanted(each) for each in marked} == {wanted(words)}


async def test_ten_thousand_messages_are_looked_through_though_few_are_loaded(opening: Opening) -> None:
    async with opening() as desk:
        session = (await desk.services.sessions.create("ada", name="long")).session
        ids = await say_much(desk.services, session.id, 10_000)
        desk.shell.chat.open(session.id)
        model = desk.shell.chat.messages
        await until(lambda: list(model.ids()) == ids)
        await until(lambda: desk.window.actions())
        finder = Finder(desk)
        await finder.type("message 77")
        assert finder.count == "1 of 111"  # 77, 770 to 779 and 7700 to 7799, from the end round to the beginning
        await until(lambda: finder.current_is_in_sight())
        assert ids[76] in {model.id_of(row) for row in desk.window.transcript.shown_rows()}
        assert finder.marked(current=True) == ["message 77"]
        for number in (1, 2, 3):
            finder.key(Qt.Key.Key_Return, SHIFT)
            assert finder.count == f"{112 - number} of 111"
            await until(lambda: finder.current_is_in_sight())
        assert len(model.messages()) < 1_000


async def test_another_branch_is_looked_through_when_it_is_shown(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await talked(desk, script, 2)
        finder = Finder(desk)
        await finder.type("walrus")
        assert finder.count.endswith(" of 12")
        script.next("Nothing of that kind.")
        again = AgainRequest("ada", desk.session_id, desk.message(3).id)
        async for _event in desk.services.chat.say_again(again):
            pass
        desk.shell.chat.reload()
        await until(lambda: finder.count.endswith(" of 6"))
        assert len(finder.marked() + finder.marked(current=True)) <= 6


async def test_what_is_folded_is_unfolded_while_something_is_found_in_it(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        code = "\n".join("the needle" if line == 90 else f"line {line}" for line in range(120))
        script.next(
            f"<think>\nA needle, perhaps.\n</think>\n\nBefore.\n\n```text\n{code}\n```\n\n" + "After the needle. " * 3
        )
        desk.type_and_send("find it")
        await desk.answered()
        await until(lambda: desk.window.actions())
        (answer,) = [each for row, each in desk.window.transcript.shown_rows().items() if row == 1]
        height = answer.height()
        finder = Finder(desk)
        await finder.type("needle")
        for number in (1, 2, 3, 4, 5):
            assert finder.count == f"{number} of 5"
            await until(finder.current_is_in_sight)
            assert finder.marked(current=True) == ["needle"]
            finder.key(Qt.Key.Key_Return)
        assert len(finder.marked()) == 4
        finder.key(Qt.Key.Key_Escape)
        await until(lambda: answer.height() == height)


async def test_where_nothing_can_be_read_nothing_is_said_to_be_found_or_looked_for(
    opening: Opening, script: Script, data_dir: Path
) -> None:
    def belongs_to(user: str) -> None:
        with closing(sqlite3.connect(data_dir / "parley.db")) as store, store:
            store.execute("UPDATE sessions SET user_id = ?", (user,))

    async with opening() as desk:
        await talked(desk, script, 2)
        finder = Finder(desk)
        await finder.type("walrus")
        assert finder.count.endswith(" of 12")
        finder.key(Qt.Key.Key_Escape)
        owner = desk.services.user_id
        belongs_to("somebody else")
        failure = UserError("session_of_other_user", session_id=desk.session_id).message
        finder = Finder(desk)
        finder.bar.field.clear()
        QTest.keyClicks(finder.bar.field, "walrus")
        await until(lambda: failure in desk.notices())
        await until(lambda: not desk.shell.chat._tasks.is_running("find in session"))
        await until(lambda: finder.count == "")
        belongs_to(owner)
        await finder.type("walru")
        assert finder.count.endswith(" of 12")


async def test_who_went_from_place_to_place_stays_there(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await talked(desk, script)
        view = desk.window.transcript
        finder = Finder(desk)
        await finder.type("question")
        assert finder.count.endswith(" of 6")
        QTest.keyClick(finder.bar.field, Qt.Key.Key_Return, SHIFT)
        await until(finder.current_is_in_sight)
        before = {row: widget.y() for row, widget in view.shown_rows().items()}
        assert not view.at_end
        finder.key(Qt.Key.Key_Escape)
        QApplication.processEvents()
        after = {row: widget.y() for row, widget in view.shown_rows().items()}
        assert not finder.bar.isVisible()
        assert before.keys() & after.keys()
        assert all(after[row] == before[row] for row in before.keys() & after.keys())


async def test_what_was_said_in_the_session_before_is_not_looked_through(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening() as desk:
        desk.type_and_send("walrus")
        await desk.answered()
        other = (await desk.services.sessions.create("ada", name="Other")).session.id
        gate = held_back(monkeypatch, desk.services.search, "said")
        finder = Finder(desk)
        await gate.reached.wait()
        desk.shell.chat.open(other)
        await until(lambda: desk.session_id == other)
        gate.open()
        await finder.type("walrus")
        assert finder.count == "Nothing found"
