"""The commands about models: what people read, and what is refused."""

import asyncio
import hashlib
from pathlib import Path

import pytest

from desktop_app.app import open_services
from desktop_app.cli.parser import parse
from desktop_app.cli.run import run as run_command
from desktop_app.domain.settings import Settings
from desktop_app.paths import Paths, prepare
from tests.servers.file_server import FileServer, whole
from tests.servers.tiny_gguf import make_tiny_gguf
from tests.support.model_home import named, put


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("made") / "tiny.gguf"
    make_tiny_gguf(file)
    return file


class Line:
    """A command line of its own on the services of this process."""

    def __init__(self, data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._paths = Paths(data_dir, data_dir)
        self._capsys = capsys
        prepare(self._paths)

    async def say(self, *words: str, code: int = 0) -> str:
        """Run a command that must end with that code; return what it printed."""
        self._capsys.readouterr()
        opening = lambda: open_services(self._paths, Settings(user="ada"))  # noqa: E731
        ended = await run_command(parse(words), opening, lambda: pytest.fail("no doctor is needed"), None)
        shown = self._capsys.readouterr()
        assert ended == code, shown
        return shown.err if code else shown.out


@pytest.fixture
def line(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    return Line(data_dir, capsys)


async def test_what_people_read(line: Line, made: Path, tmp_path: Path) -> None:
    put(tmp_path / "folder" / "Deep" / "One.gguf", named("One"))
    put(tmp_path / "folder" / "cut.gguf", named("Cut")[:-1])
    assert (await line.say("models", "list")).startswith("No models.")
    shown = await line.say("models", "add", str(tmp_path / "folder"))
    assert "One  128, Q4_K_M, 1 kB: fits  (added by you)" in shown
    assert "cut  128, Q4_K_M, 1 kB: it is cut off  (added by you)" in shown
    await line.say("models", "add", str(made))
    about = (await line.say("models", "inspect", "tiny", "--context", "2048")).splitlines()
    assert {"architecture: llama", "context: 16384 tokens", "layers: 1, with 12 heads and 1 for keys and values"} < set(
        about
    )
    assert any(each.startswith("memory: fits: needs ") and "with 2048 tokens" in each for each in about)
    sha256 = hashlib.sha256(made.read_bytes()).hexdigest()
    for _ in range(2):
        assert await line.say("models", "hash", "tiny") == f"{sha256}  {made}\n"
    assert f"sha256: {sha256}" in await line.say("models", "inspect", "tiny")
    await line.say("models", "forget", str(made))
    await line.say("models", "forget", str(tmp_path / "folder"))
    assert (await line.say("models", "list")).startswith("No models.")
    assert made.exists()
    assert "There is no file" in await line.say("models", "inspect", str(tmp_path / "none.gguf"), code=1)
    assert "There is no model “nobody”" in await line.say("models", "inspect", "nobody", code=1)
    assert "not among the files and folders" in await line.say("models", "forget", str(made), code=1)


async def test_engines_that_can_answer(line: Line) -> None:
    assert (await line.say("engines", "list")).startswith("builtin  the built-in responder")
    assert '"name": "builtin"' in await line.say("engines", "list", "--json")


async def test_what_a_file_says_of_itself_commands_no_terminal(line: Line, tmp_path: Path) -> None:
    put(tmp_path / "a" / "model.gguf", named("\x1b]0;owned\x07 Odd"))
    shown = await line.say("models", "add", str(tmp_path / "a"))
    assert "\x1b" not in shown
    assert "Odd" in shown


@pytest.mark.parametrize(
    "words", [("models",), ("models", "inspect"), ("models", "list", "--context", "0"), ("models", "add")]
)
def test_wrong_words(words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as left:
        parse(words)
    assert left.value.code == 2


async def test_a_download_says_whom_it_asks(line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody(*_arguments: object, **_named: object) -> object:
        raise OSError("there is no name server")

    octets = named("Fetched")
    async with FileServer(**{"some.gguf": whole(octets)}) as server:
        shown = await line.say("models", "download", server.address("some.gguf"), "--to", str(tmp_path / "mine"))
    assert shown == f"{tmp_path / 'mine' / 'some.gguf'}\n"
    assert "some" in await line.say("models", "list")
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", nobody)
    refused = await line.say("models", "download", "https://models.invalid/x.gguf", code=1)
    note, sentence = refused.splitlines()
    assert note == (
        "This leaves your computer: models.invalid will be asked for the file and will see your internet address."
    )
    assert sentence.startswith("models.invalid cannot be reached.")
