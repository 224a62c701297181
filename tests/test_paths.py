"""Where Parley keeps its things."""

import os
import sys
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.paths import Paths, locate, prepare


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a built program that this process takes itself for."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "parley"))
    return tmp_path


def test_a_portable_program_keeps_everything_beside_itself(built: Path) -> None:
    (built / "portable").touch()
    assert {locate().data, locate().config} == {built / "data"}
    assert locate(str(built / "elsewhere")).data == built / "elsewhere"


def test_an_installed_program_does_not(built: Path) -> None:
    assert locate().data != built / "data"


def test_nor_does_one_that_is_run_by_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "portable").touch()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert locate().data != tmp_path / "data"


def test_no_folder_is_not_the_desktop_s_own() -> None:
    for nothing in ("", " "):
        with pytest.raises(UserError, match="no_data_folder"):
            locate(nothing)


def test_a_folder_that_can_only_be_read_is_to_be_copied(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data_dir.mkdir(mode=0o755)
    monkeypatch.setattr("os.access", lambda _folder, mode: not mode & os.W_OK)
    with pytest.raises(UserError, match="data_folder_read_only") as refused:
        prepare(Paths(data_dir, data_dir))
    assert str(data_dir) in refused.value.message
    assert data_dir.stat().st_mode & 0o777 == 0o755
