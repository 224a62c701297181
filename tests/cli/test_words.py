from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.cli import parser
from desktop_app.cli.parser import parse
from desktop_app.cli.words import COMMANDS, WindowWords, window_words
from desktop_app.domain.errors import UserError

HERE = Path.cwd().as_uri()
words = st.lists(
    st.sampled_from(["--data-dir", "--user", "--data-dir=/d", "--user=u", "--minimised", "/x", "ada", "chat"]),
    max_size=5,
)


@pytest.mark.parametrize(
    ("given_words", "expected"),
    [
        ([], WindowWords()),
        (["--data-dir", "/d"], WindowWords("/d")),
        (["--user=ada", "--data-dir=/d"], WindowWords("/d", "ada")),
        (["--minimised", "--user", "ada"], WindowWords(user="ada", minimised=True)),
        (["-session", "10ab-17_1"], WindowWords()),
        (["/a b.png", "--user=ada"], WindowWords(user="ada", addresses=("file:///a%20b.png",))),
        (["parley://session/7", "gone.gguf"], WindowWords(addresses=("parley://session/7", HERE + "/gone.gguf"))),
        (["no-such-command"], None),
        (["chat"], None),
        (["/a.png", "chat"], None),
        (["--json"], None),
        (["chat", "hello"], None),
        (["--data-dir"], None),
        (["--user", "--json"], None),
    ],
)
def test_the_plainest_words(given_words: list[str], expected: WindowWords | None) -> None:
    assert window_words(given_words) == expected


@given(words)
def test_they_mean_what_the_parser_takes_them_for(given_words: list[str]) -> None:
    plain = window_words(given_words)
    if plain is not None and not plain.addresses:
        said = parse(given_words)
        assert (said.command, WindowWords(said.data_dir, said.user, (), said.minimised)) == (None, plain)


def test_no_command_is_taken_for_a_file() -> None:
    (commands,) = parser._build()._subparsers._group_actions  # type: ignore[union-attr]
    assert set(commands.choices or ()) == COMMANDS


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_command_that_stands_first_is_understood_as_it_is_among_all(command: str) -> None:
    (every,) = parser._build()._subparsers._group_actions  # type: ignore[union-attr]
    (alone,) = parser._build(parser._command_in(("--user", "chat", command)))._subparsers._group_actions  # type: ignore[union-attr]
    assert list(alone.choices or ()) == [command]
    assert alone.choices[command].format_help() == every.choices[command].format_help()  # type: ignore[index]
    assert parser._command_in(("--us", "chat", command)) is None, "an option that is cut short may take a word"


def test_too_many_files_are_refused_in_a_sentence() -> None:
    with pytest.raises(UserError, match="At most 50 files"):
        window_words(["/x"] * 51)
