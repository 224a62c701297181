"""What no store can hold is refused with a plain sentence, or kept exactly; never half."""

import math
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.domain.errors import UserError
from desktop_app.domain.metadata import MAX_DEPTH, checked_metadata
from desktop_app.domain.sessions import name_key
from desktop_app.engines.protocol import Delta
from desktop_app.services.chat import ChatEvent, Finished, SendRequest, Streamed
from desktop_app.services.services import Services
from tests.services.conftest import Opening
from tests.support.clock import FakeClock
from tests.support.often import often
from tests.support.script import Script

HALF = "\ud83d"
NOTHING = {"active_sessions": 0, "total_sessions": 0, "total_messages": 0}

Use = Callable[[Services], Awaitable[object]]


async def send(services: Services, text: str, **where: Any) -> list[ChatEvent]:
    async with aclosing(services.chat.send(SendRequest("ada", text, **where))) as events:
        return [event async for event in events]


async def refusal(work: Awaitable[object]) -> UserError:
    with pytest.raises(UserError) as refused:
        await work
    assert refused.value.message.isprintable()
    return refused.value


async def counts(services: Services) -> dict[str, int]:
    found = await services.removal.statistics("ada")
    return {name: found[name] for name in NOTHING}


@pytest.mark.chat_file
@pytest.mark.parametrize("session_id", ["", "a\nb", "\x1b[2J", "a\0b", "x" * 201, HALF, "a\u2028b", "\u202eabc"])
async def test_an_id_that_cannot_be_shown_is_refused(services: Services, session_id: str) -> None:
    uses: list[Awaitable[object]] = [
        services.sessions.create("ada", session_id=session_id),
        services.sessions.ensure(session_id, "ada"),
        services.sessions.show("ada", session_id),
        services.sessions.history("ada", session_id),
        send(services, "hello", session_id=session_id),
    ]
    for use in uses:
        assert (await refusal(use)).code == "bad_session_id"
    assert await counts(services) == NOTHING


@pytest.mark.parametrize("session_id", ["", "a\nb", "x" * 201, HALF, "unknown"])
async def test_nothing_can_be_done_to_a_session_that_cannot_be(services: Services, session_id: str) -> None:
    sessions, removal = services.sessions, services.removal
    uses: list[Awaitable[object]] = [
        sessions.rename("ada", session_id, "name"),
        sessions.set_pinned("ada", session_id, pinned=True),
        sessions.archive("ada", session_id),
        sessions.trash("ada", session_id),
        sessions.restore("ada", [session_id]),
        removal.clear("ada", session_id),
        removal.delete("ada", session_id),
    ]
    for use in uses:
        assert (await refusal(use)).code in {"session_not_found", "not_storable", "bad_session_id"}
    assert await counts(services) == NOTHING


@pytest.mark.chat_file
@pytest.mark.parametrize("name", ["a\x07b", "a\0b", "x" * 201, HALF, "\u202eabc", "a\u00adb"])
async def test_a_name_that_cannot_be_shown_is_refused(services: Services, name: str) -> None:
    await services.sessions.create("ada", session_id="s", name="good")
    assert (await refusal(services.sessions.create("ada", name=name))).code == "bad_session_name"
    assert (await refusal(services.sessions.rename("ada", "s", name))).code == "bad_session_name"
    assert (await services.sessions.show("ada", "s")).name == "good"
    assert (await counts(services))["total_sessions"] == 1


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("Café", "Cafe\u0301"),
        ("Straße", "STRASSE"),
        ("Trip", "ＴＲＩＰ"),
        ("ﬁle", "FILE"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("Ångström", "\u212bngstro\u0308m"),
        ("a  b", " a b "),
        ("ΰ", "Υ\u0308\u0301"),
    ],
)
async def test_names_that_differ_only_in_case_or_form_are_one(services: Services, name: str, same: str) -> None:
    first = await services.sessions.create("ada", session_id="first", name=name)
    assert first.created
    again = await services.sessions.create("ada", name=same)
    assert (again.session.id, again.created) == ("first", False)
    await services.sessions.create("ada", session_id="second", name="another")
    assert (await refusal(services.sessions.rename("ada", "second", same))).code == "name_taken"
    assert (await services.sessions.create("bob", name=same)).created


@given(st.text(max_size=20))
def test_the_key_of_a_name_is_the_same_for_all_its_forms(text: str) -> None:
    import unicodedata

    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert name_key(unicodedata.normalize(form, text)) == name_key(text)
    assert name_key(name_key(text)) == name_key(text)


@pytest.mark.chat_file
@pytest.mark.parametrize("user_id", ["", " ", "a\nb", HALF, "x" * 201, "a\0b"])
async def test_a_user_that_cannot_be_named_is_refused(services: Services, user_id: str) -> None:
    assert (await refusal(services.sessions.create(user_id))).code == "bad_user"
    assert (await refusal(services.sessions.ensure_default(user_id))).code == "bad_user"


def nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"": value}
    return value


def endless() -> dict[str, Any]:
    value: dict[str, Any] = {}
    value["itself"] = value
    return value


@pytest.mark.chat_file
@pytest.mark.parametrize(
    "metadata",
    [
        {"a": math.nan},
        {"a": [math.inf]},
        {"a": {1, 2}},
        {"a": (1, 2)},
        {"a": b"bytes"},
        {"a": datetime.now(UTC)},
        {1: "a"},
        {"a": {None: 1}},
        {"a": HALF},
        {HALF: "a"},
        {"a": "\0"},
        {"a": 2**63},
        {"a": -(10**5000)},
        {"a": "x" * 64_001},
        nested(MAX_DEPTH + 2),
        nested(100_000),
        endless(),
    ],
    ids=lambda _metadata: "",
)
async def test_metadata_that_is_not_plain_json_is_refused(services: Services, metadata: dict[str, Any]) -> None:
    await services.sessions.create("ada", session_id="s", metadata={"kept": "as it is"})
    assert (await refusal(services.sessions.create("ada", metadata=metadata))).code == "metadata_not_json"
    assert (await refusal(services.sessions.create("ada", session_id="s", metadata=metadata))).code
    assert (await services.sessions.show("ada", "s")).metadata == {"kept": "as it is"}
    assert (await counts(services))["total_sessions"] == 1


_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
)
_KEYS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=10)
_JSON = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4))


@given(st.dictionaries(_KEYS, _JSON, max_size=5))
@settings(max_examples=often(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_metadata_that_is_json_comes_back_exactly(services: Services, metadata: dict[str, Any]) -> None:
    made = await services.sessions.create("ada", metadata=metadata)
    stored = (await services.sessions.show("ada", made.session.id)).metadata
    assert repr(stored) == repr(metadata) or stored == metadata
    assert checked_metadata(metadata) == metadata


@pytest.mark.chat_file
@pytest.mark.parametrize("text", [HALF, "half " + HALF + " a smile", "\ude00", "a\0b"])
async def test_a_message_that_is_no_text_is_refused(services: Services, text: str) -> None:
    assert (await refusal(send(services, text))).code == "bad_message"
    assert await counts(services) == NOTHING


@pytest.mark.parametrize(
    "text", ["a\x01\x02\x7fb", "\u202eevil", "e\u0301 é", "line\r\nline\u2028line\n", "😀" * 50, "\ufffe\uffff", " x "]
)
async def test_a_message_is_kept_to_the_letter(services: Services, text: str) -> None:
    await send(services, text, session_id="s")
    assert (await services.sessions.history("ada", "s"))[0].content == text


@pytest.mark.chat_file
async def test_an_engine_that_sends_what_is_no_text_still_answers(services: Services, script: Script) -> None:
    script.next("a\ud83d", "\ude00b", "\ude00", "\0", "c\ud83d", Delta(finish_reason=f"st{HALF}op", model=f"m{HALF}"))
    events = await send(services, "hello", session_id="s")
    end = events[-1]
    assert isinstance(end, Finished)
    assert end.answer.content == "a😀b\ufffd\ufffdc\ufffd"
    assert "".join(event.text for event in events if isinstance(event, Streamed)) == end.answer.content
    assert end.answer.model == "m\ufffd"
    assert (await services.sessions.history("ada", "s"))[1] == end.answer


async def test_a_draft_of_half_characters_is_kept_as_far_as_it_is_text(services: Services) -> None:
    await services.sessions.create("ada", session_id="s")
    await services.sessions.save_draft("s", f"half {HALF} a smile")
    assert await services.sessions.read_draft("s") == "half \ufffd a smile"


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1, 1, 2, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 30, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
    ids=str,
)
async def test_any_date_of_the_calendar_is_kept_exactly(opening: Opening, clock: FakeClock, moment: datetime) -> None:
    clock.moment = moment
    async with opening() as services:
        await send(services, "hello", session_id="s")
        session = await services.sessions.show("ada", "s")
        assert session.created_at == session.last_activity_at == moment
        assert {message.created_at for message in await services.sessions.history("ada", "s")} == {moment}
        assert [each.id for each in await services.sessions.list_sessions("ada")] == ["s"]
        assert services.sessions.expires_at(session) is None or session.created_at < datetime.max.replace(tzinfo=UTC)
        await services.sessions.list_expiring("ada")
        assert (await services.retention.prune()).expired == ()


@pytest.mark.chat_file
@pytest.mark.parametrize("number", [2**62, -(2**62)])
async def test_a_date_outside_all_calendars_hides_nothing(opening: Opening, data_dir: Any, number: int) -> None:
    import sqlite3
    from contextlib import closing

    async with opening() as services:
        await send(services, "hello", session_id="s")
    with closing(sqlite3.connect(data_dir / "parley.db")) as store, store:
        store.execute("UPDATE sessions SET created_at = ?", (number,))
        store.execute("UPDATE messages SET created_at = ?", (number,))
    async with opening() as services:
        assert [session.id for session in await services.sessions.list_sessions("ada")] == ["s"]
        assert len(await services.sessions.history("ada", "s")) == 2
