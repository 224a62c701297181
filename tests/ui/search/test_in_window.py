"""Search in the whole window, over real services."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.ui.search.hit_list import HitList
from desktop_app.ui.transcript.row import MessageRow
from tests.support.desk import Desk, Opening
from tests.support.qt_loop import until

CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


async def said(desk: Desk, *texts: str) -> None:
    """Say something in the open session and have it answered."""
    for text in texts:
        count = len(desk.transcript())
        desk.type_and_send(text)
        await until(lambda count=count: len(desk.transcript()) == count + 2)  # type: ignore[misc]
        await desk.answered()


async def looked_for(desk: Desk, words: str) -> HitList:
    """Type words into the search field, and return what is found once it is there."""
    QTest.keyClick(desk.window, Qt.Key.Key_F, CONTROL_SHIFT)
    assert desk.window.sidebar.search.hasFocus()
    searched: list[str] = []
    desk.shell._search.searched.connect(lambda text, _complete: searched.append(text))
    desk.qtbot.keyClicks(desk.window.sidebar.search, words)
    await until(lambda: words.strip() in searched)
    hits = desk.window.sidebar.hits
    assert hits is not None
    assert hits.isVisible()
    return hits


def names(hits: HitList) -> list[str]:
    return [str(hits.model().index(row, 0).data()) for row in range(hits.model().rowCount())]


def marked(desk: Desk) -> list[str]:
    rows = [row for row in desk.window.transcript.shown_rows().values() if isinstance(row, MessageRow)]
    return [row.accessibleName() for row in rows if row._marked]


async def test_typing_finds_and_enter_jumps_to_the_message(opening: Opening) -> None:
    async with opening() as desk:
        await said(desk, "the walrus sleeps", *(f"filler {n}" for n in range(12)))
        first = desk.session_id
        other = (await desk.services.sessions.create("ada", name="Other")).session.id
        desk.shell.chat.open(other)
        await until(lambda: desk.session_id == other)
        hits = await looked_for(desk, "walr")
        assert names(hits) == [
            "the walrus sleeps",
            "assistant in the walrus sleeps: You said: the walrus sleeps",
            "user in the walrus sleeps: the walrus sleeps",
        ]
        assert desk.window.sidebar.list is not None
        assert not desk.window.sidebar.list.isVisible()
        QTest.keyClick(desk.window.sidebar.search, Qt.Key.Key_Down)
        assert hits.hasFocus()
        QTest.keyClick(hits, Qt.Key.Key_End)
        assert desk.session_id == other, "moving is not choosing"
        QTest.keyClick(hits, Qt.Key.Key_Return)
        await until(lambda: desk.session_id == first and marked(desk) == ["user: the walrus sleeps"])
        assert desk.window.composer.editor.hasFocus()
        desk.window.transcript._on_mark_over()
        assert marked(desk) == []
        QTest.keyClick(hits, Qt.Key.Key_Escape)
        assert desk.window.sidebar.search.text() == ""
        assert desk.window.sidebar.list.isVisible()
        assert not hits.isVisible()


async def test_a_hit_on_another_branch_shows_that_branch(opening: Opening) -> None:
    async with opening() as desk:
        await said(desk, "first question")
        session_id, leaf = desk.session_id, desk.shell.chat.messages.last_id()
        async with desk.services.sessions._messages._database.writing() as connection:
            await connection.exec_driver_sql("UPDATE sessions SET active_leaf_id = NULL")
        desk.shell.chat.reload()
        await until(lambda: desk.transcript() == [])
        await said(desk, "second question")
        hits = await looked_for(desk, "role:user first ")
        (name,) = names(hits)
        assert name == "user in first question: first question"
        QTest.keyClick(desk.window.sidebar.search, Qt.Key.Key_Return)
        await until(lambda: marked(desk) == ["user: first question"])
        assert desk.transcript()[0] == ("user", "first question")
        assert (await desk.services.sessions.show("ada", session_id)).active_leaf_id == leaf
        assert await desk.services.undo.undo("ada") is None, "a look at what is there is no step to take back"


async def test_a_session_is_found_by_its_name_and_opened(opening: Opening) -> None:
    async with opening() as desk:
        other = (await desk.services.sessions.create("ada", name="Lisbon trip")).session.id
        hits = await looked_for(desk, "lisb")
        assert names(hits) == ["Lisbon trip"]
        QTest.keyClick(desk.window.sidebar.search, Qt.Key.Key_Return)
        await until(lambda: desk.session_id == other)


async def test_what_is_said_meanwhile_is_found(opening: Opening) -> None:
    async with opening() as desk:
        hits = await looked_for(desk, "zebra")
        assert names(hits) == []
        await said(desk, "a zebra")
        desk.shell.sidebar.refresh()
        await until(lambda: len(names(hits)) == 3)
        desk.window.sidebar.search.clear()
        assert hits.model().rowCount() == 0


async def test_the_keyboard_goes_in_and_out(opening: Opening) -> None:
    async with opening() as desk:
        await said(desk, "a tiger")
        hits = await looked_for(desk, "tiger")
        QTest.keyClick(desk.window.sidebar.search, Qt.Key.Key_Down)
        QTest.keyClick(hits, Qt.Key.Key_Up)
        assert desk.window.sidebar.search.hasFocus()
        QTest.keyClick(desk.window.sidebar.search, Qt.Key.Key_Escape)
        assert desk.window.composer.editor.hasFocus()
        QTest.keyClick(desk.window, Qt.Key.Key_F, CONTROL_SHIFT)
        QTest.keyClick(desk.window.sidebar.search, Qt.Key.Key_Down)
        assert QApplication.focusWidget() is desk.window.sidebar.list


async def test_a_message_that_is_gone_is_said_so(opening: Opening) -> None:
    async with opening() as desk:
        await said(desk, "a lion")
        desk.shell.chat.open_message(desk.session_id, 99_999)
        await until(lambda: bool(desk.notices()))


async def test_words_typed_before_there_was_anything_to_search(opening: Opening) -> None:
    async with opening() as desk:
        await said(desk, "a panther")
        desk.window.sidebar.search.setText("panther")
        await until(lambda: desk.window.sidebar.hits is not None and len(names(desk.window.sidebar.hits)) == 3)
