"""Starting at login: what the desktop is told, by files of its own."""

import shlex
import stat
import sys
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.login_start import agent_program, entry_program
from desktop_app.paths import Paths, login_file, own_command
from desktop_app.services.login_start import FileWish, LoginStart, agent_file, autostart_file

HARD = ['/opt/My $Apps/a"b`c\\d/100%/parley', "--data-dir", "/home/né/x y", "--minimised"]


@pytest.fixture(params=[autostart_file, agent_file], ids=["freedesktop", "macos"])
def wish(request: pytest.FixtureRequest, tmp_path: Path) -> FileWish:
    made: FileWish = request.param(tmp_path / "config" / "autostart" / "parley.file")
    return made


async def test_it_is_off_until_it_is_wanted_and_off_again(wish: FileWish, tmp_path: Path) -> None:
    start = LoginStart(wish, [sys.executable, "--minimised"], portable=False)
    assert not await start.is_on()
    await start.switch(on=False)
    await start.switch(on=True)
    assert await start.is_on()
    (file,) = (tmp_path / "config" / "autostart").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    await start.switch(on=False)
    assert not await start.is_on()
    assert not file.exists()


async def test_a_program_that_moved_is_noted_anew_and_another_one_left_alone(wish: FileWish, tmp_path: Path) -> None:
    await LoginStart(wish, HARD, portable=False).switch(on=True)
    assert wish.program() == HARD[0]
    assert await LoginStart(wish, [sys.executable], portable=False).is_on()
    assert wish.program() == sys.executable
    other = tmp_path / "other"
    other.touch()
    assert await LoginStart(wish, [str(other)], portable=False).is_on()
    assert wish.program() == sys.executable


async def test_what_is_carried_around_is_refused(wish: FileWish) -> None:
    with pytest.raises(UserError, match="carried around"):
        await LoginStart(wish, HARD, portable=True).switch(on=True)
    assert wish.program() == ""


async def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "autostart").touch()
    start = LoginStart(autostart_file(tmp_path / "autostart" / "parley.desktop"), HARD, portable=False)
    with pytest.raises(UserError, match="could not be written"):
        await start.switch(on=True)
    assert not await start.is_on()


def test_what_a_desktop_or_a_person_wrote_there_is_understood() -> None:
    assert entry_program("[Desktop Entry]\nExec=parley\nHidden=true\n") == ""
    assert entry_program("[Desktop Entry]\nExec=parley --minimised\nX-GNOME-Autostart-enabled=false\n") == ""
    assert entry_program("[Desktop Entry]\nExec=/usr/bin/parley %U\n") == "/usr/bin/parley"
    for broken in ("", "Exec=", 'Exec="', "\0"):
        assert entry_program(broken) == ""
    for document in (b"", b"<plist>", b"<plist><dict/></plist>", b"\xff"):
        assert agent_program(document) == ""


def test_the_command_finds_the_same_data_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert own_command(Paths(tmp_path / "d", tmp_path / "c"))[1:] == [str(Path.cwd() / "main.py"), "--minimised"]
    chosen = own_command(Paths(tmp_path, tmp_path))
    assert chosen[-3:] == ["--data-dir", str(tmp_path), "--minimised"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command(Paths(tmp_path / "d", tmp_path / "c")) == [sys.executable, "--minimised"]
    monkeypatch.setenv("APPIMAGE", "/home/ada/Parley.AppImage")
    assert own_command(Paths(tmp_path / "d", tmp_path / "c"))[0] == "/home/ada/Parley.AppImage"
    if sys.platform == "linux":
        assert login_file() == tmp_path / "autostart" / "parley.desktop"
        assert shlex.join(chosen)
