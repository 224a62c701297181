"""Models from the command line."""

import shutil
from pathlib import Path

import pytest

from tests.servers.tiny_gguf import make_tiny_gguf
from tests.support.model_home import fill_with_every_program_s
from tests.support.processes import ask, run, told


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("made") / "tiny.gguf"
    make_tiny_gguf(file)
    return file


def test_models_from_outside(
    data_dir: Path, own_home: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATA", "CONFIG", "CACHE"):
        monkeypatch.delenv(f"XDG_{name}_HOME")
    expected = fill_with_every_program_s(own_home, "linux")
    tiny = Path(shutil.copy(made, tmp_path / "tiny.gguf"))
    added = ask(data_dir, "models", "add", str(tiny))
    assert [each["path"] for each in added["models"]] == [str(tiny)]
    listed = ask(data_dir, "models", "list")
    assert {each["name"] for each in listed["models"]} == {*expected, "tiny"}
    assert listed["count"] == len(expected) + 1
    assert listed["problems"] == []
    refused = told(run(data_dir, "models", "inspect", str(tmp_path / "none.gguf")))
    assert refused.startswith(f"There is no file {tmp_path / 'none.gguf'}.")
