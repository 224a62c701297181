"""A screen reader hears an answer in sentences while it comes."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import MessageStatus
from desktop_app.engines.scripted import HANG
from desktop_app.ui.transcript.announcer import Announcer
from desktop_app.ui.transcript.model import TranscriptModel
from tests.support.desk import Desk, Opening
from tests.support.messages import a_conversation, a_message
from tests.support.qt_loop import until
from tests.support.script import Script

ANSWER = "Sorting costs 3.14 euros. It is **stable**,\ne.g. here!\n\n```python\na = 1\nb = 2\n```\n"
ANSWER += "\n- One\n- 我喜欢。你呢？\n"
SAID = ["Sorting costs 3.14 euros.", "It is stable, e.g. here!", "code, 2 lines, python", "One", "我喜欢。", "你呢？"]


@pytest.fixture(autouse=True)
def somebody_listens() -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def heard(desk: Desk) -> list[str]:
    """Listen in the place of the screen reader."""
    said: list[str] = []
    desk.shell._conversation.announcer._say = said.append
    return said


@pytest.mark.parametrize("size", [1, 3, 7, 1_000])
async def test_each_sentence_is_said_once_when_it_is_complete(opening: Opening, script: Script, size: int) -> None:
    async with opening() as desk:
        said = heard(desk)
        script.next(*(ANSWER[start : start + size] for start in range(0, len(ANSWER), size)))
        desk.type_and_send("How?")
        await desk.answered()
        assert said == [*SAID, "Answer complete"]
        script.next("Yes.")
        desk.type_and_send("Sure?")
        await until(lambda: len(desk.transcript()) == 4 and not desk.shell.chat.is_streaming(desk.session_id))
        assert said[len(SAID) + 1 :] == ["Yes.", "Answer complete"]


async def test_how_an_answer_ends_is_said(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        said = heard(desk)
        script.next("As far as", " this. And then", HANG)
        desk.type_and_send("go on")
        await until(lambda: said == ["As far as this."])
        desk.shell.chat.stop()
        await until(lambda: said == ["As far as this.", "And then", "Answer stopped"])
        script.next(UserError("engine_unreachable", base_url="http://127.0.0.1:1/v1"))
        desk.type_and_send("hello?")
        await until(lambda: said[3:] == ["No answer"])
        desk.window.composer.editor.clear()
        script.next("It begins. ", UserError("engine_cut_off", base_url="http://127.0.0.1:1/v1"))
        desk.type_and_send("again?")
        await until(lambda: said[4:] == ["It begins.", "Answer broke off"])


async def test_another_session_is_silent_and_nothing_is_said_twice(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        said = heard(desk)
        first = desk.session_id
        other = (await desk.services.sessions.create("ada", name="Other")).session.id
        script.next("Said before. Half a ", HANG)
        desk.type_and_send("long story")
        await until(lambda: said == ["Said before."])
        desk.shell.chat.open(other)
        await until(lambda: desk.session_id == other)
        desk.shell.chat.open(first)
        await until(lambda: desk.session_id == first)
        desk.shell.chat.stop()
        await until(lambda: said[1:] == ["Half a", "Answer stopped"])


def test_opening_a_session_says_nothing_of_what_is_there() -> None:
    model, said = TranscriptModel(), list[str]()
    announcer = Announcer(model, said.append)
    model.reset(a_conversation(4))
    assert said == []
    growing = a_message(6, "It was here. And", status=MessageStatus.STREAMING)
    model.reset([*a_conversation(4), growing])
    model.replace(growing._replace(content="It was here. And it goes on. But"))
    assert said == ["And it goes on."]
    model.replace(growing._replace(content="It was here. And it goes on. But ends", status=MessageStatus.COMPLETE))
    assert said == ["And it goes on.", "But ends", "Answer complete"]
    # An answer that is gone on with: only what is new.
    model.replace(growing._replace(content="It was here. And it goes on. But ends"))
    model.replace(
        growing._replace(content="It was here. And it goes on. But ends not. Yes", status=MessageStatus.COMPLETE)
    )
    assert said[3:] == ["But ends not.", "Yes", "Answer complete"]
    announcer.deleteLater()


def test_nothing_is_done_where_nobody_listens() -> None:
    QAccessible.setActive(False)
    model, said = TranscriptModel(), list[str]()
    announcer = Announcer(model, said.append)
    model.append(a_message(2, "One. Two", status=MessageStatus.STREAMING))
    assert said == []
    assert announcer._answer is None


async def test_how_an_answer_ended_is_in_the_description_of_its_row(opening: Opening, script: Script) -> None:
    async with opening() as desk:
        script.next("As far as this", UserError("engine_cut_off", base_url="http://127.0.0.1:1/v1"))
        desk.type_and_send("go on")
        await until(lambda: len(desk.transcript()) == 2 and not desk.shell.chat.is_streaming(desk.session_id))
        await until(lambda: bool(desk.window.transcript.shown_rows()[1].accessibleDescription()))
        question, answer = desk.window.transcript.shown_rows().values()
        assert answer.accessibleName() == "assistant: As far as this"
        assert "ended the answer early" in answer.accessibleDescription()
        assert question.accessibleDescription() == ""
