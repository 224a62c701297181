from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.errors import SENTENCES, UserError
from desktop_app.domain.messages import Message, MessageStatus, Role, first_words, preview_of
from desktop_app.domain.retention import expires_at
from desktop_app.domain.sessions import (
    UNTITLED,
    checked_name,
    checked_session_id,
    name_key,
    new_session_id,
    title_from,
)
from desktop_app.domain.settings import SessionSettings
from desktop_app.domain.users import checked_user
from tests.support.values import MOMENT, a_session


@given(st.text(max_size=2_000), st.integers(10, 100))
def test_first_words_fit_on_a_line(text: str, limit: int) -> None:
    words = first_words(text, limit)
    assert len(words) <= limit
    assert "\n" not in words
    assert words == " ".join(words.split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("short", "short"),
        ("  two\n lines ", "two lines"),
        ("word " * 20, "word word word…"),
        ("x" * 40, "x" * 19 + "…"),
    ],
)
def test_first_words(text: str, words: str) -> None:
    assert first_words(text, 20) == words


def test_a_preview_shows_words_and_no_marks() -> None:
    text = "## A list\n\n- **bold** and `code_with_underscores`\n> quoted 2 * 3"
    assert preview_of(text) == "A list bold and code_with_underscores quoted 2 * 3"
    assert preview_of("See [today, “Trip”](parley:message/12): a [b] (c) [d](") == "See today, “Trip”: a [b] (c) [d]("


@given(st.text(max_size=300))
def test_session_ids_are_taken_as_they_are_or_refused(text: str) -> None:
    if 1 <= len(text) <= 200 and text.isprintable():
        assert checked_session_id(text) == text
    else:
        with pytest.raises(UserError):
            checked_session_id(text)


def test_new_ids_differ() -> None:
    assert len({checked_session_id(new_session_id()) for _ in range(1_000)}) == 1_000


@given(st.text(max_size=250))
def test_a_name_is_stable_or_refused(text: str) -> None:
    try:
        name = checked_name(text)
    except UserError as error:
        assert error.code == "bad_session_name"
    else:
        assert name is None or (checked_name(name) == name and 0 < len(name) <= 200)


def test_names_that_a_person_would_call_the_same_share_a_key() -> None:
    assert name_key("Stra\u00dfe") == name_key("STRASSE")
    assert name_key("e\u0301clair") == name_key("\u00c9clair")
    assert name_key("ab") != name_key("a b")


def test_what_a_list_shows_of_a_session() -> None:
    assert a_session(name="n", title="t").shown_name == "n"
    assert a_session(title="t").shown_name == "t"
    assert a_session().shown_name == UNTITLED
    assert title_from("  \n ") is None


@pytest.mark.parametrize("user", ["", " ", "a\nb", "x" * 201])
def test_users_need_a_printable_name(user: str) -> None:
    with pytest.raises(UserError):
        checked_user(user)


def test_expiry() -> None:
    settings = SessionSettings()
    assert expires_at(a_session(), settings) == MOMENT + timedelta(hours=720)
    assert expires_at(a_session(temporary=True), settings) == MOMENT + timedelta(hours=1)
    later = MOMENT + timedelta(days=5)
    assert expires_at(a_session(restored_at=later), settings) == later + timedelta(hours=720)
    for never in (a_session(pinned=True), a_session(has_draft=True), a_session(persona="kept")):
        assert expires_at(never, settings, {"kept"}) is None
    assert expires_at(a_session(), SessionSettings(timeout_hours=0)) is None


@given(st.floats(min_value=0, allow_nan=False, allow_infinity=False), st.datetimes(timezones=st.just(UTC)))
def test_expiry_never_fails_and_never_lies_in_the_past_of_the_last_use(hours: float, used: datetime) -> None:
    moment = expires_at(a_session(last_activity_at=used), SessionSettings(timeout_hours=hours))
    assert moment is None or moment >= used


def a_message(content: str) -> Message:
    return Message(1, "s", None, Role.USER, content, MessageStatus.COMPLETE, MOMENT)


def test_every_sentence_can_be_filled_and_ends_like_one() -> None:
    for code, sentence in SENTENCES.items():
        assert sentence.rstrip("“”").endswith((".", "}", "”")) or ":" in sentence, code
        gaps = dict.fromkeys(_gaps(sentence), "x")
        assert "{" not in UserError(code, **gaps).message


def _gaps(sentence: str) -> list[str]:
    from string import Formatter

    return [name for _text, name, _spec, _conversion in Formatter().parse(sentence) if name]
