"""Attachments in exported sessions: in the archive as its schema says, in pages as data, elsewhere by name."""

import json
from base64 import b64decode, b64encode

import pytest
from markdown_it import MarkdownIt

from desktop_app.domain.attachments import Attachment
from desktop_app.domain.exports import Enclosed, ExportFormat
from desktop_app.domain.messages import Message
from desktop_app.formats.chats import chat_writer
from tests.formats.test_chats import a_chat
from tests.support.images import png
from tests.support.messages import a_message
from tests.support.schema import problems

NASTY = "](x) <script>alert(1)</script>\n# \u202egnp.txt"
LEAF = Attachment(7, "leaf.png", "image/png", len(png()), "ab" * 32, 8, 6)
NOTE = Attachment(8, NASTY, "text/plain", 3, "cd" * 32)
FILE = f"attachments/{'cd' * 32}.txt"


def written(kind: ExportFormat, message: Message, *enclosed: Enclosed) -> str:
    writer = chat_writer(kind, a_chat(messages=1))
    by_id = {each.attachment.id: each for each in enclosed}
    said = writer.begin() + writer.add([message], by_id)
    return said + "".join(writer.enclose(each) for each in enclosed) + writer.end()


def test_the_archive_holds_what_its_schema_wants() -> None:
    message = a_message(1, "look", attachments=(LEAF, NOTE))
    source = written(ExportFormat.JSON, message, Enclosed(LEAF, data=png()), Enclosed(NOTE, path=FILE))
    document = json.loads(source)
    assert problems(document) == []
    leaf, note = document["attachments"]
    assert b64decode(leaf["data"]) == png()
    assert (leaf["available"], note["available"], note["path"]) == (True, True, FILE)
    assert note["name"] == NASTY
    assert document["sessions"][0]["messages"][0]["parts"] == [
        {"type": "text", "text": "look"},
        {"type": "image", "attachment_id": leaf["id"]},
        {"type": "file", "attachment_id": note["id"]},
    ]


def test_what_is_lost_is_said_in_the_archive() -> None:
    source = written(ExportFormat.JSON, a_message(1, "", attachments=(NOTE,)), Enclosed(NOTE))
    document = json.loads(source)
    assert problems(document) == []
    assert document["attachments"][0]["available"] is False


def test_an_archive_without_attachments_is_as_it_was() -> None:
    document = json.loads(written(ExportFormat.JSON, a_message(1, "look")))
    assert problems(document) == []
    assert "attachments" not in document


def test_a_page_shows_pictures_from_within_itself() -> None:
    source = written(ExportFormat.HTML, a_message(1, "look", attachments=(LEAF, NOTE)), Enclosed(LEAF, data=png()))
    data = f"data:image/png;base64,{b64encode(png()).decode()}"
    assert f'src="{data}"' in source
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in source
    assert "<script" not in source
    assert "leaf.png" in source
    assert "picture, 8 × 6" in source
    assert "text, 3 bytes" in source


@pytest.mark.parametrize("kind", [ExportFormat.MARKDOWN, ExportFormat.TEXT])
def test_others_name_them_and_their_files(kind: ExportFormat) -> None:
    source = written(kind, a_message(1, "look", attachments=(LEAF, NOTE)), Enclosed(NOTE, path=FILE))
    assert "leaf.png" in source
    assert "picture, 8 × 6" in source
    assert FILE in source
    (line,) = [line for line in source.split("\n") if FILE in line]
    assert "alert(1)" in line, "whatever it is called, it is one line"
    if kind is ExportFormat.MARKDOWN:
        shown = MarkdownIt("commonmark").render(line)
        assert shown.count("<a ") == 1
        assert "<script>" not in shown


@pytest.mark.parametrize("kind", list(ExportFormat))
def test_a_turn_of_attachments_alone_is_no_gap(kind: ExportFormat) -> None:
    source = written(kind, a_message(1, "", attachments=(LEAF,)), Enclosed(LEAF, data=png()))
    assert "leaf.png" in source
