"""The reader of answers, fed with anything."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.errors import UserError
from desktop_app.engines.openai.payloads import models_in, parsed, refusal_in
from desktop_app.engines.openai.reading import AnswerReader
from desktop_app.engines.protocol import Delta, Usage

URL = "http://127.0.0.1:1/v1"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["choices", "delta", "message", "content", "reasoning", "finish_reason", "usage", "model", "error", "object",
         "prompt_tokens", "completion_tokens", "data", "id", "detail"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def said(*payloads: object, limit: int = 100) -> list[Delta]:
    reader = AnswerReader(URL, answer_limit=limit)
    deltas = [delta for payload in payloads for delta in reader.feed(f"data: {json.dumps(payload)}\n\n".encode())]
    return [*deltas, *reader.end()]


def chunk(text: str, **more: object) -> dict[str, object]:
    return {"choices": [{"delta": {"content": text}, **more}]}


@given(st.lists(JSON, max_size=4), JSON)
def test_any_json_makes_deltas_or_a_user_error(payloads: list[object], whole: object) -> None:
    reader = AnswerReader(URL)
    try:
        deltas = [*said(*payloads), *reader.feed_whole(json.dumps(whole).encode()), *reader.end()]
    except UserError as error:
        assert error.message.count("\n") == 0
    else:
        assert all(isinstance(delta.text, str) for delta in deltas)
    refusal_in(400, json.dumps(whole).encode())
    models_in({"data": whole})


@given(st.lists(st.binary(max_size=40) | st.sampled_from([b"data: ", b"\n\n", b'{"choices":', b"[DONE]"]), max_size=20))
def test_any_bytes_make_deltas_or_a_user_error(chunks: list[bytes]) -> None:
    reader = AnswerReader(URL)
    try:
        for data in chunks:
            list(reader.feed(data))
        list(reader.end())
    except UserError as error:
        assert error.message


def test_the_last_delta_sums_up() -> None:
    usage = {"usage": {"prompt_tokens": 2, "completion_tokens": 1}}
    deltas = said({"model": "m"}, chunk("a"), chunk("b", finish_reason="stop"), usage)
    assert deltas == [
        Delta("a", model="m"),
        Delta("b"),
        Delta(finish_reason="stop", usage=Usage(2, 1), model="m"),
    ]


@pytest.mark.parametrize(
    "usage", [None, 5, {}, {"prompt_tokens": -1, "completion_tokens": 1}, {"prompt_tokens": 2**63}]
)
def test_usage_that_makes_no_sense_is_left_out(usage: object) -> None:
    assert said(chunk("a", finish_reason="stop"), {"usage": usage})[-1].usage is None


def test_the_limit_cuts_the_answer_where_it_is_reached() -> None:
    reader = AnswerReader(URL, answer_limit=5)
    text = ""
    with pytest.raises(UserError, match="engine_answer_too_long"):
        for delta in reader.feed(b"".join(f"data: {json.dumps(chunk(word))}\n\n".encode() for word in ("abc", "def"))):
            text += delta.text
    assert text == "abcde"


def test_an_answer_of_just_the_limit_is_fine() -> None:
    assert "".join(delta.text for delta in said(chunk("abcde", finish_reason="stop"), limit=5)) == "abcde"


def test_silence_is_an_answer_cut_off() -> None:
    with pytest.raises(UserError, match="engine_cut_off"):
        list(AnswerReader(URL).end())


def test_depth_is_no_danger() -> None:
    assert parsed("[" * 1_000_000) is None
    assert parsed('{"a":' * 100_000) is None
    assert parsed("1" * 10_000) is None
