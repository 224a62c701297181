"""Export from the command line."""

import json
from pathlib import Path

import pytest

from tests.support.processes import ask, run
from tests.support.schema import problems


@pytest.fixture
def filled(data_dir: Path) -> Path:
    ask(data_dir, "chat", "Where shall the roses grow?", "--session", "garden")
    ask(data_dir, "sessions", "create", "--id", "other", "--name", "../../CON")
    return data_dir


def test_one_session_as_an_archive(filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "garden.json"
    done = ask(filled, "export", "--session", "garden", "--format", "json", "--out", str(target), "--all-branches")
    assert (done["success"], done["files"], done["sessions"], done["messages"]) == (True, [str(target)], 1, 2)
    document = json.loads(target.read_text("utf-8"))
    assert problems(document) == []
    assert document["sessions"][0]["messages"][0]["parts"][0]["text"] == "Where shall the roses grow?"
    again = run(filled, "export", "--session", "garden", "--format", "json", "--out", str(target), "--json")
    assert again.code == 1
    assert again.document["error"]["code"] == "export_exists"


@pytest.mark.parametrize("kind", ["markdown", "html", "text"])
def test_all_sessions_into_a_folder(filled: Path, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "chats"
    ended = run(filled, "export", "--all", "--format", kind, "--out", str(folder))
    assert ended.code == 0
    files = sorted(folder.iterdir())
    assert len(files) == 2
    assert all(str(file) in ended.out for file in files)
    assert any("Where shall the roses grow?" in file.read_text("utf-8") for file in files)


@pytest.mark.parametrize(
    "words",
    [
        ("--format", "text", "--out", "x"),
        ("--all", "--session", "garden", "--format", "text", "--out", "x"),
        ("--all", "--format", "pdf", "--out", "x"),
        ("--all", "--format", "text"),
    ],
)
def test_wrong_words(data_dir: Path, words: tuple[str, ...]) -> None:
    assert run(data_dir, "export", *words).code == 2
