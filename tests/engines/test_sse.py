"""The parser of server-sent events."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.engines.openai.sse import EventParser, EventTooLongError


def events(*chunks: bytes, limit: int = 1000) -> list[str]:
    parser = EventParser(limit)
    found = [event for chunk in chunks for event in parser.feed(chunk)]
    return [*found, *parser.end()]


@pytest.mark.parametrize("eol", [b"\n", b"\r\n", b"\r"])
def test_all_line_ends(eol: bytes) -> None:
    assert events(b"data: one" + eol + eol + b"data: two" + eol + eol) == ["one", "two"]


def test_lines_of_one_event_are_joined() -> None:
    assert events(b"data: a\ndata:\ndata:  b\n\n") == ["a\n\n b"]


def test_comments_other_fields_and_the_byte_order_mark_are_passed_over() -> None:
    assert events(b"\xef\xbb\xbfdata: a\n: no\nevent: x\nid: 1\nretry: 2\n\n\n\n:\n\ndata\n\n") == ["a", ""]


def test_an_event_without_the_empty_line_behind_it_counts_at_the_end() -> None:
    assert events(b"data: a\n\ndata: b") == ["a", "b"]


def test_bytes_that_are_no_text_are_replaced() -> None:
    assert events(b"data: a\xff\xc3\n\n") == ["a\ufffd\ufffd"]
    assert events(b"data: \xf0\x9f") == ["\ufffd"]


@pytest.mark.parametrize(
    ("line", "strange"), [(b": fine", False), (b"event: x", False), (b"<html>", True), (b"Hi", True)]
)
def test_notices_what_is_no_such_stream(line: bytes, strange: bool) -> None:
    parser = EventParser()
    list(parser.feed(line + b"\n"))
    assert parser.strange is strange


@pytest.mark.parametrize("endless", [b"x", b"data: xxxx\n", b": xxxx\rdata: x\r"])
def test_refuses_events_over_the_limit(endless: bytes) -> None:
    parser = EventParser(limit=1000)
    with pytest.raises(EventTooLongError):
        for _ in range(2000):
            list(parser.feed(endless))


def test_short_events_have_no_limit_together() -> None:
    assert len(events(*[b"data: 0123456789\n: comment\n\n"] * 1000, limit=50)) == 1000


@given(
    lines=st.lists(st.sampled_from(["data: é😀", "data: {}", "", ":c", "data", "data:\u2028x"]), max_size=12),
    eol=st.sampled_from(["\n", "\r\n", "\r"]),
    cuts=st.lists(st.integers(0, 200), max_size=12),
)
def test_where_the_bytes_are_cut_makes_no_difference(lines: list[str], eol: str, cuts: list[int]) -> None:
    data = eol.join(lines).encode()
    places = sorted({0, len(data), *(min(cut, len(data)) for cut in cuts)})
    pieces = [data[begin:end] for begin, end in pairwise(places)]
    assert events(*pieces) == events(data)
