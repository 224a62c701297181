"""What servers say of how much their models read, and who is asked to count."""

import pytest

from desktop_app.engines.openai.client import OpenAIEngine
from desktop_app.engines.openai.counting import window_of
from desktop_app.engines.protocol import ModelInfo
from tests.engines.asking import a_request
from tests.servers.fake_openai import FakeOpenAI


@pytest.mark.parametrize(
    ("details", "window"),
    [
        ({"meta": {"n_ctx": 8192, "n_ctx_train": 131072}}, 8192),
        ({"max_model_len": 4096}, 4096),
        ({"max_context_length": 131072, "loaded_context_length": 4096}, 4096),
        ({"max_context_length": 131072}, 131072),
        ({"context_length": 200000}, 200000),
        ({}, None),
        ({"meta": None, "max_model_len": "4096"}, None),
        ({"max_model_len": -1}, None),
        ({"max_model_len": True}, None),
        ({"max_model_len": 10**30}, None),
    ],
)
def test_the_window_is_what_the_server_was_started_with(details: dict[str, object], window: int | None) -> None:
    assert window_of(ModelInfo("m", details)) == window


async def test_only_a_server_that_counts_is_handed_an_unsent_question(server: FakeOpenAI, engine: OpenAIEngine) -> None:
    assert await engine.count_prompt(a_request("a secret", "echo")) is None
    assert await engine.context_window("echo") is None
    assert {request.path for request in server.received} == {"/v1/models"}


async def test_where_nobody_answers_nothing_is_known() -> None:
    engine = OpenAIEngine("http://127.0.0.1:9/v1")
    assert await engine.count_prompt(a_request()) is None
    assert await engine.context_window() is None
    await engine.aclose()
