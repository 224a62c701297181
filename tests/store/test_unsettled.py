"""Ends of answers that could not be stored wait for what may pass, whatever keeps the store, and for nothing else."""

from datetime import UTC, datetime

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message, MessageStatus, Role
from desktop_app.store.unsettled import Ending, Unsettled

NOW = datetime(2027, 5, 3, tzinfo=UTC)
ANSWER = Message(2, "s", 1, Role.ASSISTANT, "All of it.", MessageStatus.COMPLETE, NOW)
ENDING = Ending("ada", ANSWER, {}, NOW)


@pytest.mark.parametrize("code", ["store_full", "store_busy", "server_lost", "server_full", "server_unreachable"])
def test_an_ending_waits_for_what_may_pass(code: str) -> None:
    unsettled = Unsettled()

    assert unsettled.keep(ENDING, UserError(code))
    stored = ANSWER._replace(content="All", status=MessageStatus.STREAMING)
    assert unsettled.shown([stored]) == [ANSWER]
    assert unsettled.first() is ENDING
    assert unsettled.first() is ENDING, "it waits until it is stored"
    unsettled.over(ENDING)
    assert unsettled.first() is None


@pytest.mark.parametrize("code", ["session_not_found", "store_unreadable", "server_newer", "not_storable"])
def test_no_ending_waits_for_what_stays_as_it_is(code: str) -> None:
    unsettled = Unsettled()

    assert not unsettled.keep(ENDING, UserError(code))
    assert unsettled.first() is None
