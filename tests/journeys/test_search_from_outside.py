"""Search in the window, driven from another process by the names that a screen reader tells."""

from pathlib import Path

from tests.support.desktop import Desktop
from tests.support.processes import ask

SESSIONS = ("list", "Sessions")
TRANSCRIPT = ("list", "Transcript")


def test_what_was_said_is_found_and_led_to(desktop: Desktop, data_dir: Path) -> None:
    ask(data_dir, "sessions", "create", "--id", "garden", "--name", "Garden")
    ask(data_dir, "chat", "Where shall the walnut tree stand?", "--session", "garden")
    ask(data_dir, "chat", "Nothing of the kind", "--session", "later")
    with desktop.window(data_dir) as window:
        window.wait_for("list item", "user: Nothing of the kind", TRANSCRIPT)
        window.write("text", "Search sessions", "role:user waln")
        hit = "user in Garden: Where shall the walnut tree stand?"
        window.wait_for("list item", hit, SESSIONS)
        assert window.names(*SESSIONS) == [hit]
        desktop.picture("search")
        window.select(*SESSIONS, hit)
        window.wait_for("list item", "user: Where shall the walnut tree stand?", TRANSCRIPT)
        window.wait_for("frame", "Garden…")
        desktop.picture("found")
        window.write("text", "Search sessions", "gard")
        window.wait_for("list item", "Garden", SESSIONS)
        window.write("text", "Search sessions", "")
        window.wait_for("list item", "Nothing of the kind", SESSIONS)
        assert len(window.names(*SESSIONS)) == 2
        window.press_control("q")
        assert window.wait_for_end() == 0
