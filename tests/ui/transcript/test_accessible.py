"""What assistive technology is told of the transcript: a list, its items, and code as a named group with buttons."""

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.view import TranscriptView
from desktop_app.ui.widgets.code_block import CodeBlock
from tests.support.messages import a_message


def told(widget: QWidget) -> QAccessibleInterface:
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    return interface


def test_a_list_of_items_with_code_as_named_groups(qtbot: QtBot) -> None:
    view, model = TranscriptView(), TranscriptModel()
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.set_model(model)
    model.reset([a_message(1, "How?"), a_message(2, "So:\n\n```python\na = 1\nb = 2\n```\n\n```\nls\n```\n")])
    view.show()
    assert told(view).role() == QAccessible.Role.List
    assert [told(row).role() for row in view.shown_rows().values()] == [QAccessible.Role.ListItem] * 2
    assert view.shown_rows()[0].accessibleName() == "user: How?"
    blocks = [block for block in view.findChildren(CodeBlock) if block.isVisible()]
    assert [told(block).role() for block in blocks] == [QAccessible.Role.Grouping] * 2
    assert [block.accessibleName() for block in blocks] == ["Code, python, 2 lines", "Code, text, 1 line"]
    names = {child.accessibleName() for child in blocks[0].findChildren(QWidget) if child.isVisible()}
    assert {"Copy code", "Code"} <= names
