"""What is shown while other things happen: nothing that was read before them takes their place."""

import asyncio

import pytest

from desktop_app.domain.affinity import AffinityState
from desktop_app.domain.engines import EngineChoice, Parameters, SessionEngine
from desktop_app.engines.scripted import HANG
from desktop_app.ui.composer.written import Written
from desktop_app.ui.keeping import Keeping
from desktop_app.ui.tasks import Tasks
from tests.support.clock import FakeClock
from tests.support.desk import Desk, Opening
from tests.support.gate import held_back
from tests.support.images import png
from tests.support.qt_loop import until
from tests.support.script import Script


async def made(desk: Desk, name: str) -> str:
    return (await desk.services.sessions.create("ada", name=name)).session.id


async def over(desk: Desk, *names: str) -> None:
    """Wait until the window has done with work of these names."""
    await until(lambda: not any(desk.shell._tasks.is_running(name) for name in names))


async def half_answered(desk: Desk, script: Script) -> None:
    script.next("half ", HANG)
    desk.type_and_send("Tell me")
    await until(lambda: desk.transcript()[-1:] == [("assistant", "half ")])


async def test_who_turns_back_to_the_open_session_stays_there(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening() as desk:
        here, other = desk.session_id, await made(desk, "Other")
        gate = held_back(monkeypatch, desk.services.sessions, "history")
        desk.shell.chat.open(other)
        await gate.reached.wait()
        desk.shell.chat.open(here)
        gate.open()
        await over(desk, "open session")
        assert desk.session_id == here


async def test_another_persona_does_not_lead_back_to_its_session(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening() as desk:
        here, other = desk.session_id, await made(desk, "Other")
        gate = held_back(monkeypatch, desk.services.sessions, "history")
        desk.shell.chat.change_persona("sakura")
        await gate.reached.wait()
        desk.shell.chat.open(other)
        await until(lambda: desk.session_id == other)
        gate.open()
        await over(desk, "change persona")
        assert desk.session_id == other
        assert (await desk.services.sessions.show("ada", here)).persona == "sakura"


@pytest.mark.parametrize("anew", [False, True])
async def test_an_answer_that_ends_while_it_is_read_is_shown_as_it_ended(
    opening: Opening, script: Script, monkeypatch: pytest.MonkeyPatch, anew: bool
) -> None:
    async with opening() as desk:
        await half_answered(desk, script)
        gate = held_back(monkeypatch, desk.services.sessions, "history" if anew else "messages")
        desk.shell.chat.reload(anew=anew)
        await gate.reached.wait()
        desk.shell.chat.stop()
        await until(lambda: desk.message(1).status == "interrupted")
        gate.open()
        await over(desk, "reload session", "open session again")
        assert desk.message(1).status == "interrupted"
        assert desk.transcript()[1] == ("assistant", "half ")


async def test_what_was_chosen_to_answer_while_a_session_is_read_stays_chosen(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening() as desk:
        answers = desk.shell.answering.answers
        gate = held_back(monkeypatch, desk.services.sessions, "show")
        desk.shell.chat.reload()
        await gate.reached.wait()
        answers.choose(EngineChoice("builtin"))
        await until(lambda: answers.own.choice.name == "builtin")
        gate.open()
        await over(desk, "reload session")
        assert answers.own.choice.name == "builtin"


async def test_of_a_model_and_of_parameters_that_are_chosen_in_one_go_both_hold(opening: Opening) -> None:
    async with opening() as desk:
        answers = desk.shell.answering.answers
        answers.choose(EngineChoice("builtin"))
        answers.set_parameters(Parameters(temperature=0.5))
        await over(desk, f"choose what answers in {desk.session_id}")
        engine = (await desk.services.sessions.show("ada", desk.session_id)).engine
        assert engine == SessionEngine(EngineChoice("builtin"), Parameters(temperature=0.5))


async def test_a_name_given_at_the_end_of_an_answer_stays(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opening() as desk:
        gate = held_back(monkeypatch, desk.services.facts, "learn")
        desk.type_and_send("Hello")
        await gate.reached.wait()
        while (await desk.services.sessions.history("ada", desk.session_id))[-1].status != "complete":
            await asyncio.sleep(0.01)
        desk.shell.sidebar.rename(desk.session_id, "Greeting")
        await until(lambda: _name(desk) == "Greeting")
        gate.open()
        await desk.answered()
        await over(desk, "reload session")
        assert _name(desk) == "Greeting"
        assert desk.window.windowTitle().startswith("Greeting")


async def test_a_list_that_was_on_its_way_brings_back_no_old_name(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening() as desk:
        gate = held_back(monkeypatch, desk.services.shelves, "page")
        desk.shell.sidebar.refresh()
        await gate.reached.wait()
        desk.shell.sidebar.rename(desk.session_id, "New")
        await until(lambda: _name(desk) == "New")
        gate.open()
        await over(desk, "refresh sessions")
        assert _name(desk) == "New"


@pytest.mark.parametrize("gone", ["open", "coming"])
async def test_what_goes_to_the_trash_while_another_session_is_read(
    opening: Opening, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    async with opening() as desk:
        here, coming = desk.session_id, await made(desk, "Coming")
        clock.advance(minutes=1)
        newest = await made(desk, "Newest")
        desk.shell.sidebar.refresh()
        await over(desk, "refresh sessions")
        gate = held_back(monkeypatch, desk.services.sessions, "history")
        desk.shell.chat.open(coming)
        await gate.reached.wait()
        desk.shell.sidebar.trash(here if gone == "open" else coming)
        await over(desk, f"trash {here}", f"trash {coming}")
        gate.open()
        await over(desk, "open session")
        assert desk.session_id == (coming if gone == "open" else newest)


async def test_what_comes_back_into_the_composer_while_a_session_is_read_is_there(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening() as desk:
        other = await made(desk, "Other")
        gate = held_back(monkeypatch, desk.services.sessions, "read_draft")
        desk.shell.chat.open(other)
        await gate.reached.wait()
        desk.shell.chat.give_back(other, Written("Not sent"))
        await desk.shell.chat.unsent.save()
        gate.open()
        await until(lambda: desk.session_id == other)
        assert desk.window.composer.text() == "Not sent"


async def test_whether_pictures_are_seen_is_told_of_the_open_session(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening() as desk:
        here, other = desk.session_id, await made(desk, "Other")
        picture = await desk.services.attachments.add("ada", "cat.png", png(4, 4))
        gate = held_back(monkeypatch, desk.services.composing, "sees_pictures")
        desk.window.composer.add_attachment(picture)
        desk.window.composer.tell()
        await gate.reached.wait()
        seen = desk.services.composing.sees_pictures

        async def sees_there(session: object) -> bool:
            del session
            return True

        monkeypatch.setattr(desk.services.composing, "sees_pictures", sees_there)
        desk.shell.chat.open(other)
        await until(lambda: desk.session_id == other)
        gate.open()
        await over(desk, "ask whether pictures are seen")
        desk.window.composer.add_attachment(picture)
        desk.window.composer.tell()
        await over(desk, "ask whether pictures are seen")
        assert desk.window.composer.footnote() == ""
        monkeypatch.setattr(desk.services.composing, "sees_pictures", seen)
        desk.shell.chat.open(here)
        await until(lambda: "sees no pictures" in desk.window.composer.footnote())


async def test_each_of_two_changes_of_affinity_is_made_and_shown_where_it_belongs(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening() as desk:
        here, other = desk.session_id, (await desk.services.sessions.create("ada", persona="sakura")).session.id
        desk.type_and_send("Hello")
        await desk.answered()
        persona = (await desk.services.sessions.show("ada", here)).persona
        desk.window.header.affinity_clicked.emit()
        page = desk.shell.inspecting.memory.page
        assert page is not None
        await until(lambda: page.heading.text())
        gate = held_back(monkeypatch, desk.services.affinity, "freeze")
        page.affinity.reset_wanted.emit()
        page.affinity.freeze_toggled.emit()
        await gate.reached.wait()
        desk.shell.chat.open(other)
        await until(lambda: desk.session_id == other)
        shown, done = list[str](), list[None]()
        desk.shell.chat.affinity_changed.connect(lambda level, _points: shown.append(level))
        desk.shell.inspecting.memory.affinity.changed.connect(lambda: done.append(None))
        gate.open()
        await until(lambda: done)
        assert shown == []
        affinity = await desk.services.affinity.of("ada", persona)
        assert (affinity.points, affinity.state) == (0, AffinityState.FROZEN)


async def test_both_boxes_of_learning_are_heeded_that_are_changed_at_once(opening: Opening) -> None:
    async with opening() as desk:
        desk.window.header.affinity_clicked.emit()
        page = desk.shell.inspecting.memory.page
        assert page is not None
        await until(lambda: page.heading.text())
        learning, suggestions = await desk.services.facts.is_learning("ada"), desk.services.suggestions.is_on
        page.switches.learning_switched.emit(not learning)
        page.switches.suggestions_switched.emit(not suggestions)
        await until(lambda: desk.services.suggestions.is_on != suggestions)
        await over(desk, "switch learning", "switch suggestions")
        assert await desk.services.facts.is_learning("ada") is not learning


async def test_a_clean_up_that_is_wanted_again_is_not_cut_off(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening() as desk:
        await over(desk, "clean up")
        clean_up, reports = desk.shell._clean_up, list[object]()
        gate = held_back(monkeypatch, desk.services.retention, "prune")
        monkeypatch.setattr(clean_up, "_tell_doubt", lambda: reports.append(None))
        clean_up.run()
        await gate.reached.wait()
        clean_up.run()
        gate.open()
        await over(desk, "clean up")
        assert len(reports) == 2


async def test_of_two_that_store_at_once_the_newest_is_what_stays() -> None:
    failures: list[BaseException] = []
    tasks, go_on, stored = Tasks(failures.append), asyncio.Event(), list[str]()

    async def store(_key: str, kept: str) -> None:
        if kept == "old":
            await go_on.wait()
        stored.append(kept)

    keeping = Keeping[str](store, tasks, "keep")
    keeping.keep("here", "old")
    await asyncio.sleep(0)
    keeping.keep("here", "new")
    tasks.start(keeping.save(), name="save at once")
    await asyncio.sleep(0)
    go_on.set()
    await until(lambda: not tasks.is_running("keep") and not tasks.is_running("save at once"))
    assert stored[-1] == "new"
    assert not keeping.unsaved()
    await tasks.aclose()
    assert not failures


def _name(desk: Desk) -> str:
    row = desk.shell.sidebar.sessions.row(desk.session_id)
    return "" if row is None else row.name
