"""A screen and a desktop session of the tests' own, on which windows are opened."""

import json
import os
import select
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from tests.support.accessibility import Window
from tests.support.pictures import read_screen
from tests.support.processes import SECONDS, Process, start, start_soon
from tests.support.x11 import Screen

SYSTEM_PYTHON = "/usr/bin/python3"
DRIVER = Path(__file__).parents[1] / "journeys" / "atspi_driver.py"


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
        self._processes: list[subprocess.Popen[bytes]] = []
        self._is_asking = False
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
    def is_usable(self) -> bool:
        """Whether all of it runs, and every question was answered: the next answer would be to the last question."""
        return not self._is_asking and all(process.poll() is None for process in self._processes)

    @property
    def frame(self) -> Path:
        """What is on the screen: a file that the X server keeps current, in XWD's format."""
        return self._folder / "frame" / "Xvfb_screen0"

    def ask(self, **request: object) -> Any:
        """Let the driver do something; raise `LookupError` when what it needs is not there."""
        assert self._driver.stdin is not None
        self._is_asking = True
        self._driver.stdin.write(json.dumps(request).encode() + b"\n")
        self._driver.stdin.flush()
        answer = json.loads(_line_from(self._driver))
        self._is_asking = False
        if "gone" in answer:
            raise LookupError(answer["gone"])
        return answer["found"]

    def rest_pointer(self) -> None:
        """Put the pointer where it is on a new screen."""
        with Screen.open(self.environment["DISPLAY"]) as screen:
            screen.put_pointer(self._size[0] // 2, self._size[1] // 2)

    def picture(self, name: str) -> None:
        """Save what is on the screen, where PARLEY_SCREENSHOTS names a folder for it."""
        folder = os.environ.get("PARLEY_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            assert read_screen(self.frame).save(str(Path(folder, f"{name}.png")))

    @contextmanager
    def window(self, data_dir: Path, *, anew: bool = False) -> Iterator[Window]:
        """Open Parley's window, in a process started `anew` where that is the point; the block's end kills it."""
        process: Process
        if anew:
            process = start(data_dir, environment=self.environment, stdout=subprocess.DEVNULL)
        else:
            process = start_soon(data_dir, environment=self.environment)
        with process:
            try:
                window = Window(process, self.ask, self.environment["DISPLAY"])
                window.wait_for("frame", "…")
                yield window
            finally:
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
            self._processes.append(server)
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
                env={**os.environ, **self.environment, "HOME": str(self._folder)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            ) as process,
            ending(process),
        ):
            self._processes.append(process)
            yield process


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
