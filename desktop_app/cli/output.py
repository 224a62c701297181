"""Documents and errors, printed."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from desktop_app.domain.errors import UserError

Document = dict[str, Any]
NamedCheck = tuple[str, bool, str]
"""What was looked at, whether it is in order, and what was found."""


Piece = tuple[str, bool]
"""Some words, and whether they were looked for."""

_BOLD, _PLAIN = "\x1b[1m", "\x1b[22m"
_CONTROLS = {code: "\N{REPLACEMENT CHARACTER}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}


def say(text: str = "", end: str = "\n") -> None:
    """Print for people, at once; what the terminal cannot show, or would obey, is replaced."""
    _write(harmless(text), end)


def say_found(pieces: Iterable[Piece]) -> None:
    """Print a line; the pieces that were looked for are bold where a terminal shows it."""
    bold = sys.stdout is not None and sys.stdout.isatty()
    _write("".join(f"{_BOLD}{harmless(text)}{_PLAIN}" if found and bold else harmless(text) for text, found in pieces))


def say_beside(text: str) -> None:
    """Print for people what is not part of the result, where there is anything to print it on."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(harmless(text), file=sys.stderr)


def harmless(text: str) -> str:
    """Return `text` without anything that a terminal would do rather than show."""
    return text.replace("\r\n", "\n").translate(_CONTROLS)


def _write(text: str, end: str = "\n") -> None:
    """Write to standard output; raise `UserError` where it takes nothing, and `BrokenPipeError` where nobody reads."""
    if sys.stdout is None:  # it was closed before Parley began
        raise UserError("output_failed", reason="it is closed")
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + end)
        sys.stdout.flush()
    except OSError as error:
        let_go()
        if isinstance(error, BrokenPipeError):
            raise
        raise UserError("output_failed", reason=(error.strerror or str(error)).lower()) from error


def let_go() -> None:
    """Write no more to where standard output leads: what is still held back goes nowhere when the process ends."""
    with suppress(OSError):  # a test's own output has no number
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_document(document: Document) -> None:
    """Print one JSON document; plain ASCII, so that no terminal or pipe can spoil it."""
    _write(json.dumps(document, indent=2))


def report(error: UserError, *, as_json: bool) -> int:
    """Say what went wrong in one sentence on standard error, and as JSON where that was asked; return the exit code."""
    if as_json and error.code != "output_failed":
        with suppress(UserError):
            print_document({"success": False, "error": {"code": error.code, "message": error.message}})
    say_beside(error.message)
    return 1


def checks_document(checks: Sequence[NamedCheck]) -> Document:
    """Return what was checked."""
    healthy = all(ok for _name, ok, _detail in checks)
    documents = [{"name": name, "ok": ok, "detail": detail} for name, ok, detail in checks]
    return {"success": healthy, "healthy": healthy, "checks": documents}


def check_lines(checks: Sequence[NamedCheck]) -> list[str]:
    """Return what was checked, a line each."""
    return [f"{'ok ' if ok else 'BAD'} {name}: {detail}" for name, ok, detail in checks]


def print_checks(checks: Sequence[NamedCheck], *, as_json: bool) -> int:
    """Print what was checked; return 0 when all is well."""
    document = checks_document(checks)
    if as_json:
        print_document(document)
    else:
        say("\n".join(check_lines(checks)))
    return 0 if document["healthy"] else 1
