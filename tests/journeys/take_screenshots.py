"""Takes the pictures of the README: a window with some weeks of sessions and the table of them, in every look.

python -m tests.journeys.take_screenshots [FOLDER]
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop_app.app import open_services
from desktop_app.engines.scripted import ScriptedEngine
from desktop_app.paths import Paths
from desktop_app.services.chat import AgainRequest, SendRequest
from desktop_app.services.exchange import Finished
from desktop_app.services.settings import ensure_settings
from tests.journeys.pictured_memory import ask_why, fill_with_memory, open_memory
from tests.journeys.pictured_models import furnish, ollama, open_models, open_parameters
from tests.journeys.pictured_personas import (
    CARD,
    fill_with_persona,
    leave_editor,
    look_into_card,
    open_editor,
    open_inspector,
)
from tests.support.accessibility import Window
from tests.support.clock import FakeClock
from tests.support.desktop import Desktop
from tests.support.pictures import read_screen
from tests.support.processes import ROOT
from tests.support.script import Script
from tests.support.steps import MANAGE, TABLE, manage_sessions
from tests.support.x11 import Screen

USER = "ada"
SHOWN = "Getting started"
SEARCHED = "print"
SESSIONS: tuple[tuple[float, str, str | None, tuple[str, ...]], ...] = (
    (29.2, "creative_writer", "Birthday poem", ("Give me a story prompt",)),
    (26, "technical_support", None, ("My printer does not print", "next", "solved")),
    (19, "default_assistant", "Flat viewing", ("What is 850 plus 140?", "How many days until 1 March?")),
    (
        12,
        "default_assistant",
        "Trip to Lisbon",
        ("Add sunscreen to my packing list", "How many days until 1 December?"),
    ),
    (9, "sakura", None, ("Teach me a little Japanese", "Another one")),
    (7.1, "default_assistant", "Old shopping list", ("Add bread to my shopping list",)),
    (5, "mental_health_nurse", "Evenings", ("I feel stressed about work",)),
    (3, "technical_support", None, ("My wifi is slow", "next")),
    (1, "sakura", None, ("Good morning!",)),
    (1, "creative_writer", "Stories", ("Give me a story prompt", "Another one")),
    (0.08, "default_assistant", "Household", ("What is 17% of 240?", "12 miles in km")),
    (
        0.01,
        "default_assistant",
        SHOWN,
        ("My name is Ada and I live in London", "What date is it in 45 days?", "How do I add a model?"),
    ),
)


ARCHIVED, TRASHED, PINNED, BRIEF = "Flat viewing", "Old shopping list", "Household", "Scratch pad"


async def fill(data_dir: Path) -> None:
    """Let the built-in responder answer what a person asked over some weeks."""
    paths = Paths(data_dir, data_dir)
    now = datetime.now(UTC)
    clock = FakeClock(now)
    async with open_services(paths, ensure_settings(paths.settings), clock) as services:
        for days, persona, name, questions in SESSIONS:
            clock.moment = now - timedelta(days=days)
            made = await services.sessions.create(USER, name=name, persona=persona)
            for question in questions:
                clock.advance(minutes=1)
                async with aclosing(services.chat.send(SendRequest(USER, question, made.session.id))) as events:
                    async for _event in events:
                        pass
            if name == PINNED:
                await services.sessions.set_pinned(USER, made.session.id, pinned=True)
            if name == ARCHIVED:
                await services.sessions.archive(USER, made.session.id)
            if name == TRASHED:
                clock.moment = now - timedelta(days=2)
                await services.sessions.trash(USER, made.session.id)
        clock.moment = now - timedelta(minutes=20)
        await services.sessions.create(USER, name=BRIEF, temporary=True)


CORPUS = ROOT / "tests" / "ui" / "markdown" / "corpus"
REVIEWED = "Please review my read_config()"
FIRST_REVIEW = """Looks fine to me. Two things before you merge this.

### 1. The file is never closed

Use `with`, then it is closed when you are done with it.

### 2. `except:` hides everything

A bare `except:` also catches `KeyboardInterrupt`. Name what you expect.
"""


async def fill_with_model(data_dir: Path) -> None:
    """Let a model answer in mathematics, code and tables, once in two versions."""
    paths = Paths(data_dir, data_dir)
    script = Script()
    settings = ensure_settings(paths.settings)
    makers = {"builtin": lambda _choice: ScriptedEngine(script)}
    async with open_services(paths, settings, None, makers) as services:
        made = await services.sessions.create(USER, name="Code and equations")
        session_id = made.session.id
        for question, answer in (
            ("How do I solve a quadratic equation?", (CORPUS / "51-quadratic.md").read_text("utf-8")),
            (REVIEWED, FIRST_REVIEW),
        ):
            script.next(answer)
            async with aclosing(services.chat.send(SendRequest(USER, question, session_id))) as events:
                last = [event async for event in events][-1]
        script.next((CORPUS / "50-python-review.md").read_text("utf-8"))
        assert isinstance(last, Finished)
        again = AgainRequest(USER, session_id, last.answer.id)
        async with aclosing(services.chat.say_again(again)) as events:
            async for _event in events:
                pass


def take_reading(data_dir: Path, folder: Path, theme: str, size: tuple[int, int]) -> Iterator[Path]:
    """Save what answers of a model look like: their end, their beginning, and two versions side by side."""
    server = '[engine]\nname = "openai"\nbase_url = "http://127.0.0.1:8080/v1"\nmodel = "qwen3-8b"\n'
    (data_dir / "settings.toml").write_text(f'user = "{USER}"\n[ui]\ntheme = "{theme}"\n{server}')
    with (
        tempfile.TemporaryDirectory() as place,
        Desktop(Path(place, "desktop"), size) as desktop,
        desktop.window(data_dir) as window,
    ):
        window.wait_for("list item", "…", ("list", "Transcript"))
        with Screen.open(desktop.environment["DISPLAY"]) as screen:
            screen.fill(*size)
            screen.put_pointer(size[0] - 1, size[1] - 1)
            screen.give_keyboard()
        window.wait_for("frame", "Code and equations…", state="active")
        yield _save(desktop, window, folder / f"answer-{theme}-{size[0]}x{size[1]}.png")
        window.press("push button", "Compare versions", ("list", "Transcript"))
        window.wait_for("dialog", "Compare versions")
        yield _save(desktop, window, folder / f"compare-{theme}-{size[0]}x{size[1]}.png")
        window.process.terminate()
        window.wait_for_end()


def take(data_dir: Path, folder: Path, theme: str, size: tuple[int, int]) -> Iterator[Path]:
    """Open the window, save what is on the screen, then what a search finds and the table of all sessions."""
    settings = data_dir / "settings.toml"
    settings.write_text(f'user = "{USER}"\n[ui]\ntheme = "{theme}"\n')
    with (
        tempfile.TemporaryDirectory() as place,
        Desktop(Path(place, "desktop"), size) as desktop,
        desktop.window(data_dir) as window,
    ):
        window.wait_for("list item", "…", ("list", "Transcript"))
        with Screen.open(desktop.environment["DISPLAY"]) as screen:
            screen.fill(*size)
            screen.put_pointer(size[0] - 1, size[1] - 1)
            screen.give_keyboard()
        window.wait_for("frame", f"{SHOWN}…", state="active")
        yield _save(desktop, window, folder / f"{theme}-{size[0]}x{size[1]}.png")
        window.write("text", "Search sessions", SEARCHED)
        window.wait_for("list item", "user in …", ("list", "Sessions"))
        yield _save(desktop, window, folder / f"search-{theme}-{size[0]}x{size[1]}.png")
        window.write("text", "Search sessions", "")
        manage_sessions(window)
        window.wait_for("table cell", "never", MANAGE, TABLE)
        yield _save(desktop, window, folder / f"sessions-{theme}-{size[0]}x{size[1]}.png")
        window.process.terminate()
        window.wait_for_end()


def take_models(data_dir: Path, folder: Path, theme: str, size: tuple[int, int]) -> Iterator[Path]:
    """Save the first minute, the model page, and the parameters."""
    with (
        tempfile.TemporaryDirectory() as place,
        ollama() as address,
        Desktop(Path(place, "desktop"), size) as desktop,
    ):
        home = Path(place, "home")
        furnish(home)
        desktop.environment["HOME"] = str(home)
        engine = f'[engine]\nname = "builtin"\nservers = ["{address}"]\n[models]\nfolders = ["{home / "models"}"]\n'
        (data_dir / "settings.toml").write_text(f'user = "{USER}"\n[ui]\ntheme = "{theme}"\n{engine}')
        with desktop.window(data_dir) as window:
            open_models(desktop, window, size)
            yield _save(desktop, window, folder / f"models-{theme}-{size[0]}x{size[1]}.png")
            open_parameters(window)
            yield _save(desktop, window, folder / f"parameters-{theme}-{size[0]}x{size[1]}.png")
            window.process.terminate()
            window.wait_for_end()


def take_personas(data_dir: Path, folder: Path, theme: str, size: tuple[int, int]) -> Iterator[Path]:
    """Save the editor of a persona, what a card would bring in, and the inspector's page of who answers."""
    (data_dir / "settings.toml").write_text(f'user = "{USER}"\n[ui]\ntheme = "{theme}"\n[engine]\nname = "builtin"\n')
    with (
        tempfile.TemporaryDirectory() as place,
        Desktop(Path(place, "desktop"), size) as desktop,
        desktop.window(data_dir) as window,
    ):
        open_editor(desktop, window, size, "Character")
        yield _save(desktop, window, folder / f"persona-{theme}-{size[0]}x{size[1]}.png")
        leave_editor(window)
        look_into_card(window, data_dir.parent / CARD)
        yield _save(desktop, window, folder / f"import-{theme}-{size[0]}x{size[1]}.png")
        open_inspector(window)
        yield _save(desktop, window, folder / f"inspector-{theme}-{size[0]}x{size[1]}.png")
        window.process.terminate()
        window.wait_for_end()


def take_memory(data_dir: Path, folder: Path, theme: str, size: tuple[int, int]) -> Iterator[Path]:
    """Save what is known of somebody, and why an answer says what it says."""
    (data_dir / "settings.toml").write_text(f'user = "{USER}"\n[ui]\ntheme = "{theme}"\n[engine]\nname = "builtin"\n')
    with (
        tempfile.TemporaryDirectory() as place,
        Desktop(Path(place, "desktop"), size) as desktop,
        desktop.window(data_dir) as window,
    ):
        open_memory(desktop, window, size)
        yield _save(desktop, window, folder / f"memory-{theme}-{size[0]}x{size[1]}.png")
        ask_why(window)
        yield _save(desktop, window, folder / f"why-{theme}-{size[0]}x{size[1]}.png")
        window.process.terminate()
        window.wait_for_end()


def _save(desktop: Desktop, window: Window, file: Path) -> Path:
    for _ in range(3):  # reading the whole tree keeps time with the window's own work
        window.outline()
    assert read_screen(desktop.frame).save(str(file))
    return file


def main(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        data_dir = Path(place, "data")
        data_dir.mkdir(mode=0o700)
        asyncio.run(fill(data_dir))
        with_model = Path(place, "with model")
        with_model.mkdir(mode=0o700)
        asyncio.run(fill_with_model(with_model))
        with_persona = Path(place, "with persona")
        with_persona.mkdir(mode=0o700)
        (with_persona / "settings.toml").write_text(f'user = "{USER}"\n')
        asyncio.run(fill_with_persona(with_persona, Path(place)))
        with_memory = Path(place, "with memory")
        with_memory.mkdir(mode=0o700)
        (with_memory / "settings.toml").write_text(f'user = "{USER}"\n')
        asyncio.run(fill_with_memory(with_memory))
        looks = [(theme, size) for theme in ("light", "dark") for size in ((1280, 800), (900, 600))]
        for theme, size in looks:
            for taking, shown in (
                (take, data_dir),
                (take_reading, with_model),
                (take_models, with_model),
                (take_personas, with_persona),
                (take_memory, with_memory),
            ):
                for file in taking(shown, folder, theme, size):
                    print(file)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "resources" / "screenshots")
