"""What a person does in the window, step by step, as the tests from outside do it."""

from tests.support.accessibility import Window

SESSIONS = ("list", "Sessions")
TRANSCRIPT = ("list", "Transcript")
NEW_SESSION = ("dialog", "New session")
MANAGE = ("dialog", "Manage sessions")
TABLE = ("table", "All sessions")


def make_session(window: Window, persona: str) -> None:
    """Make a session without a name, with that persona."""
    window.press("push button", "New session")
    window.wait_for(*NEW_SESSION)
    window.wait_for("text", "Session name", NEW_SESSION, text="")
    assert "enabled" not in window.find("push button", "Create session", NEW_SESSION)["states"]
    window.select("list", "Persona", f"{persona}…", NEW_SESSION)
    window.press("push button", "Create session", NEW_SESSION)
    window.wait_until_gone(*NEW_SESSION)
    for _ in window.patiently(f"the header names {persona}"):
        if window.find("push button", "Persona")["description"] == persona:
            break


def send(window: Window, text: str) -> None:
    """Send a message."""
    window.wait_for("push button", "Send")
    window.write("text", "Message", text)
    window.press("push button", "Send")
    window.wait_for("list item", f"user: {text}", TRANSCRIPT)


def wait_for_answer(window: Window, question: str) -> str:
    """Wait until the question is answered, and the answer is at its end; return the name of its row."""
    for _ in window.patiently(f"an answer to “{question}”"):
        rows = window.names(*TRANSCRIPT)
        if len(rows) > 1 and rows[-2] == f"user: {question}" and rows[-1] not in {"assistant: ", "assistant: …"}:
            break
    window.wait_for("push button", "Send")
    window.wait_for("text", "Message", text="")
    return window.names(*TRANSCRIPT)[-1]


def switch(window: Window, session: str, row: str) -> None:
    """Choose a session in the sidebar and wait for a row of its history."""
    window.select(*SESSIONS, session)
    window.wait_for("list item", row, TRANSCRIPT)


def manage_sessions(window: Window) -> None:
    """Open the Manage sessions dialog."""
    window.wait_for("list item", "…", SESSIONS)  # the window is at work
    window.press("push button", "Manage sessions")
    window.wait_for(*MANAGE)
    window.wait_for("table cell", "…", MANAGE, TABLE)


def quit_window(window: Window) -> None:
    """Quit by keys, and see the program end well."""
    window.press_control("q")
    assert window.wait_for_end() == 0
