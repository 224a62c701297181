"""Windows as a screen reader meets them."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from tests.support.processes import SECONDS, Process
from tests.support.x11 import Screen

Found = dict[str, Any]


class Window:
    """Parley's window: what can be found, read, pressed and written in it."""

    def __init__(self, process: Process, ask: Callable[..., Any], display: str) -> None:
        """Drive the window of a process on that display; `ask` asks for the names that it tells."""
        self.process = process
        self._ask_about = ask
        self._display = display

    def find(self, role: str, name: str, *inside: tuple[str, str]) -> Found:
        """Return the first shown thing of that role and name (… at its end: a beginning); raise `LookupError`."""
        found: Found = self._ask(do="find", role=role, name=name, inside=inside)
        return found

    def shows(self, role: str, name: str, *inside: tuple[str, str]) -> bool:
        """Tell whether there is such a thing."""
        try:
            self.find(role, name, *inside)
        except LookupError:
            return False
        return True

    def wait_for(
        self, role: str, name: str, *inside: tuple[str, str], state: str | None = None, text: str | None = None
    ) -> Found:
        """Wait until there is such a thing, in that state and with that text."""
        found: Found = {}
        for _ in self.patiently(f"{role} “{name}” in state {state} with text {text!r}"):
            try:
                found = self.find(role, name, *inside)
            except LookupError:
                continue
            if (state is None or state in found["states"]) and (text is None or found["text"] == text):
                break
        return found

    def wait_until_gone(self, role: str, name: str, *inside: tuple[str, str]) -> None:
        """Wait until there is no such thing."""
        for _ in self.patiently(f"no {role} “{name}” any more"):
            if not self.shows(role, name, *inside):
                break

    def patiently(self, what: str, seconds: float = 60) -> Iterator[None]:
        """Yield again and again until the loop is left; fail when that takes too long or the window is gone."""
        deadline = time.monotonic() + seconds
        while (asked := time.monotonic()) < deadline:
            code = self.process.poll()
            assert code is None, f"the window is gone with {code}: {self.process.communicate()[1].decode()}"
            yield
            # Asking takes the window's time: it has as much for itself.
            time.sleep(min(max(0.05, time.monotonic() - asked), 0.2))
        raise AssertionError(f"waited in vain for {what}; {self.outline()}")

    def press(self, role: str, name: str, *inside: tuple[str, str]) -> None:
        """Wait until there is such a thing and it is enabled, then do what a click does."""
        self.wait_for(role, name, *inside, state="enabled")
        self._ask(do="press", role=role, name=name, inside=inside)

    def click(self, role: str, name: str, *inside: tuple[str, str]) -> None:
        """Wait until there is such a thing, then click there with the pointer."""
        self.wait_for(role, name, *inside, state="showing")
        assert self._ask(do="click", role=role, name=name, inside=inside)

    def write(self, role: str, name: str, text: str, *inside: tuple[str, str]) -> None:
        """Put a text into a field."""
        self.wait_for(role, name, *inside, state="editable")
        assert self._ask(do="write", role=role, name=name, inside=inside, text=text)

    def type(self, text: str) -> None:
        """Press keys, wherever the focus is."""
        self._take_keyboard()
        assert self._ask(do="type", text=text)

    def press_control(self, letter: str) -> None:
        """Press Ctrl and a letter."""
        self._take_keyboard()
        assert self._ask(do="chord", letter=letter)

    def press_keys(self, *keys: str) -> None:
        """Press keys one after the other, each perhaps with others held, such as Alt+Left."""
        self._take_keyboard()
        for each in keys:
            assert self._ask(do="keys", keys=each)

    def press_keys_in_dialog(self, *keys: str) -> None:
        """Press keys in the dialog that is open."""
        with Screen.open(self._display) as screen:
            screen.give_keyboard_to_dialog()
        for each in keys:
            assert self._ask(do="keys", keys=each)

    def select(self, role: str, name: str, child: str, *inside: tuple[str, str]) -> None:
        """Select a row of a list."""
        assert self._ask(do="select", role=role, name=name, inside=inside, child=child)

    def names(self, role: str, name: str, *inside: tuple[str, str], of: str = "list item") -> list[str]:
        """Return the names of the rows of a list, or of the things of another role in it."""
        rows = self._ask(do="names", role=role, name=name, inside=inside, of=of)
        assert isinstance(rows, list)
        return rows

    def listen(self) -> None:
        """Note from now on what the window wants to be said aloud."""
        assert self._ask(do="listen")

    def heard(self) -> list[str]:
        """Return what was to be said aloud since `listen`."""
        announced = self._ask(do="heard")
        assert isinstance(announced, list)
        return announced

    def outline(self) -> str:
        """Return what the window shows, a line each."""
        try:
            shown = self._ask(do="tree")
        except LookupError as error:
            return str(error)
        return "it shows:\n" + "\n".join(f"  {each['role']} “{each['name']}” {each['text'][:60]!r}" for each in shown)

    def wait_for_end(self) -> int:
        """Wait until the process has ended by itself; return its exit code."""
        _out, err = self.process.communicate(timeout=SECONDS)
        assert b"Traceback" not in err, err
        assert self.process.returncode is not None
        return self.process.returncode

    def _take_keyboard(self) -> None:
        """Let keys go to the window, as a window manager would; it was taken away when a dialog closed."""
        with Screen.open(self._display) as screen:
            screen.give_keyboard()
        self.wait_for("frame", "…", state="active")

    def _ask(self, **request: object) -> Any:
        return self._ask_about(pid=self.process.pid, **request)
