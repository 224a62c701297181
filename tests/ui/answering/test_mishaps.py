"""What is offered where an engine fails."""

from PySide6.QtCore import Qt

from desktop_app.domain.engines import EngineChoice, EngineCondition, EngineState, SessionEngine
from desktop_app.domain.errors import UserError
from desktop_app.engines.scripted import HANG, Reply, ScriptedEngine
from desktop_app.ui.engine_menu.words import engine_hint, engine_name, shown_state
from tests.support.desk import Desk, Opening
from tests.support.qt_loop import until
from tests.ui.models.test_in_window import chip, menu_of, words_of

URL = "http://127.0.0.1:9/v1"
SERVER = EngineChoice("openai", URL, "qwen")
MODEL = EngineChoice("llama", model="/m/qwen.gguf")
STOPPED = UserError("engine_failed", detail="it was made to")
FAR = UserError("host_not_allowed", host="box.lan")


class Server:
    """Fails in the way it is told, until it is well again."""

    def __init__(self, failure: UserError) -> None:
        self.failure: UserError | None = failure

    def __call__(self, _request: object) -> Reply:
        return [self.failure] if self.failure is not None else ["Well again."]


async def use(desk: Desk, choice: EngineChoice = SERVER) -> None:
    desk.shell.answering.answers.set_engine(SessionEngine(choice))
    await until(lambda: chip(desk).words().startswith("qwen"))


async def test_restart_asks_the_question_again(opening: Opening) -> None:
    server = Server(STOPPED)
    async with opening(engines={"llama": lambda _choice: ScriptedEngine(server)}) as desk:
        await use(desk, MODEL)
        desk.type_and_send("Hello")
        await until(lambda: desk.notices() == [STOPPED.message])
        await until(lambda: desk.window.composer.text() == "Hello")
        assert desk.buttons("Use the built-in responder")
        assert desk.buttons("Try again") == [], "the question is in the composer, and need not be offered twice"
        server.failure = None
        desk.press("Restart")
        await until(lambda: desk.transcript()[-1] == ("assistant", "Well again."))
        assert desk.window.composer.text() == ""
        assert [text for role, text in desk.transcript() if role == "user"] == ["Hello"]
        assert desk.notices() == []
        await until(lambda: chip(desk).words() == "qwen")


async def test_a_server_is_somebody_else_s_to_start_and_its_failure_is_told_until_it_answers(opening: Opening) -> None:
    server = Server(STOPPED)
    async with opening(engines={"openai": lambda _choice: ScriptedEngine(server)}) as desk:
        await use(desk)
        desk.type_and_send("Hello")
        await until(lambda: desk.notices() == [STOPPED.message])
        await until(lambda: chip(desk).words() == "qwen · does not answer")
        assert desk.buttons("Restart") == []
        assert desk.buttons("Choose another…")
        desk.qtbot.keyClicks(desk.window.composer.editor, "Well? ")
        await until(lambda: bool(desk.buttons("Try again")))
        server.failure = None
        desk.qtbot.keyClick(desk.window.composer.editor, Qt.Key.Key_Return)
        await until(lambda: desk.transcript()[-1] == ("assistant", "Well again."))
        assert desk.notices() == []


async def test_a_failure_in_another_session_leads_there_and_starts_nothing_here(opening: Opening) -> None:
    engine = ScriptedEngine([[HANG]])
    async with opening(engines={"llama": lambda _choice: engine}) as desk:
        await use(desk, MODEL)
        failing = desk.session_id
        desk.type_and_send("Hello")
        await until(lambda: len(desk.transcript()) == 2)
        other = await desk.services.sessions.create("ada", name="Tea")
        desk.shell.chat.open(other.session.id)
        await until(lambda: desk.session_id == other.session.id)
        await engine.aclose()
        await until(lambda: bool(desk.notices()))
        assert desk.notices()[0].startswith("In “Hello”: The engine stopped (it was closed).")
        assert desk.buttons("Restart") == []
        desk.press("Show")
        await until(lambda: desk.session_id == failing and desk.window.composer.text() == "Hello")
        assert desk.notices() == []


async def test_the_built_in_responder_answers_this_once(opening: Opening) -> None:
    async with opening(engines={"openai": lambda _choice: ScriptedEngine(Server(STOPPED))}) as desk:
        await use(desk)
        desk.type_and_send("Hello")
        await until(lambda: desk.notices() == [STOPPED.message])
        desk.press("Use the built-in responder")
        await until(lambda: desk.transcript()[-1] == ("assistant", "You said: Hello"))
        assert chip(desk).words().startswith("qwen"), "what was chosen stays chosen"


async def test_what_stopped_can_be_started_from_the_menu(opening: Opening) -> None:
    async with opening(engines={"openai": lambda _choice: ScriptedEngine(Server(STOPPED))}) as desk:
        await use(desk)
        desk.type_and_send("Hello")
        await until(lambda: "does not answer" in chip(desk).accessibleDescription())
        menu = menu_of(desk)
        assert words_of(menu)[:2] == [STOPPED.message, "Look again"]
        menu.actions()[1].trigger()
        menu.close()
        await until(lambda: chip(desk).words() == "qwen")


async def test_a_host_is_allowed_where_it_was_refused(opening: Opening) -> None:
    async with opening(engines={"openai": lambda _choice: ScriptedEngine(Server(FAR))}) as desk:
        await use(desk)
        desk.type_and_send("Hello")
        await until(lambda: bool(desk.buttons("Allow box.lan")))
        desk.press("Allow box.lan")
        await until(lambda: "Parley may talk to box.lan from now on. Send again." in desk.notices())
        assert "box.lan" in (await desk.services.preferences.current()).privacy.allowed_hosts


async def test_other_failures_are_only_told(opening: Opening) -> None:
    async with opening() as desk:
        desk.shell.chat.send("x\ud800")
        await until(lambda: bool(desk.notices()))
        assert desk.buttons("Restart") == []


def test_states_in_words() -> None:
    def state(condition: EngineCondition, loaded: float | None = None) -> EngineState:
        return EngineState("llama", condition, "/m.gguf", loaded)

    assert shown_state(None) == ("", "good", None)
    assert shown_state(state(EngineCondition.READY)) == ("", "good", None)
    assert shown_state(state(EngineCondition.IDLE)) == ("", "muted", None)
    assert shown_state(state(EngineCondition.LOADING, 0.4)) == ("loading 40 %", "accent", 0.4)
    assert shown_state(EngineState("openai", EngineCondition.STOPPED, "q")).words == "does not answer"
    assert shown_state(state(EngineCondition.STOPPED)) == ("stopped — Restart", "danger", None)


def test_names_as_people_say_them() -> None:
    for choice, name, hint in (
        (EngineChoice("builtin"), "Built-in responder", "Answers by rules, without a model and without a network"),
        (EngineChoice("llama", model="/m/Qwen3-8B.gguf"), "Qwen3-8B", "/m/Qwen3-8B.gguf"),
        (EngineChoice("llama", model="/m/sha256-12"), "sha256-12", "/m/sha256-12"),
        (EngineChoice("openai", "http://127.0.0.1:1/v1", "qwen"), "qwen", "127.0.0.1:1"),
        (EngineChoice("openai", "http://127.0.0.1:1/v1"), "127.0.0.1:1", "127.0.0.1:1"),
    ):
        assert (engine_name(choice), engine_hint(choice)) == (name, hint)
