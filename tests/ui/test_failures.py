import asyncio
import logging
import sys
from collections.abc import Iterator

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.ui.failures import Failures


@pytest.fixture
def met() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def failures(met: list[tuple[str, str]], qapp: object) -> Iterator[Failures]:
    funnel = Failures()
    funnel.met.connect(lambda sentence, details: met.append((sentence, details)))
    yield funnel
    funnel.uninstall()


def test_an_expected_failure_is_its_sentence(failures: Failures, met: list[tuple[str, str]]) -> None:
    refused: list[UserError] = []
    failures.refused.connect(refused.append)
    error = UserError("store_full")
    failures.report(error)
    assert refused == [error]
    assert met == [], "it is no bug"


def test_a_bug_is_said_quietly_and_logged_without_its_words(
    failures: Failures, met: list[tuple[str, str]], caplog: pytest.LogCaptureFixture
) -> None:
    log = logging.getLogger("desktop_app")
    log.propagate = True
    words = " ".join(["dear", "diary"])
    try:
        raise ValueError(words)
    except ValueError as error:
        failures.report(error)
    ((sentence, details),) = met
    assert "ValueError: dear diary" in details
    assert "diary" not in sentence
    assert "dear diary" not in caplog.text
    assert "ValueError" in caplog.text


async def test_tasks_that_nobody_owns_end_here_too(failures: Failures, met: list[tuple[str, str]]) -> None:
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()
    failures.install(loop)
    loop.call_exception_handler({"message": "lost", "exception": KeyError("x")})
    loop.set_exception_handler(before)
    assert "KeyError" in met[0][1]


async def test_slots_that_raise_end_here_too(failures: Failures, met: list[tuple[str, str]]) -> None:
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()
    failures.install(loop)
    error = RuntimeError("in a slot")
    sys.excepthook(type(error), error, None)
    loop.set_exception_handler(before)
    assert "in a slot" in met[0][1]
