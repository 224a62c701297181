"""What commands print for people."""

import pytest

from desktop_app.cli.output import say, say_beside, say_found

HOSTILE = "\x1b]0;title\x07 \x9b31m a\rb\tc\r\nd\x7f"
HARMLESS = "�]0;title� �31m a�b\tc\nd�\n"


def test_a_terminal_obeys_nothing_of_a_text(capsys: pytest.CaptureFixture[str]) -> None:
    say(HOSTILE)
    say_beside(HOSTILE)
    say_found([(HOSTILE, True)])
    printed = capsys.readouterr()
    assert printed.out == HARMLESS * 2
    assert printed.err == HARMLESS


def test_what_was_found_is_bold_in_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    say_found([("before ", False), ("it", True), ("\x1b[2J", False)])
    assert capsys.readouterr().out == "before \x1b[1mit\x1b[22m�[2J\n"
