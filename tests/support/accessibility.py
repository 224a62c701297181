"""A screen and a desktop session of the test's own, and the windows on it as a screen reader meets them."""

import json
import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from tests.support.pictures import read_screen
from tests.support.processes import SECONDS, start
from tests.support.x11 import Screen

SYSTEM_PYTHON = "/usr/bin/python3"
DRIVER = Path(__file__).parents[1] / "journeys" / "atspi_driver.py"
Found = dict[str, Any]


def need_desktop() -> None:
    """Fail where `./parley test` should have installed what is missing, skip where it could not."""
    missing = [name for name in ("Xvfb", "dbus-daemon") if shutil.which(name) is None]
    probe = "import gi; gi.require_version('Atspi', '2.0')"
    if not Path(SYSTEM_PYTHON).exists() or subprocess.run([SYSTEM_PYTHON, "-c", probe], capture_output=True).returncode:
        missing.append("python3-gi with gir1.2-atspi-2.0")
    if missing:
        words = f"the window cannot be driven from outside without {', '.join(missing)}"
        if os.environ.get("CI") or os.geteuid() == 0:
            pytest.fail(f"{words}; ./parley test installs them")
        pytest.skip(words)


class Desktop:
    """A virtual screen, a session bus and the program that looks at windows; everything ends with its block."""

    def __init__(self, folder: Path, size: tuple[int, int] = (1280, 800)) -> None:
        self._folder = folder
        self._size = size
        self._closing = ExitStack()
        self.environment: dict[str, str] = {}

    def __enter__(self) -> Self:
        with ExitStack() as closing:
            for name in ("runtime", "frame"):
                (self._folder / name).mkdir(mode=0o700, parents=True)
            self.environment = {
                "XDG_RUNTIME_DIR": str(self._folder / "runtime"),
                "QT_QPA_PLATFORM": "xcb",
                "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
                "GSETTINGS_BACKEND": "memory",
            }
            self.environment["DISPLAY"] = f":{closing.enter_context(self._screen())}"
            self.environment["DBUS_SESSION_BUS_ADDRESS"] = closing.enter_context(self._bus())
            self._driver = closing.enter_context(self._piped([SYSTEM_PYTHON, str(DRIVER)]))
            self._closing = closing.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.close()

    @property
    def frame(self) -> Path:
        """What is on the screen: a file that the X server keeps current, in XWD's format."""
        return self._folder / "frame" / "Xvfb_screen0"

    def ask(self, **request: object) -> Any:
        """Let the driver do something; raise `LookupError` when what it needs is not there."""
        assert self._driver.stdin is not None
        self._driver.stdin.write(json.dumps(request).encode() + b"\n")
        self._driver.stdin.flush()
        answer = json.loads(_line_from(self._driver))
        if "gone" in answer:
            raise LookupError(answer["gone"])
        return answer["found"]

    def picture(self, name: str) -> None:
        """Save what is on the screen, where PARLEY_SCREENSHOTS names a folder for it."""
        folder = os.environ.get("PARLEY_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            assert read_screen(self.frame).save(str(Path(folder, f"{name}.png")))

    @contextmanager
    def window(self, data_dir: Path) -> Iterator["Window"]:
        """Open Parley's window; the block's end kills what is then still running."""
        with start(data_dir, environment=self.environment, stdout=subprocess.DEVNULL) as process:
            try:
                window = Window(self, process)
                window.wait_for("frame", "…")
                yield window
            finally:
                if process.poll() is None:
                    process.kill()

    @contextmanager
    def _screen(self) -> Iterator[str]:
        """Start an X server on a display number of its own choice."""
        reading, writing = os.pipe()
        size = f"{self._size[0]}x{self._size[1]}x24"
        command = [
            "Xvfb",
            "-displayfd",
            str(writing),
            "-screen",
            "0",
            size,
            "-nolisten",
            "tcp",
            "-noreset",
            "-nocursor",
        ]
        command += ["-fbdir", str(self._folder / "frame")]
        with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server, ending(server):
            os.close(writing)
            with os.fdopen(reading) as pipe:
                assert select.select([pipe], [], [], SECONDS)[0], "the X server did not start"
                number = pipe.readline().strip()
            assert number, "the X server did not start"
            yield number

    @contextmanager
    def _bus(self) -> Iterator[str]:
        with self._piped(["dbus-daemon", "--session", "--nofork", "--print-address"]) as bus:
            yield _line_from(bus).decode().strip()

    @contextmanager
    def _piped(self, command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
        """Start a program in this desktop that answers line by line."""
        with (
            subprocess.Popen(
                command,
                env={**os.environ, **self.environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            ) as process,
            ending(process),
        ):
            yield process


class Window:
    """Parley's window: what can be found, read, pressed and written in it."""

    def __init__(self, desktop: Desktop, process: subprocess.Popen[bytes]) -> None:
        self._desktop = desktop
        self.process = process

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
            time.sleep(min(max(0.05, time.monotonic() - asked), 1))
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
        with Screen.open(self._desktop.environment["DISPLAY"]) as screen:
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
        return self.process.returncode

    def _take_keyboard(self) -> None:
        """Let keys go to the window, as a window manager would; it was taken away when a dialog closed."""
        with Screen.open(self._desktop.environment["DISPLAY"]) as screen:
            screen.give_keyboard()
        self.wait_for("frame", "…", state="active")

    def _ask(self, **request: object) -> Any:
        return self._desktop.ask(pid=self.process.pid, **request)


@contextmanager
def ending(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """End a process that the test started, when the block ends."""
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _line_from(process: subprocess.Popen[bytes]) -> bytes:
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], SECONDS)[0], f"{process.args!r} does not answer"
    line: bytes = process.stdout.readline()
    assert line, f"{process.args!r} has ended"
    return line
