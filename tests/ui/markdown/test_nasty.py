"""Texts that are meant to break what shows them: nothing raises, nothing is opened, no letter becomes a command."""

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QTextEdit

from desktop_app.domain.messages import MessageStatus
from desktop_app.ui.widgets.theme import DARK, LIGHT
from tests.support.messages import a_message
from tests.support.nasty import CANARY, nasty
from tests.support.transcripts import OneRow


class Opened:
    """Every file, address and program that Python was asked for, of those that hold the canary."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._watching = False
        sys.addaudithook(self._hear)

    def __enter__(self) -> "Opened":
        self._watching = True
        return self

    def __exit__(self, *_reason: object) -> None:
        self._watching = False

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if self._watching and (event == "open" or event.startswith(("socket.", "subprocess.", "os."))):
            words = repr(arguments)
            if CANARY in words:
                self.names.append(f"{event} {words}")


@pytest.fixture
def one_row(qtbot: object) -> Iterator[OneRow]:
    row = OneRow(LIGHT)
    yield row
    row.close()


def watch(row: OneRow, seeds: range) -> None:
    with Opened() as opened:
        for seed in seeds:
            text = nasty(seed)
            row.show(a_message(2 * seed + 2, text))
            for widget in row.row.findChildren(QTextEdit):
                pictures = [
                    each.toImageFormat().name() for each in widget.document().allFormats() if each.isImageFormat()
                ]
                assert all(name.startswith(("formula:", "box:")) for name in pictures), seed
    assert not opened.names


def test_nasty_texts_are_shown_and_open_nothing(one_row: OneRow) -> None:
    watch(one_row, range(400))


@pytest.mark.full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(20))
def test_a_hundred_thousand_nasty_texts_are_shown_and_open_nothing(one_row: OneRow, part: int) -> None:
    watch(one_row, range(part * 5_000, (part + 1) * 5_000))


@pytest.mark.parametrize("seed", range(40))
def test_a_nasty_text_that_streams_ends_like_one_that_was_there(qtbot: object, seed: int) -> None:
    text = nasty(seed)[:2_000]
    grown, whole = OneRow(DARK), OneRow(DARK)
    try:
        step = max(1, len(text) // 9)
        for end in range(0, len(text), step):
            grown.show(a_message(2, text[:end], status=MessageStatus.STREAMING))
        grown.show(a_message(2, text))
        whole.show(a_message(2, text))
        assert grown.picture() == whole.picture()
    finally:
        whole.close()
        grown.close()
