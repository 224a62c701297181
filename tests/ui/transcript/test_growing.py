"""Rows whose message grows, or is too long to be read in one go."""

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPushButton, QTextEdit
from pytestqt.qtbot import QtBot

from desktop_app.domain.messages import MessageStatus
from desktop_app.ui.markdown.blocks import MarkdownReader
from desktop_app.ui.markdown.html import Colours
from desktop_app.ui.transcript.body import SHOWN_AT_FIRST
from desktop_app.ui.transcript.gradual import AT_ONCE, GradualReader
from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.row import MessageRow
from desktop_app.ui.transcript.view import TranscriptView
from desktop_app.ui.widgets.code_block import CodeBlock
from tests.support.messages import a_message

Shown = tuple[TranscriptView, TranscriptModel]
COLOURS = Colours("#0000ff", "#eeeeee", "#cccccc", "#777777")
CODE = "```python\n" + "def f(x):\n    return x + 1\n\n\n" * 200


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    view, model = TranscriptView(), TranscriptModel()
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.set_model(model)
    view.show()
    return view, model


def the_row(view: TranscriptView) -> MessageRow:
    (row,) = [row for row in view.shown_rows().values() if isinstance(row, MessageRow)]
    return row


def words_of(row: MessageRow) -> str:
    return "\n".join(text.toPlainText().replace("\u200b", "") for text in row.findChildren(QTextEdit))


def colours_of(code: CodeBlock) -> set[str]:
    (text,) = code.findChildren(QTextEdit)
    cursor, colours = QTextCursor(text.document()), set()
    while not cursor.atEnd():
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
        colours.add((cursor.charFormat().foreground().color().name(), cursor.position() > 3_000))
    return {name for name, late in colours if late}


def test_widgets_of_what_is_settled_stay_while_an_answer_grows(shown: Shown) -> None:
    view, model = shown
    text = "One.\n\n```py\nx = 1\n```\n\nTwo.\n\n> three\n\nFour "
    answer = a_message(2, text, status=MessageStatus.STREAMING)
    model.reset([answer])
    before = the_row(view).findChildren(QTextEdit)
    documents = [text.document().revision() for text in before]
    model.replace(answer._replace(content=text + "and some more"))
    after = the_row(view).findChildren(QTextEdit)
    assert after == before
    revisions = [text.document().revision() for text in after]
    assert [one == other for one, other in zip(documents, revisions, strict=True)].count(False) == 1
    assert "and some more" in words_of(the_row(view))


def test_a_long_answer_is_shown_to_its_end(shown: Shown, qtbot: QtBot) -> None:
    view, model = shown
    text = "".join(f"Paragraph **{number}** of many words, as they come.\n\n" for number in range(800))
    assert AT_ONCE * 3 < len(text) < SHOWN_AT_FIRST
    model.reset([a_message(2, text)])
    height = the_row(view).height()
    qtbot.waitUntil(lambda: "Paragraph 799 " in words_of(the_row(view)), timeout=60_000)
    assert the_row(view).height() > height
    assert view.at_end
    assert [line for line in words_of(the_row(view)).split("\n") if line] == text.replace("**", "").split("\n\n")[:-1]


def test_once_the_time_is_over_the_rest_is_shown_as_it_is() -> None:
    text = ("Some **words**, and some more on the same line. " * 5 + "\n\n") * 200
    reader = GradualReader(MarkdownReader(), deadline=0.0)
    (*read, left) = reader.blocks(text, COLOURS)
    assert not reader.unfinished
    assert {block.kind for block in read} == {"text"}
    assert (left.kind, left.text) == ("plain", text[AT_ONCE:])
    (*_, left) = reader.blocks(text + "More.", COLOURS)
    assert left.text.endswith("More.")


@pytest.mark.parametrize("line", ["**a\n", "> ($\n\n"], ids=["lines", "quotes"])
def test_many_short_lines_are_read_in_more_steps(line: str) -> None:
    text = line * (4_000 // len(line)) * 2
    reader = GradualReader(MarkdownReader())
    blocks = reader.blocks(text, COLOURS)
    steps = 1
    while reader.unfinished:
        blocks, steps = reader.go_on(), steps + 1
    assert steps > len(text) // AT_ONCE + 3
    assert blocks == MarkdownReader().blocks(text, COLOURS)


def test_a_message_of_the_user_s_or_without_spaces_is_shown_whole(shown: Shown) -> None:
    view, model = shown
    model.reset([a_message(1, "x" * 150_000)])
    assert words_of(the_row(view)) == "x" * 150_000
    model.reset([a_message(2, "y" * 150_000)])
    assert "y" * AT_ONCE in words_of(the_row(view))


def test_more_of_a_huge_message_is_shown_when_asked_for(shown: Shown, qtbot: QtBot) -> None:
    view, model = shown
    text = "word " * (SHOWN_AT_FIRST // 5) + "the end"
    for number in (1, 2):
        model.reset([a_message(number, text)])
        row = the_row(view)
        (more,) = [b for b in row.findChildren(QPushButton) if b.accessibleName() == "Show more"]
        assert more.isVisible()
        assert "the end" not in words_of(row)
        more.click()
        assert not more.isVisible()
        qtbot.waitUntil(lambda row=row: words_of(row).endswith("the end"), timeout=60_000)  # type: ignore[misc]


def test_code_that_grows_has_all_of_its_colours_in_the_end(shown: Shown) -> None:
    view, model = shown
    answer = a_message(2, CODE, status=MessageStatus.STREAMING)
    model.reset([answer._replace(content=CODE[:50])])
    for length in range(100, len(CODE), 300):
        model.replace(answer._replace(content=CODE[:length]))
    (code,) = the_row(view).findChildren(CodeBlock)
    (more,) = [button for button in code.findChildren(QPushButton) if button.text().startswith("Show all")]
    more.click()
    for length in range(3_000, len(CODE), 300):
        model.replace(answer._replace(content=CODE[:length]))
    grown = colours_of(code)
    model.replace(answer._replace(content=CODE, status=MessageStatus.COMPLETE))
    (code,) = the_row(view).findChildren(CodeBlock)
    assert words_of(the_row(view)).rstrip() == CODE.removeprefix("```python\n").rstrip()
    assert len(colours_of(code)) > len(grown)
