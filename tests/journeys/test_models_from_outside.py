"""A model file added, chosen and talked with, driven from another process by the names that a screen reader tells."""

from pathlib import Path

from tests.servers.tiny_gguf import ANSWER, make_tiny_gguf
from tests.support.desktop import Desktop
from tests.support.invariants import assert_invariants
from tests.support.processes import ask
from tests.support.steps import TRANSCRIPT, quit_window, send

PAGE = ("dialog", "Models and engines")
ENTRIES = ("list", "What can answer")
FILES = ("dialog", "Add model files")


def test_a_model_file_is_added_chosen_and_talked_with(desktop: Desktop, data_dir: Path, own_home: Path) -> None:
    file = own_home / "downloads" / "Tiny.gguf"
    file.parent.mkdir()
    make_tiny_gguf(file)
    with desktop.window(data_dir) as window:
        window.wait_for("push button", "Send")
        desktop.picture("first minute")
        window.press("push button", "Add a model…")
        window.wait_for(*PAGE)
        window.wait_for("list item", "Built-in responder", PAGE, ENTRIES)
        desktop.picture("models")
        window.press("push button", "Add file…", PAGE)
        window.wait_for(*FILES)
        window.write("text", "File name:", str(file), FILES)
        window.press("push button", "Open", FILES)
        window.wait_until_gone(*FILES)
        window.wait_for("list item", "Tiny", PAGE, ENTRIES)
        window.wait_for("label", "Architecture: llama", PAGE)
        desktop.picture("model added")
        window.press("push button", "Use in this session", PAGE)
        window.wait_until_gone(*PAGE)
        for _ in window.patiently("the header names the model"):
            if window.find("push button", "Engine")["description"].startswith("Tiny"):
                break
        send(window, "Hello")
        window.wait_for("list item", f"assistant: {ANSWER[:40]}…", TRANSCRIPT)
        window.wait_for("push button", "Send")
        desktop.picture("model answered")
        quit_window(window)
    (session,) = ask(data_dir, "sessions", "list")["sessions"]
    messages = ask(data_dir, "sessions", "history", session["session_id"])["messages"]
    assert [message["content"] for message in messages] == ["Hello", ANSWER]
    assert_invariants(data_dir)
