import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.cli.parser import parse
from desktop_app.cli.words import window_words

words = st.lists(
    st.sampled_from(["--data-dir", "--user", "--data-dir=/d", "--user=u", "/x", "ada", "chat"]), max_size=5
)


@pytest.mark.parametrize(
    ("given_words", "expected"),
    [
        ([], (None, None)),
        (["--data-dir", "/d"], ("/d", None)),
        (["--user=ada", "--data-dir=/d"], ("/d", "ada")),
        (["--json"], None),
        (["chat", "hello"], None),
        (["--data-dir"], None),
        (["--user", "--json"], None),
    ],
)
def test_the_plainest_words(given_words: list[str], expected: object) -> None:
    assert window_words(given_words) == expected


@given(words)
def test_they_mean_what_the_parser_takes_them_for(given_words: list[str]) -> None:
    plain = window_words(given_words)
    if plain is not None:
        arguments = parse(given_words)
        assert (arguments.command, arguments.data_dir, arguments.user) == (None, *plain)
