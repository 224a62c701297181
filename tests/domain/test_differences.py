"""The comparison of two versions of a text, word by word."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.diff_matching import Budget, matches
from desktop_app.domain.differences import Change, Run, compare

_VOCABULARY = [
    "a",
    "the",
    "sort",
    "merge",
    "list",
    " ",
    "\n",
    "  ",
    ".",
    ",",
    "3.14",
    "don't",
    "学",
    "é",
    "e\u0301",
    "🙂",
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(_VOCABULARY)).map("".join))


def marked(old: str, new: str, **limits: int) -> str:
    frames = {Change.KEPT: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "[+{}+]"}
    return "".join(frames[change].format(text) for change, text in compare(old, new, **limits))


def sides(runs: tuple[Run, ...]) -> tuple[str, str]:
    old = "".join(run.text for run in runs if run.change is not Change.ADDED)
    return old, "".join(run.text for run in runs if run.change is not Change.REMOVED)


def many_words(seed: int, count: int) -> str:
    chosen = random.Random(seed)
    words = ["".join(chosen.choices("abcdefghij", k=chosen.randint(1, 7))) for _ in range(3_000)]
    return " ".join(random.Random(seed + 1).choices(words, k=count))


@given(TEXTS, TEXTS, st.sampled_from([0, 1, 10, 1_000, 1_000_000]))
def test_both_texts_are_there_letter_by_letter(old: str, new: str, most_steps: int) -> None:
    runs = compare(old, new, most_steps)
    assert sides(runs) == (old, new)
    assert all(run.text for run in runs)
    kinds = [run.change for run in runs]
    assert all(one is not other for one, other in pairwise(kinds))
    assert (Change.ADDED, Change.REMOVED) not in set(pairwise(kinds))


@given(TEXTS)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert compare(text, text) == ((Run(Change.KEPT, text),) if text else ())


@given(TEXTS, TEXTS)
def test_nothing_in_common_is_all_changed(old: str, new: str) -> None:
    assert compare(old, "") == ((Run(Change.REMOVED, old),) if old else ())
    assert compare("", new) == ((Run(Change.ADDED, new),) if new else ())


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.lists(st.sampled_from("abcd"), max_size=12))
def test_nothing_in_common_is_overlooked(old: list[str], new: list[str]) -> None:
    found = matches(old, new, Budget(10_000))
    assert found is not None
    for match in found:
        assert old[match.old : match.old + match.length] == new[match.new : match.new + match.length]
    for one, other in pairwise(found):
        assert one.old + one.length <= other.old
        assert one.new + one.length <= other.new
    assert sum(match.length for match in found) == _longest_in_common(old, new)


def _longest_in_common(old: list[str], new: list[str]) -> int:
    lengths = [0] * (len(new) + 1)
    for one in old:
        diagonal = 0
        for place, other in enumerate(new, 1):
            above = lengths[place]
            lengths[place] = diagonal + 1 if one == other else max(above, lengths[place - 1])
            diagonal = above
    return lengths[-1]


def test_words_are_whole() -> None:
    assert marked("The quick brown fox jumps.", "The slow brown fox leaps!") == (
        "The [-quick-][+slow+] brown fox [-jumps.-][+leaps!+]"
    )
    assert marked("It costs 3.14 euros", "It costs 3.15 euros") == "It costs [-3.14-][+3.15+] euros"
    assert marked("I don't", "I didn't") == "I [-don't-][+didn't+]"


def test_what_is_written_without_spaces_is_compared_by_character() -> None:
    assert marked("我喜欢学习中文", "我喜欢教中文") == "我喜欢[-学习-][+教+]中文"
    assert marked("これはペンです", "これは本です") == "これは[-ペン-][+本+]です"


def test_what_is_drawn_as_one_is_never_cut() -> None:
    assert marked("cafe\u0301", "cafe") == "[-cafe\u0301-][+cafe+]"
    assert marked("👩‍💻 ok", "👩🏽‍💻 ok") == "[-👩‍💻-][+👩🏽‍💻+] ok"


def test_spaces_count_but_hold_nothing_together() -> None:
    assert marked("a  b", "a b") == "a[-  -][+ +]b"
    assert marked("one two three", "four five six") == "[-one two three-][+four five six+]"
    assert marked("a\n\nb", "a\n\nc\n\nb") == "a\n\n[+c\n\n+]b"


def test_a_sign_between_two_changes_is_a_part_of_them() -> None:
    assert marked("helps sleep, mood", "helps mood, sleep") == "helps [-sleep, mood-][+mood, sleep+]"
    assert marked("red, old house", "blue, new house") == "[-red, old-][+blue, new+] house"


def test_many_small_edits_in_a_long_text_are_all_found() -> None:
    words = many_words(1, 30_000).split()
    edited = ["EDITED" if place % 20 == 0 else word for place, word in enumerate(words)]
    runs = compare(" ".join(words), " ".join(edited))
    assert sides(runs) == (" ".join(words), " ".join(edited))
    assert sum("EDITED" in run.text for run in runs if run.change is Change.ADDED) > 1_400
    assert sum(len(run.text) for run in runs if run.change is Change.KEPT) > 0.9 * len(" ".join(words))


@pytest.mark.parametrize("most_steps", [0, 100, 10_000])
def test_little_work_finds_less_but_loses_nothing(most_steps: int) -> None:
    old, new = many_words(1, 2_000), many_words(2, 2_000)
    assert sides(compare(old, new, most_steps)) == (old, new)


def test_what_takes_too_long_is_all_changed() -> None:
    # Nothing stands there only once, and the same words are on both sides, in another order.
    chosen = random.Random(7)
    old, new = (" ".join(chosen.choices(["alphabet", "numbers"], k=600)) for _ in range(2))
    assert [run.change for run in compare(f"x {old} y", f"x {new} y", 1_000)] == [
        Change.KEPT,
        Change.REMOVED,
        Change.ADDED,
        Change.KEPT,
    ]
    assert len(compare(old, new)) > 100


def test_texts_of_megabytes_are_compared_by_lines() -> None:
    lines = [f"line {number} says something" for number in range(30_000)]
    changed = [f"{line} else" if number % 1_000 == 0 else line for number, line in enumerate(lines)]
    runs = compare("\n".join(lines), "\n".join(changed))
    assert sides(runs) == ("\n".join(lines), "\n".join(changed))
    added = [run.text for run in runs if run.change is Change.ADDED]
    assert added == [f"{changed[number]}\n" for number in range(0, 30_000, 1_000)]
