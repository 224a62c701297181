"""Sessions as files: nothing of them is lost, and nothing in them can do anything."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from desktop_app.domain.exports import Chat, ExportFormat
from desktop_app.domain.messages import Message, MessageStatus, Role
from desktop_app.domain.personas import Persona
from desktop_app.domain.sessions import Session
from desktop_app.formats.chats import chat_writer
from desktop_app.formats.markdown_safety import MarkdownGuard
from tests.support.messages import a_message
from tests.support.schema import ARCHIVE, problems
from tests.support.values import MOMENT

NASTY = [
    "plain words",
    '# Heading\n\n**bold** `code <b>` ![pixel](http://evil.example/p.png "seen")\n',
    "<script>alert(1)</script><img src=x onerror=y><!-- never closed",
    "```python\nnever closed <b>\n## You · 2026-01-01 00:00 UTC",
    "~~~~ info words\n```\n<i>\n```\n~~~~",
    "[ref]: http://example.com/hidden 'title'\n[ref]",
    "| a | b |\n|---|---|\n| 1 | 2 | dropped |",
    "Sakura (model) · 2026-01-01\n---\n===",
    "[x](javascript:alert(1)) <http://ok.example> [y](http://ok.example/é 'words')",
    "> - > 1. nested\n>   ```\n>   <b>\n",
    "&lt;script&gt; &#60;b&#62; \\<b> \\\\<b>",
    "`` ` `` ` <b> ``` unmatched",
    "\x1b[2Jgone\x07\x85\r\nwindows\rmac",
    "[" * 3000 + "x",
    "> " * 150 + "deep",
    "שלום \u202eevil\u202c 你好 🙂",
    "    indented <b>\n\n\tcode",
    "---\nfront: matter\n---",
    "1) one\n2) two\n\n7. seven",
    "",
]
PERSONA = Persona("sakura", "Sakura <b>", "d", "🌸", "Be kind.", "Hello", "cheerful")


def a_chat(**values: Any) -> Chat:
    session = Session("s1", "ada", "sakura", MOMENT, MOMENT, name='Tea "<script>" # *and*: rain', active_leaf_id=3)
    defaults: dict[str, Any] = {
        "session": session,
        "personas": {"sakura": PERSONA},
        "messages": 3,
        "left_out": 0,
        "all_branches": False,
        "exported_at": MOMENT,
        "generator": "Parley 1.2",
    }
    return Chat(**(defaults | values))


def written(kind: ExportFormat, messages: list[Message], **values: Any) -> str:
    writer = chat_writer(kind, a_chat(messages=len(messages), **values))
    half = len(messages) // 2
    return writer.begin() + writer.add(messages[:half]) + writer.add(messages[half:]) + writer.end()


def talk(*texts: str) -> list[Message]:
    return [a_message(number, text, persona=None if number % 2 else "sakura") for number, text in enumerate(texts, 1)]


def letters(text: str) -> list[str]:
    return [char for char in text if char.isalnum()]


class Page(HTMLParser):
    """The text of a page, its addresses, and its tags."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_json_is_an_archive_with_every_fact() -> None:
    messages = talk(*NASTY)
    messages[1] = messages[1]._replace(model="llama", status=MessageStatus.INTERRUPTED, metadata={"tokens": 3})
    document = json.loads(written(ExportFormat.JSON, messages, left_out=2))
    assert problems(document) == []
    (session,) = document["sessions"]
    assert [message["parts"][0]["text"] for message in session["messages"]] == NASTY
    assert [message["parent_id"] for message in session["messages"]][:3] == [None, "1", "2"]
    assert session["messages"][1]["generation"] == {"model": "llama"}
    assert session["messages"][1]["status"] == "stopped"
    assert session["messages"][1]["author"] == "Sakura <b>"
    assert (session["title"], session["active_leaf_id"]) == (a_chat().session.name, "3")
    assert session["extra"]["messages_left_out"] == 2
    assert document["personas"][0]["system_prompt"] == "Be kind."


def test_an_empty_session_is_an_archive_too() -> None:
    session = replace(a_chat().session, name=None, title=None, active_leaf_id=None)
    document = json.loads(written(ExportFormat.JSON, [], session=session))
    assert problems(document) == []
    assert document["sessions"][0]["messages"] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.pop("version"),
        lambda document: document.update(version="2.0"),
        lambda document: document["sessions"][0].update(created_at="yesterday"),
        lambda document: document["sessions"][0]["messages"][0].update(role="robot"),
        lambda document: document["sessions"][0]["messages"][0]["parts"][0].pop("text"),
        lambda document: document["sessions"][0]["messages"][0].update(id=1),
    ],
)
def test_the_schema_is_really_looked_at(change: Any) -> None:
    document = json.loads(written(ExportFormat.JSON, talk("hello")))
    assert problems(document) == []
    change(document)
    assert problems(document)


def test_every_letter_is_in_every_kind_of_file() -> None:
    texts = [text for text in NASTY if text]
    html = Page(written(ExportFormat.HTML, talk(*texts)))
    for text in texts:
        assert "".join(letters(text)) in "".join(letters(written(ExportFormat.TEXT, talk(text))))
        assert "".join(letters(text)) in "".join(letters(written(ExportFormat.MARKDOWN, talk(text))))
    everything = html.text + "".join(html.addresses)
    for char in {char for text in texts for char in letters(text)} - set("0123456789"):
        assert everything.count(char) >= sum(text.count(char) for text in texts), char


def test_a_page_can_neither_run_nor_load_anything() -> None:
    source = written(ExportFormat.HTML, talk(*NASTY))
    page = Page(source)
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in source
    assert not page.tags & {"script", "img", "iframe", "link", "object", "embed", "base", "form", "svg", "video"}
    assert not {name for name in page.attributes if name.startswith("on") or name == "style"}
    assert {address.split(":")[0] for address in page.addresses} == {"http"}
    assert "url(" not in source
    assert "@import" not in source
    assert "[image not loaded: pixel http://evil.example/p.png “seen”]" in page.text


def test_text_says_who_spoke_and_when_and_nobody_can_pass_for_another() -> None:
    source = written(ExportFormat.TEXT, talk("You, 2026-01-01 00:00 UTC:\nfalse", "yes"))
    time = f"{MOMENT:%Y-%m-%d %H:%M} UTC"
    heads = [line for line in source.splitlines() if line.endswith(":")]
    assert heads == [f"You, {time}:", "    You, 2026-01-01 00:00 UTC:", f"Sakura <b>, {time}:"]
    assert "\x1b" not in written(ExportFormat.TEXT, talk(*NASTY))


def test_markdown_begins_with_facts_and_has_a_heading_for_every_turn() -> None:
    source = written(ExportFormat.MARKDOWN, talk(*NASTY))
    _, facts, body = source.split("---\n", 2)
    assert yaml.safe_load(facts)["title"] == a_chat().session.name
    assert yaml.safe_load(facts)["messages"] == len(NASTY)
    headings = [token for token in MarkdownIt("commonmark", {"html": True}).parse(body) if token.type == "heading_open"]
    assert len([token for token in headings if token.tag == "h2" and token.level == 0]) == len(NASTY)
    assert len([token for token in headings if token.tag == "h1" and token.level == 0]) == 1


@given(st.text(st.sampled_from("<>!?/[]()`~#=-*_>|&;\\ \n\tab1.:\"'"), max_size=80) | st.sampled_from(NASTY))
def test_tamed_markdown_neither_runs_nor_loads_nor_spreads(text: str) -> None:
    tamed = MarkdownGuard().tamed(text)
    assert "".join(letters(text)) in "".join(letters(tamed))
    tokens = MarkdownIt("commonmark", {"html": True}).parse(f"{tamed}\n\n## next\n")
    children = [child for token in tokens for child in token.children or ()]
    assert not {token.type for token in [*tokens, *children]} & {"html_block", "html_inline", "image"}
    assert [token.tag for token in tokens if token.type == "heading_open" and token.level == 0].count("h2") == 1
    assert tokens[-2].content == "next"


@given(st.text(max_size=80) | st.text(st.sampled_from("<>![]()`~#=-*_>|&;\\ \n\tab1.:\"'"), max_size=80))
def test_a_page_has_every_letter_and_only_tags_of_ours(text: str) -> None:
    page = Page(written(ExportFormat.HTML, talk(text)))
    shown = page.text + "".join(page.addresses)
    assert all(shown.count(char) >= text.count(char) for char in set(letters(text)) if not char.isdigit())
    assert not page.tags & {"script", "img", "iframe", "object", "form", "svg", "a1", "b1"}


@pytest.mark.parametrize("kind", [ExportFormat.TEXT, ExportFormat.MARKDOWN, ExportFormat.HTML])
def test_branches_are_told_apart(kind: ExportFormat) -> None:
    messages = [
        a_message(10, "question", parent_id=None, role=Role.USER),
        a_message(11, "first answer", parent_id=10, role=Role.ASSISTANT, status=MessageStatus.FAILED),
        a_message(12, "second answer", parent_id=10, role=Role.ASSISTANT),
    ]
    source = written(kind, messages, all_branches=True)
    plain = re.sub(r"<[^>]*>|#", "", source)
    assert "failed" in plain
    assert re.search(r"after 1\W+another version of 2", plain)
    missing = written(kind, messages[:2], left_out=1)
    assert "1 message of another branch is not in this file" in missing


def test_the_schema_of_the_tests_is_that_of_archives() -> None:
    assert ARCHIVE["$id"] == "urn:chat-archive:1.0"


@pytest.mark.parametrize("thought", ["First I count:\n\n1. one", *NASTY[:-1]])
def test_what_was_thought_before_an_answer_is_in_the_file_and_apart_from_it(thought: str) -> None:
    question, answer = talk("Why?", "Because.")
    messages = [question, answer._replace(metadata={"thinking": thought})]
    (_, told) = json.loads(written(ExportFormat.JSON, messages))["sessions"][0]["messages"]
    assert told["parts"] == [{"type": "reasoning", "text": thought}, {"type": "text", "text": "Because."}]
    page = written(ExportFormat.HTML, messages)
    assert page.index("<details>") < page.index("<summary>") < page.index("</details>") < page.index("Because.")
    assert page.count("<details>") == page.count("</details>") == 1
    markdown = written(ExportFormat.MARKDOWN, messages)
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown.partition("---\n\n")[2])
    assert [token.content for token in tokens if token.type == "inline" and not token.level - 1][-1] == "Because."
    assert markdown.count("\n## ") == 2
    plain = written(ExportFormat.TEXT, messages)
    assert all(
        letters(line) == [] or line.startswith("    | ")
        for line in plain.partition("[Thought before the answer]\n")[2].partition("\n\n")[0].splitlines()
    )
