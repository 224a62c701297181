"""What a comparison puts on the screen."""

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.differences import Change, Run, compare
from desktop_app.ui.compare.pieces import PORTION, count_of_changes, pieces_of

WORDS = st.lists(st.sampled_from(["one", "two", " ", "\n", "\u202e", "x" * 3_000])).map("".join)


@given(WORDS, WORDS)
def test_every_letter_is_shown_and_every_change_has_a_number(old: str, new: str) -> None:
    runs = compare(old, new)
    pieces = list(pieces_of(runs))
    for left_out, text in ((Change.ADDED, old), (Change.REMOVED, new)):
        shown = "".join(piece.text for piece in pieces if piece.change is not left_out)
        shown = shown.replace("⟨U+202E⟩", "\u202e").replace("↵", "").replace("·", " ")
        assert [each for each in shown if each != "\n"] == [each for each in text if each != "\n"]
    numbers = [piece.number for piece in pieces if piece.number is not None]
    assert sorted(set(numbers)) == list(range(count_of_changes(runs)))
    assert numbers == sorted(numbers)


def test_long_lines_are_broken_at_spaces() -> None:
    text = "word " * 4_000
    pieces = list(pieces_of([Run(Change.KEPT, text)]))
    assert max(len(piece.text) for piece in pieces) <= PORTION + 1
    lines = "".join(piece.text for piece in pieces).split("\n")
    assert len(lines) > 2
    assert all(not line or line.startswith("word ") for line in lines)
    assert "".join(lines) == text


def test_spaces_that_changed_are_seen() -> None:
    runs = compare("a b\nc", "a  b\n\nc")
    shown = [piece.text for piece in pieces_of(runs) if piece.change is Change.ADDED]
    assert shown == ["··", "↵\n"]


def test_what_replaces_something_is_one_change_with_it() -> None:
    runs = compare("alpha gone middle", "beta middle more")
    assert [run.change for run in runs] == [Change.REMOVED, Change.ADDED, Change.KEPT, Change.ADDED]
    assert count_of_changes(runs) == 2
