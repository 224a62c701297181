"""What is counted is what is marked: the lines of a message are those that its widgets show."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.finding import folded, runs, wanted
from desktop_app.domain.formulas import FormulaDrawing
from desktop_app.domain.hidden_characters import shown_plainly
from desktop_app.domain.messages import Role, Said
from desktop_app.ui.find.texts import Search, Text
from desktop_app.ui.markdown.blocks import MarkdownReader
from desktop_app.ui.markdown.visible import plain_lines, visible_lines
from desktop_app.ui.transcript.body import MessageBody
from desktop_app.ui.transcript.means import Means
from tests.support.messages import a_message
from tests.support.often import often

CORPUS = sorted((Path(__file__).parents[1] / "markdown" / "corpus").glob("*.md"))
PIECES = st.sampled_from(
    [
        "word",
        "**",
        "*",
        "_",
        "`",
        "~~",
        " ",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "# ",
        "> ",
        "[",
        "](http://a.b/c)",
        "]",
        "[a]: x\n",
        "```\n",
        "| a | b |\n|---|---|\n",
        "|",
        "&amp;",
        "&lt;",
        "\\",
        "<b>",
        "ö",
        "e\u0301",
        "😀",
        "日本",
        "x_y",
        "$",
        "  ",
        "\t",
    ]
)


def shown_lines(message: str, parent: QWidget, *, mine: bool = False) -> list[str]:
    means = Means()
    means.formula = lambda _formula: FormulaDrawing("<svg xmlns='http://www.w3.org/2000/svg'/>", 1, 1, 0)
    means.picture = lambda _attachment: QImage(2, 2, QImage.Format.Format_RGB32)
    means.unfold(everything=True)
    row = MessageBody(means, parent)
    row.show_message(a_message(1 if mine else 2, message))
    row.read_to_end()
    lines = []
    for text in row.texts():
        block = text.document().begin()
        while block.isValid():
            lines.append(block.text())
            block = block.next()
    row.deleteLater()
    return as_compared(lines)


def as_compared(lines: list[str]) -> list[str]:
    return [line for line in (wanted(line) for line in lines) if line]


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_the_lines_are_those_of_the_widgets(file: Path, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    text = file.read_text("utf-8")
    assert as_compared(visible_lines(MarkdownReader(), shown_plainly(text))) == shown_lines(text, parent)
    assert as_compared(plain_lines(shown_plainly(text))) == shown_lines(text, parent, mine=True)


@settings(max_examples=often(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=25).map("".join))
def test_they_are_for_any_text(qtbot: QtBot, text: str) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    assert as_compared(visible_lines(MarkdownReader(), shown_plainly(text))) == shown_lines(text, parent)


@settings(max_examples=often(400), deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join), st.integers(0, 12), st.integers(1, 12))
def test_no_message_is_passed_over_that_has_the_words(text: str, start: int, length: int) -> None:
    lines = "\n".join(map(folded, visible_lines(MarkdownReader(), text)))
    words = wanted(lines[start : start + length].split("\n")[0])
    if words:
        assert Text(Said(1, Role.ASSISTANT, text)).may_have(runs(words))
        search = Search([Text(Said(1, Role.ASSISTANT, text))], words, 10_000)
        search.go_on(10)
        assert search.is_over
        assert search.found == [(1, lines.count(words))]
