"""Where Parley keeps its things."""

import sys
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.paths import locate


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
