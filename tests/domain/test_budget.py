"""What falls out of a prompt: whole turns, never too few, and then none for a while."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.attachments import Attachment
from desktop_app.domain.budget import (
    AFTER_A_FALL,
    FILES_SHARE,
    Shares,
    WholeTurn,
    file_tokens,
    first_sent,
    reserve_for,
    whole_turns,
    words_tokens,
)
from desktop_app.domain.context import tokens_of
from desktop_app.domain.messages import Message, MessageStatus, Role
from desktop_app.domain.token_rates import USUAL, corrected, in_steps, learned

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
NOTES = Attachment(1, "notes.txt", "text/plain", 3_600, "00")
PICTURE = Attachment(2, "cat.png", "image/png", 3_600, "00", 9, 9)


def said(role: Role, content: str, *attachments: Attachment) -> Message:
    return Message(1, "s", None, role, content, MessageStatus.COMPLETE, MOMENT, attachments=attachments)


messages = st.builds(said, st.sampled_from(list(Role)), st.text(max_size=80))
talks = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 200)), min_size=1, max_size=60)
rooms = st.integers(0, 600)


def grown(talk: list[tuple[int, int]], asked: int) -> list[WholeTurn]:
    """Return the turns when question number `asked` waits for its answer."""
    before = [WholeTurn((), question, question + answer) for question, answer in talk[:asked]]
    return [*before, WholeTurn((), talk[asked][0], talk[asked][0])]


@given(st.lists(messages, max_size=40))
def test_turns_are_whole_and_none_is_lost(branch: list[Message]) -> None:
    turns = whole_turns(branch, 1_000, images=False)
    assert [each for turn in turns for each in turn.messages] == [each for each in branch if each.content]
    assert all(turn.messages[0].role is Role.USER for turn in turns[1:])
    assert all(each.role is not Role.USER for turn in turns for each in turn.messages[1:])
    assert all(turn.tokens == pytest.approx(sum(map(tokens_of, turn.messages))) for turn in turns)


@given(talks, rooms)
def test_no_prompt_is_over_its_room_but_for_a_question_alone(talk: list[tuple[int, int]], room: int) -> None:
    for asked in range(len(talk)):
        turns = grown(talk, asked)
        first = first_sent(turns, room)
        assert 0 <= first <= asked
        assert sum(turn.tokens for turn in turns[first:]) <= room or first == asked


@given(talks, rooms)
def test_what_fell_out_stays_out_and_many_fall_at_a_time(talk: list[tuple[int, int]], room: int) -> None:
    before = 0
    for asked in range(len(talk)):
        turns = grown(talk, asked)
        first = first_sent(turns, room)
        assert first >= before
        left = sum(turn.tokens for turn in turns[first:])
        if first > before:
            assert left <= room * AFTER_A_FALL or first == asked
            kept_one_more = left + turns[first - 1].tokens
            assert kept_one_more > room * AFTER_A_FALL, "no more falls out than has to"
        before = first


def test_a_prompt_begins_as_the_last_one_for_several_turns() -> None:
    talk = [(10, 40)] * 200
    firsts = [first_sent(grown(talk, asked), 1_000) for asked in range(200)]
    assert len(set(firsts[20:])) <= 180 * 50 / 400 + 2
    assert firsts == sorted(firsts)


@given(st.floats(1, 1e6), st.one_of(st.none(), st.integers(1, 10**7)))
def test_the_reserve_leaves_room_for_a_question(window: float, most: int | None) -> None:
    assert 0 < reserve_for(window, most) <= window / 2


def test_shares() -> None:
    shares = Shares(1_000, persona=100, memory=10, summary=20, reserve=200, begun=70)
    assert (shares.words, shares.for_turns) == (200, 600)
    assert shares.times(2) == Shares(2_000, 200, 20, 40, 400, 140)
    assert Shares(10, persona=20).for_turns == 0
    assert words_tokens("") == 0 < words_tokens("Be kind.")


def test_files_take_their_share_and_pictures_only_where_they_are_seen() -> None:
    message = said(Role.USER, "look", NOTES, PICTURE)
    assert file_tokens(message, 10_000, images=False) == 1_000
    assert file_tokens(message, 10_000, images=True) == 1_800
    assert file_tokens(message, 1_000, images=True) == 1_000 * FILES_SHARE
    (turn,) = whole_turns([message], 10_000, images=False)
    assert turn.asked == turn.tokens == tokens_of(message) + 1_000


@given(st.floats(0.5, 4), st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_rate_moves_towards_what_is_counted_and_stays_sane(rate: float, estimated: float, counted: float) -> None:
    after = learned(rate, estimated, counted)
    assert 0.5 <= after <= 4
    assert 0.5 <= corrected(rate, estimated, counted) <= 4
    assert after <= in_steps(after) <= after * 1.051


def test_a_model_is_known_after_some_answers() -> None:
    rate = USUAL
    for _ in range(12):
        rate = learned(rate, 1_000, 1_500)
    assert rate == pytest.approx(1.5, rel=0.02)
    assert learned(rate, 10, 500) == rate, "too short to tell by"
    assert learned(rate, 1_000, 60) == rate, "most of it was remembered and not counted again"
    assert corrected(rate, 1_000, 1_200) == 1.2
    assert in_steps(1) == 1
    assert in_steps(1.234) == in_steps(1.235)
