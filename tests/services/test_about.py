"""What Parley tells of itself: from a checkout, and as a package."""

import json
import sys
from pathlib import Path

import pytest

from desktop_app import __version__
from desktop_app.domain.build import Build, Library
from desktop_app.paths import resource
from desktop_app.services.about import AboutService

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_a_checkout_knows_its_version_its_libraries_and_their_licences(tmp_path: Path) -> None:
    about = AboutService(resource(""), tmp_path)
    assert about.build() == Build(__version__, packaged=False)
    assert "MIT" in about.licence()
    libraries = {library.name: library for library in about.libraries()}
    assert {"Python", "PySide6_Essentials", "SQLAlchemy", "greenlet", "latex2mathml"} <= libraries.keys()
    assert "pytest" not in libraries  # a tool of its makers, which does not come along
    assert [name for name, library in libraries.items() if not library.licence or len(library.text) < 500] == []
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in libraries["PySide6_Essentials"].text


def test_a_package_says_what_was_written_into_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    (tmp_path / "licences").mkdir()
    (tmp_path / "secret.txt").write_text("not a licence")
    (tmp_path / "licences" / "one.txt").write_text("Do as you like.")
    (tmp_path / "build.json").write_text(json.dumps({"commit": COMMIT, "built_at": "2026-11-21T20:00:00Z"}))
    index = [
        {"name": "One", "version": "1.0", "licence": "MIT", "file": "one.txt"},
        {"name": "Two", "version": "2", "licence": "BSD", "file": "../secret.txt"},
        "not an entry",
    ]
    (tmp_path / "licences" / "index.json").write_text(json.dumps(index))
    about = AboutService(tmp_path, tmp_path)
    assert about.build() == Build(__version__, COMMIT, "2026-11-21T20:00:00Z", packaged=True)
    assert about.libraries() == (Library("One", "1.0", "MIT", "Do as you like."), Library("Two", "2", "BSD", ""))


@pytest.mark.parametrize("words", [b"", b"[]", b"{", b'{"commit": 7, "built_at": null}', b"\xff"])
def test_a_build_file_that_says_nothing_is_passed_over(tmp_path: Path, words: bytes) -> None:
    (tmp_path / "build.json").write_bytes(words)
    assert AboutService(tmp_path, tmp_path).build() == Build(__version__)
