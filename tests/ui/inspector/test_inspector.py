"""The inspector and receipts, on a real store with a scripted model of a small window."""

from contextlib import aclosing

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView

from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.summaries import MAX_SUMMARY
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.services.chat import SendRequest
from desktop_app.ui.composer.written import Written
from desktop_app.ui.inspector.prompt_page import PromptPage
from desktop_app.ui.main_window.view import MainWindow
from desktop_app.ui.transcript.turns import TurnAction
from tests.support.desk import Desk, Opening
from tests.support.qt_loop import until
from tests.support.script import Script


async def with_model(desk: Desk, window: int = 1_200, turns: int = 16) -> ScriptedEngine:
    """Let the open session be too long for what answers in it."""
    engine = await desk.services.engines.resolve(desk.services.engines.completed(EngineChoice()))
    assert isinstance(engine, ScriptedEngine)
    engine.window = window
    # So that no level joins the prompt on the way: sizes count here.
    await desk.services.affinity.freeze("ada", "default_assistant")
    for number in range(turns):
        request = SendRequest("ada", f"question {number} " + "word " * 40, session_id=desk.session_id)
        async with aclosing(desk.services.chat.send(request)) as events:
            async for _event in events:
                pass
    desk.shell.chat.reload()
    await until(lambda: len(desk.transcript()) == 2 * turns)
    return engine


async def opened(desk: Desk) -> PromptPage:
    desk.window.inspector_requested.emit()
    inspector = desk.shell.inspecting.inspector
    page = inspector.prompt
    assert page is not None
    assert inspector.pane is not None
    inspector.pane.show_page(page)
    await until(lambda: page.model.text() != "")
    return page


def rows(table: QTableView, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> list[tuple[str, str]]:
    model = table.model()
    cells = [
        [model.data(model.index(row, column, QModelIndex()), role) for column in (0, 1)]
        for row in range(model.rowCount())
    ]
    return [(str(first), str(second)) for first, second in cells]


async def test_the_page_shows_what_will_be_sent_while_one_writes(opening: Opening) -> None:
    async with opening() as desk:
        engine = await with_model(desk)
        page = await opened(desk)
        names = [name for name, _tokens in rows(page.shares)]
        assert names == ["Persona", "Memory", "Summary", "Turns", "Kept for the answer", "Free"]
        assert "of 1" in page.size_label.text()
        assert "as the engine says" in page.size_label.text()
        fallen = [words for words, _tokens in rows(page.fallen, Qt.ItemDataRole.AccessibleTextRole)]
        assert fallen[0].startswith("Falls out: You: question 0")
        desk.window.composer.put_before(Written("and what about tea?"))
        await until(lambda: rows(page.sent)[-1][0] == "You, now: and what about tea?")
        assert page.texts.turns.text().endswith("user:\nand what about tea?")
        desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Return)
        await until(lambda: len(engine.requests) == 17)
        assert [turn.content for turn in engine.requests[-1].turns][-1] == "and what about tea?"
        await until(lambda: "You: and what about tea?" in [words for words, _tokens in rows(page.sent)])


async def test_older_turns_are_summarised_corrected_removed_and_brought_back(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        await with_model(desk)
        page = await opened(desk)
        card = page.summary
        script.next("They spoke ", "of words.")
        desk.press("Summarise older turns")
        await until(lambda: card.field.toPlainText() == "They spoke of words." and card.remove_button.isVisible())
        assert not page.fallen.isVisible()
        card.field.setPlainText("In my own words.")
        desk.press("Save the summary")
        await until(lambda: page.texts.summary.text().endswith("In my own words."))
        desk.press("Remove the summary")
        await until(lambda: page.fallen.isVisible())
        (notice,) = desk.window.notices._shown
        notice.action_pressed.emit(notice.id, "Undo")
        await until(lambda: card.field.toPlainText() == "In my own words.")


async def test_corrections_of_a_summary_are_kept_until_they_are_saved_or_undone(
    opening: Opening, script: Script
) -> None:
    async with opening() as desk:
        await with_model(desk)
        page = await opened(desk)
        card, first = page.summary, desk.session_id
        script.next("They spoke of words.")
        desk.press("Summarise older turns")
        await until(lambda: card.field.toPlainText() == "They spoke of words." and card.remove_button.isVisible())
        card.field.setPlainText("In my own words.")
        assert not card.make_button.isEnabled()
        other = await desk.services.sessions.create("ada", name="Tea")
        desk.shell.chat.open(other.session.id)
        await until(lambda: card.field.toPlainText() == "" and not card.save_button.isVisible())
        desk.shell.chat.open(first)
        await until(lambda: card.field.toPlainText() == "In my own words." and card.save_button.isVisible())
        desk.press("Undo changes of the summary")
        assert card.field.toPlainText() == "They spoke of words."
        assert card.remove_button.isVisible()
        long = "w" * (MAX_SUMMARY + 1)
        card.field.setPlainText(long)
        desk.press("Save the summary")
        await until(desk.notices)
        planned = page.size_label.text()
        desk.window.composer.editor.setPlainText("And so it is planned anew. " * 20)
        await until(lambda: page.size_label.text() != planned)
        assert card.field.toPlainText() == long
        assert card.save_button.isVisible()
        card.field.setPlainText("  In my own words. ")
        desk.press("Save the summary")
        await until(lambda: card.field.toPlainText() == "In my own words." and not card.save_button.isVisible())


async def test_the_pane_is_closed_at_first_remembers_its_width_and_takes_the_keyboard(opening: Opening) -> None:
    async with opening() as desk:
        window = desk.window
        window.resize(1_280, 800)
        assert [pane for pane in window._panes() if pane.accessibleName() == "Inspector"] == []
        page = await opened(desk)
        pane = window.inspector
        assert pane is not None
        seen = set()
        for _step in range(5):
            window.focus_next_pane()
            seen.add(next(each for each in window._panes() if each.isAncestorOf(window.focusWidget() or window)))
        assert pane in seen
        window._splitter.setSizes([250, 500, 400])
        window._splitter.splitterMoved.emit(750, 2)
        width = pane.width()
        state = window.geometry_state()
        page.setFocus()
        window.inspector_requested.emit()
        assert not pane.isVisible()
    other = MainWindow()
    other.restore_geometry_state(state)
    assert other._inspector_width == width
    assert other.inspector is None
    other.deleteLater()


async def test_in_a_narrow_window_the_sidebar_gives_way_and_comes_back(opening: Opening) -> None:
    async with opening() as desk:
        window = desk.window
        window.resize(900, 600)
        await opened(desk)
        assert window.sidebar.isHidden()
        await until(lambda: window.transcript.width() >= 520)
        window.resize(1280, 800)
        await until(lambda: window.sidebar.isVisible())
        window.resize(900, 600)
        await until(lambda: window.sidebar.isHidden())
        other = MainWindow()
        other.restore_geometry_state(window.geometry_state())
        assert not other.sidebar.isHidden(), "no inspector is open there"
        other.deleteLater()
        window.inspector_requested.emit()
        assert window.sidebar.isVisible()


async def test_how_an_answer_was_made_is_told_copied_and_repeated(opening: Opening) -> None:
    async with opening() as desk:
        engine = await with_model(desk, turns=1)
        engine.takes_seed = True
        desk.type_and_send("a cup of tea")
        await until(lambda: len(desk.transcript()) == 4 and not desk.shell.chat.is_streaming(desk.session_id))
        answer = desk.message(3)
        receipts = desk.shell.inspecting.receipts
        desk.window.transcript.turn_requested.emit(TurnAction.RECEIPT, answer.id)
        await until(lambda: receipts._dialog is not None)
        dialog = receipts._dialog
        assert dialog is not None
        desk.qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
        copied = QGuiApplication.clipboard().text()
        assert "Ended because: all was said" in copied
        assert "user:\na cup of tea" in copied
        desk.qtbot.mouseClick(dialog.repeat_button, Qt.MouseButton.LeftButton)
        await until(lambda: len(engine.requests) == 3)
        assert engine.requests[-1] == engine.requests[-2]
        await until(lambda: len(desk.shell.chat.messages.turns.versions_of(desk.message(3).id)) == 2)
        engine.takes_seed = False
        desk.type_and_send("by chance")
        await until(lambda: len(desk.transcript()) == 6 and not desk.shell.chat.is_streaming(desk.session_id))
        desk.window.transcript.turn_requested.emit(TurnAction.RECEIPT, desk.message(5).id)
        await until(lambda: receipts._dialog is not None)
        dialog = receipts._dialog
        assert dialog is not None
        desk.qtbot.mouseClick(dialog.repeat_button, Qt.MouseButton.LeftButton)
        await until(lambda: "takes no seed" in dialog.note.text())
        dialog.reject()


async def test_an_answer_without_a_receipt_says_so(opening: Opening) -> None:
    async with opening() as desk:
        await with_model(desk, turns=1)
        desk.window.transcript.turn_requested.emit(TurnAction.RECEIPT, desk.message(0).id)
        await until(lambda: any("Nothing is known" in notice for notice in desk.notices()))
