import asyncio
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.settings import Settings
from desktop_app.services.settings import PreferenceService, ensure_settings, load_settings, set_user


def test_the_first_start_makes_a_user_that_stays(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    first = ensure_settings(file)
    assert first.user.startswith("user_")
    assert ensure_settings(file) == first
    assert not file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    assert [path.name for path in tmp_path.glob("*.new")] == []


def test_a_file_without_a_user_gets_one_and_keeps_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("# mine\n[ui]\ntheme = 'dark'\n")
    settings = ensure_settings(file)
    assert settings.ui.theme == "dark"
    assert "# mine" in file.read_text()
    assert load_settings(file) == settings


def test_processes_that_start_together_agree_on_one_user(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from desktop_app.services.settings import ensure_settings\n"
        "print(ensure_settings(Path(sys.argv[1])).user)"
    )
    words = [sys.executable, "-c", code, str(tmp_path / "settings.toml")]
    together = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(8)]
    assert len({process.communicate()[0] for process in together}) == 1


def test_a_broken_file_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("user = ")
    with pytest.raises(UserError) as refused:
        ensure_settings(file)
    assert refused.value.code == "bad_settings_file"
    assert file.read_text() == "user = "


def test_settings_behind_a_link_are_written_there_and_never_made_anew_beside_it(tmp_path: Path) -> None:
    kept, link = tmp_path / "kept", tmp_path / "settings.toml"
    kept.mkdir()
    user = ensure_settings(kept / "mine.toml").user
    link.symlink_to(kept / "mine.toml")
    kept.rename(tmp_path / "not mounted")
    change = PreferenceService(link).change("ui", "theme", "dark")
    for refused in (lambda: ensure_settings(link), lambda: load_settings(link), lambda: asyncio.run(change)):
        with pytest.raises(UserError, match="settings_link_dangling"):
            refused()
    assert link.is_symlink()
    (tmp_path / "not mounted").rename(kept)
    asyncio.run(PreferenceService(link).change("ui", "theme", "dark"))
    assert link.is_symlink()
    settings = load_settings(kept / "mine.toml")
    assert (settings.user, settings.ui.theme) == (user, "dark")


@pytest.mark.parametrize("broken", [b"\xff\xfe", b"user = "])
def test_a_broken_file_is_never_changed(tmp_path: Path, broken: bytes) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(broken)
    with pytest.raises(UserError, match="bad_settings_file"):
        asyncio.run(PreferenceService(file).change("ui", "theme", "dark"))
    with pytest.raises(UserError, match="bad_settings_file"):
        set_user(file, "bob")
    assert file.read_bytes() == broken


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "settings.toml") == Settings()


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError) as refused:
        ensure_settings(tmp_path / "settings.toml")
    assert refused.value.code == "settings_not_saved"
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("settings.toml")] == []
