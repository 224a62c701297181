from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.errors import UserError
from desktop_app.domain.settings import SessionSettings, Settings
from desktop_app.formats.settings_toml import default_document, read_settings, with_user


def test_a_fresh_file_says_the_defaults_and_explains_every_key() -> None:
    text = default_document("user_1")
    assert read_settings(text.encode(), "f") == Settings(user="user_1")
    lines = text.splitlines()
    for section in fields(Settings):
        value = getattr(Settings(), section.name)
        for key in fields(value) if is_dataclass(value) else [section]:
            (place,) = [n for n, line in enumerate(lines) if line.startswith(f"{key.name} = ")]
            assert lines[place - 1].startswith("# "), key.name


def test_unknown_keys_are_passed_over() -> None:
    data = b"user = 'ada'\nfuture = 1\n[sessions]\ntimeout_hours = 1.5\nnew = true\n[else]\nx = 1\n"
    assert read_settings(data, "f") == Settings(user="ada", sessions=SessionSettings(timeout_hours=1.5))


def test_what_is_true_or_false_is_read_and_written_so() -> None:
    assert "enter_sends = true" in default_document("ada").splitlines()
    assert not read_settings(b"[ui]\nenter_sends = false", "f").ui.enter_sends


def test_setting_the_user_keeps_everything_else() -> None:
    text = "# mine\n[ui]\ntheme = 'dark' # at night\n[future]\nx = [1, 2]\n"
    changed = with_user(text, "ada")
    for part in ("# mine", "theme = 'dark' # at night", "[future]\nx = [1, 2]"):
        assert part in changed
    settings = read_settings(changed.encode(), "f")
    assert (settings.user, settings.ui.theme) == ("ada", "dark")


@given(st.text(max_size=60))
def test_any_user_can_be_written(user: str) -> None:
    if user.isprintable():
        assert read_settings(default_document(user).encode("utf-8", "replace"), "f") == replace(
            Settings(), user=user.encode("utf-8", "replace").decode()
        )


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"a = \n", "bad_settings_file", "line 1"),
        (b"[ui]\ntheme = 'dark'\ntheme = 'light'\n", "bad_settings_file", "line 3"),
        (b"[ui]\n\xff", "bad_settings_file", "line 2"),
        (b"a = " + b"[" * 100_000, "bad_settings_file", "nested"),
        (b"sessions = 3", "bad_setting", "sessions must be a section"),
        (b"[sessions]\ntimeout_hours = 'x'", "bad_setting", "sessions.timeout_hours must be a number"),
        (b"[sessions]\ntimeout_hours = -1", "bad_setting", "from 0 upwards"),
        (b"[sessions]\ntimeout_hours = nan", "bad_setting", "from 0 upwards"),
        (b"[sessions]\ntrash_days = true", "bad_setting", "from 0 upwards"),
        (b"[ui]\ntheme = 'blue'", "bad_setting", '"system", "light", "dark"'),
        (b"[ui]\nenter_sends = 1", "bad_setting", "true or false"),
        (b"[privacy]\nallowed_hosts = ['a', 1]", "bad_setting", "a list of texts"),
        (b"user = 5", "bad_setting", "text in quotes"),
    ],
)
def test_a_mistake_is_told_with_its_place(data: bytes, code: str, words: str) -> None:
    with pytest.raises(UserError) as refused:
        read_settings(data, "settings.toml")
    assert refused.value.code == code
    assert words in refused.value.message
    assert "settings.toml" in refused.value.message


@given(st.binary(max_size=300) | st.text(alphabet="[]=\"'#.\n abz019\\{},", max_size=200).map(str.encode))
def test_whatever_is_in_the_file_it_is_read_or_refused(data: bytes) -> None:
    try:
        read_settings(data, "f")
    except UserError as error:
        assert error.code in {"bad_settings_file", "bad_setting"}
