"""Thoughts in front of an answer are told apart, however the text is cut, and no letter of either is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.engines.openai.thoughts import ThoughtSplitter

PIECES = st.lists(
    st.sampled_from(
        ["<think>", "</think>", "<thinking>", "</thinking>", "<", "th", "ink>", "</", "\n", " ", "a", "b c"]
    ),
    max_size=12,
)


def split(*pieces: str) -> tuple[str, str]:
    splitter = ThoughtSplitter()
    found = [*(splitter.feed(piece) for piece in pieces), splitter.end()]
    return "".join(thought for thought, _text in found), "".join(text for _thought, text in found)


@pytest.mark.parametrize(
    ("said", "thought", "text"),
    [
        ("<think>\nHm.\n</think>\n\nYes.", "\nHm.\n", "Yes."),
        ("\n <thinking>a</think>b</thinking> c", "a</think>b", "c"),
        ("<think></think>Yes", "", "Yes"),
        ("<think>a</think><think>b</think>c", "a", "<think>b</think>c"),
        ("Yes <think>no</think>", "", "Yes <think>no</think>"),
        ("<thin ice", "", "<thin ice"),
        ("<think>still at it </thi", "still at it </thi", ""),
        ("<think>a</think> \n", "a", ""),
        ("  plain", "", "  plain"),
        ("", "", ""),
    ],
)
def test_splits(said: str, thought: str, text: str) -> None:
    assert split(said) == (thought, text)
    assert split(*said) == (thought, text)


@given(PIECES)
def test_how_it_is_cut_makes_no_difference(pieces: list[str]) -> None:
    said = "".join(pieces)
    thought, text = split(*pieces)
    assert (thought, text) == split(said) == split(*said)
    assert [letter for letter in thought + text if letter in "abc"] == [letter for letter in said if letter in "abc"]
    assert said.endswith(text)


@given(st.text(max_size=30), st.text(alphabet="ab<>/think\n ", max_size=30))
def test_plain_text_is_left_alone(begin: str, rest: str) -> None:
    text = f"x{begin}{rest}"
    assert split(*text) == ("", text)
