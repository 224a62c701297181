"""How many tokens a text is, about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.context import Room, estimated_tokens


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("", 0, 0),
        ("The quick brown fox jumps over the lazy dog.", 9, 14),
        ("Η γρήγορη καφέ αλεπού πηδάει πάνω από το τεμπέλικο σκυλί.", 20, 40),
        ("السلام عليكم ورحمة الله وبركاته", 12, 24),
        ("敏捷的棕色狐狸跳过了懒狗。", 8, 20),
        ("🙂🙂🙂🙂", 3, 12),
    ],
)
def test_each_script_counts_its_own_way(text: str, low: float, high: float) -> None:
    assert low <= estimated_tokens(text) <= high


@given(st.text(), st.text())
def test_two_texts_together_are_the_sum_of_both(one: str, other: str) -> None:
    both = estimated_tokens(one + other)
    assert both == pytest.approx(estimated_tokens(one) + estimated_tokens(other))
    assert both >= 0


@given(st.text(alphabet=st.characters()))
def test_any_text_can_be_estimated(text: str) -> None:
    assert estimated_tokens(text + "\ud800") > estimated_tokens(text)


def test_what_is_taken_of_the_room() -> None:
    room = Room(4_096, 96, rate=2)
    assert room.taken_with("") == 96
    assert room.taken_with("x" * 36, 360) == pytest.approx(96 + 2 * (10 + 100))
