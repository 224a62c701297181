"""What the pictures of the memory show: somebody who told things over some weeks, and why an answer draws on them."""

from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop_app.app import open_services
from desktop_app.paths import Paths
from desktop_app.services.chat import SendRequest
from desktop_app.services.settings import ensure_settings
from tests.support.accessibility import Window
from tests.support.clock import FakeClock
from tests.support.desktop import Desktop
from tests.support.x11 import Screen

USER = "ada"
SHOWN = "Good morning"
WHY = ("dialog", "Why did it say that")
TOLD: tuple[tuple[float, str, tuple[str, ...]], ...] = (
    (
        24,
        "First words",
        ("Hi! My name is Ada and I live in Porto.", "I work as an illustrator. My sister is called Mina."),
    ),
    (
        15,
        "Weekend",
        (
            "I love long walks by the river.",
            "My cat is called Miso.",
            "I don't like cilantro.",
            "Remember that the bins go out on Thursday.",
        ),
    ),
    (3, "New flat", ("I live in Lisbon now.", "Thank you, that is kind!", "I am planning to visit Kyoto in spring.")),
    (0.02, SHOWN, ("Good morning, Sakura! My birthday is on 3 May.", "Teach me a little Japanese")),
)


async def fill_with_memory(data_dir: Path) -> None:
    """Let somebody tell a persona this and that."""
    paths, now = Paths(data_dir, data_dir), datetime.now(UTC)
    clock = FakeClock(now)
    async with open_services(paths, ensure_settings(paths.settings), clock) as services:
        for days, name, messages in TOLD:
            clock.moment = now - timedelta(days=days)
            made = await services.sessions.create(USER, name=name, persona="sakura")
            for text in messages:
                clock.advance(minutes=1)
                async with aclosing(services.chat.send(SendRequest(USER, text, made.session.id))) as events:
                    async for _event in events:
                        pass
        facts = {fact.value: fact.id for fact in await services.facts.list_facts(USER)}
        for value in ("Ada", "Lisbon"):
            await services.facts.confirm(USER, facts[value])
            await services.facts.share(USER, facts[value], None)
        await services.facts.freeze(USER, facts["Ada"])


def open_memory(desktop: Desktop, window: Window, size: tuple[int, int]) -> None:
    """Go to the page about memory, and choose a fact there."""
    window.wait_for("push button", "Send")
    with Screen.open(desktop.environment["DISPLAY"]) as screen:
        screen.fill(*size)
        screen.put_pointer(size[0] - 1, size[1] - 1)
        screen.give_keyboard()
    window.wait_for("frame", f"{SHOWN}…", state="active")
    window.press("push button", "Show or hide the inspector")
    window.press("page tab", "Memory")
    window.wait_for("list item", "home: Lisbon…", ("list", "Facts"))
    window.select("list", "Facts", "home: Lisbon…")
    window.wait_for("push button", "Go to its source…")


def ask_why(window: Window) -> None:
    """Ask why an answer says what it says."""
    window.press("push button", "Show or hide the inspector")
    window.click("text", "Message")
    window.wait_for("text", "Message", state="focused")
    window.press_keys("F6", "F6", "F6")
    last = window.names("list", "Transcript")[-1]
    window.wait_for("list item", last, ("list", "Transcript"), state="focused")
    window.press_keys("w")
    window.wait_for(*WHY)
