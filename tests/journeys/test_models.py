"""Models from the command line."""

from pathlib import Path

import pytest

from tests.servers.tiny_gguf import ANSWER, make_tiny_gguf
from tests.support.model_home import fill_with_every_program_s
from tests.support.processes import ask


def test_models_of_other_programs_answer(data_dir: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA", "CONFIG", "CACHE"):
        monkeypatch.delenv(f"XDG_{name}_HOME")
    expected = fill_with_every_program_s(own_home, "linux")
    tiny = own_home / ".lmstudio" / "models" / "org" / "Tiny-GGUF" / "tiny.gguf"
    tiny.parent.mkdir()
    make_tiny_gguf(tiny)
    listed = ask(data_dir, "models", "list")
    assert {each["name"]: each["found_in"] for each in listed["models"]} == {
        **{name: [program] for name, program in expected.items()},
        "tiny": ["LM Studio"],
    }
    assert (listed["count"], listed["problems"]) == (len(expected) + 1, [])
    answered = ask(data_dir, "chat", "Hello", "--engine", "llama", "--model", "tiny")
    assert (answered["engine"], answered["reply"]) == ("llama", ANSWER)
