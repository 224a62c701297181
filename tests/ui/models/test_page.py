"""The model page over made-up models: what is looked at, chosen, added and dropped."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.servers import KeyPlace
from desktop_app.ui.models.entries import builtin_entry, file_entries, server_entries
from desktop_app.ui.models.model import EntryModel
from desktop_app.ui.models.page import ModelPage
from tests.ui.models.made_up import BROKEN, FAR, LARGE, LOCKED, OLLAMA, SMALL, fits

CHOICE = EngineChoice("llama", model="/models/Small.gguf")


@pytest.fixture
def page(qtbot: QtBot) -> ModelPage:
    page = ModelPage(EntryModel())
    qtbot.addWidget(page)
    show(page)
    page.show()
    return page


def show(page: ModelPage, *files: object) -> None:
    found = files or (SMALL, LARGE, BROKEN)
    rows = [builtin_entry(), *server_entries([OLLAMA, FAR, LOCKED]), *file_entries(found, fits(*found))]  # type: ignore[arg-type]
    page.list.entries.set_entries(rows)


def look_at(page: ModelPage, title: str) -> None:
    model = page.list.entries
    page.list.go_to(next(row for row in range(model.rowCount()) if model.index(row).data() == title))


def test_it_begins_with_what_is_always_there(page: ModelPage) -> None:
    assert page.details.title.text() == "Built-in responder"
    assert page.list.headings() == ["Always here", "Servers", "Model files"]
    assert page.details.context.isHidden()


def test_a_model_is_chosen_with_its_context(page: ModelPage, qtbot: QtBot) -> None:
    look_at(page, "Small")
    assert page.details.verdict.text().startswith("Fits")
    page.details.context.number.clear()
    QTest.keyClicks(page.details.context.number, "16384")
    assert page.details.verdict.text().startswith("Does not fit")
    assert page.details.context.slider.value() == 64
    with qtbot.waitSignal(page.use_wanted) as used:
        page.use_button.click()
    assert used.args == [CHOICE, 16_384]
    page.details.context.slider.setValue(16)
    assert page.details.context.number.text() == "4096"
    with qtbot.waitSignal(page.default_wanted) as default:
        page.default_button.click()
    assert default.args == [CHOICE, None], "that is what the settings say"


def test_what_a_screen_reader_selects_is_looked_at(page: ModelPage) -> None:
    model = page.list.entries
    index = next(model.index(row) for row in range(model.rowCount()) if model.index(row).data() == "Large")
    page.list.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    assert page.details.title.text() == "Large"


def test_enter_in_the_list_chooses(page: ModelPage, qtbot: QtBot) -> None:
    look_at(page, "gemma3:4b")
    with qtbot.waitSignal(page.use_wanted) as used:
        QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert used.args == [EngineChoice("openai", OLLAMA.base_url, "gemma3:4b"), None]


@pytest.mark.parametrize("title", ["Broken", "LM Studio", "OpenAI-compatible server"])
def test_what_cannot_answer_cannot_be_chosen(page: ModelPage, qtbot: QtBot, title: str) -> None:
    look_at(page, title)
    assert not page.use_button.isEnabled()
    assert not page.default_button.isEnabled()
    with qtbot.assertNotEmitted(page.use_wanted):
        QTest.keyClick(page.list, Qt.Key.Key_Return)


def test_what_new_sessions_use_is_said(page: ModelPage) -> None:
    look_at(page, "Small")
    page.set_default(CHOICE)
    assert page.default_button.text() == "Used for new sessions"
    assert not page.default_button.isEnabled()
    look_at(page, "Large")
    assert page.default_button.isEnabled()


def test_what_is_looked_at_stays_when_more_is_found_or_searched(page: ModelPage) -> None:
    look_at(page, "Large")
    show(page, LARGE)
    assert page.details.title.text() == "Large"
    page.search.setText("ollama")
    assert page.details.title.text() == "qwen3:8b"
    page.search.clear()
    assert page.details.title.text() == "Large"
    page.search.setText("no such thing")
    assert page.details.isHidden()
    assert not page.use_button.isEnabled()


def test_down_leads_from_the_search_to_the_list(page: ModelPage, qtbot: QtBot) -> None:
    page.activateWindow()
    page.search.setFocus()
    QTest.keyClick(page.search, Qt.Key.Key_Down)
    assert page.focusWidget() is page.list


def test_a_hash_is_asked_for_stopped_and_shown(page: ModelPage, qtbot: QtBot) -> None:
    look_at(page, "Small")
    row = page.details.hash
    with qtbot.waitSignal(page.details.hash_wanted) as wanted:
        row.button.click()
    assert wanted.args is not None
    assert wanted.args[0].file == SMALL
    assert row.progress.isVisible()
    with qtbot.waitSignal(page.details.hash_stopped):
        row.progress.stop_button.click()
    row.show_hash("ab" * 32)
    assert row.value.text().replace("\n", "") == "ab" * 32


def test_the_template_can_be_read(page: ModelPage) -> None:
    look_at(page, "Small")
    assert page.details.template.isHidden()
    page.details.template_button.click()
    assert page.details.template.toPlainText() == SMALL.header.chat_template
    page.details.template_button.click()
    assert page.details.template.isHidden()


def test_another_computer_is_asked_about_by_its_name(page: ModelPage, qtbot: QtBot) -> None:
    panel = page.server_panel
    page.begin_server()
    panel.address.setText("box.lan:8080")
    with qtbot.waitSignal(panel.added) as added:
        QTest.keyClick(panel.address, Qt.Key.Key_Return)
    assert added.args == ["box.lan:8080", ""]
    panel.ask_about("box.lan")
    assert "“box.lan” is another computer" in panel.problem.text()
    assert panel.confirm_button.accessibleName() == "Allow box.lan"
    with qtbot.waitSignal(panel.allowed) as allowed:
        panel.confirm_button.click()
    assert allowed.args == ["box.lan", "box.lan:8080", ""]
    panel.ask_about("box.lan")
    QTest.keyClicks(panel.address, "1")
    assert panel.confirm_button.accessibleName() == "Add server", "another address is another question"


def test_servers_say_what_they_need(page: ModelPage, qtbot: QtBot) -> None:
    care = page.details.care
    look_at(page, "OpenAI-compatible server")
    with qtbot.waitSignal(care.allowed) as allowed:
        care.allow_button.click()
    assert allowed.args == [FAR.base_url, "box.lan"]
    with qtbot.waitSignal(care.forgotten) as forgotten:
        care.forget_button.click()
    assert forgotten.args == [FAR.base_url]
    look_at(page, "LM Studio")
    assert care.allow_button.isHidden()
    care.key.setText(" secret ")
    with qtbot.waitSignal(care.key_given) as given:
        QTest.keyClick(care.key, Qt.Key.Key_Return)
    assert given.args == [LOCKED.base_url, "secret"]
    assert care.key.text() == ""
    assert care.key.echoMode() is QLineEdit.EchoMode.Password
    look_at(page, "qwen3:8b")
    assert care.isHidden()
    care.show_server(replace(FAR, key=KeyPlace.FILE))
    assert care.kept.text() == "Its API key is kept in a file that only you can read; not encrypted."
    assert care.forget_button.text() == "Forget this server and its API key"
    with qtbot.waitSignal(care.key_forgotten) as forgotten:
        care.forget_key_button.click()
    assert forgotten.args == [FAR.base_url]


def test_a_key_that_was_typed_is_for_that_server_alone(page: ModelPage) -> None:
    look_at(page, "LM Studio")
    page.details.care.key.setText("secret")
    show(page, SMALL)
    assert page.details.care.key.text() == "secret", "the list was only made anew"
    look_at(page, "Built-in responder")
    look_at(page, "LM Studio")
    assert page.details.care.key.text() == ""


def test_a_download_says_that_it_leaves_the_computer(page: ModelPage, qtbot: QtBot) -> None:
    panel = page.download_panel
    page.begin_download()
    panel.set_folder("~/models", "/home/ada/models")
    QTest.keyClicks(panel.address, "https://models.example.org/a.gguf")
    assert panel.note.text().startswith("This leaves the computer: Parley asks models.example.org")
    panel.sha256.setText("ab" * 32)
    with qtbot.waitSignal(panel.wanted) as wanted:
        QTest.keyClick(panel.sha256, Qt.Key.Key_Return)
    assert wanted.args == ["https://models.example.org/a.gguf", "ab" * 32, "/home/ada/models"]
    panel.show_progress(10**9, 4 * 10**9)
    assert panel.progress_words.text() == "1.0 GB of 4.0 GB"
    assert panel.progress.bar.value() == 250
    assert panel.confirm_button.isHidden()
    with qtbot.waitSignal(panel.stopped):
        panel.progress.stop_button.click()
    panel.show_progress(10**9, 10**9, is_checking=True)
    assert panel.progress_words.text() == "Checking: 1.0 GB of 1.0 GB"
    panel.show_idle(resumable=True)
    assert panel.confirm_button.accessibleName() == "Resume"


def test_a_host_that_the_first_one_sends_on_to_is_asked_about(page: ModelPage, qtbot: QtBot) -> None:
    panel = page.download_panel
    page.begin_download()
    panel.address.setText("https://models.example.org/a.gguf")
    panel.ask_about("files.example.net", "models.example.org sends Parley on to files.example.net.")
    assert panel.confirm_button.accessibleName() == "Also ask files.example.net"
    with qtbot.waitSignals([panel.host_allowed, panel.wanted]):
        panel.confirm_button.click()
    panel.ask_about("files.example.net", "models.example.org sends Parley on to files.example.net.")
    QTest.keyClicks(panel.address, "1")
    assert panel.confirm_button.accessibleName() == "Download"
    with qtbot.assertNotEmitted(panel.host_allowed):
        panel.confirm_button.click()


def test_escape_leaves_what_was_begun_first(page: ModelPage, qtbot: QtBot) -> None:
    page.begin_server()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert page.isVisible()
    assert page.details.isVisible()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert not page.isVisible()


def test_files_can_be_dropped_on_it(page: ModelPage, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/models/a.gguf"), QUrl("https://example.org/b.gguf")])
    drop = QDropEvent(
        QPoint(9, 9),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(page.files_dropped) as dropped:
        page.dropEvent(drop)
    assert dropped.args == [["/models/a.gguf"]]


def test_problems_are_told_where_they_belong(page: ModelPage) -> None:
    page.show_problem("Nothing answers there.")
    assert page.problem.text() == "Nothing answers there."
    look_at(page, "Small")
    assert page.problem.isHidden()
    page.begin_server()
    page.show_problem("This is no address.")
    assert page.server_panel.problem.text() == "This is no address."


def test_an_empty_search_says_where_it_looked(page: ModelPage) -> None:
    nothing = page.nothing
    nothing.show_places({"Ollama": ["~/.ollama/models"], "Jan": ["~/jan/a", "~/jan/b"], "LM Studio": ["~/.lmstudio"]})
    assert "Looked where Ollama, Jan and LM Studio keep theirs." in nothing.words.text()
    nothing.button.click()
    assert nothing.folders.toPlainText().splitlines() == ["~/.ollama/models", "~/jan/a", "~/jan/b", "~/.lmstudio"]
    nothing.button.click()
    assert nothing.folders.isHidden()
    nothing.show_places({})
    assert nothing.isHidden()


def test_everything_has_a_name(page: ModelPage) -> None:
    assert all(each.accessibleName() for each in page.findChildren(QPushButton) if each.isVisibleTo(page))
    assert all(each.accessibleName() for each in page.findChildren(QLineEdit))
