"""Documents and errors, printed."""

import json
import sys
from collections.abc import Sequence
from typing import Any

from desktop_app.domain.errors import UserError

Document = dict[str, Any]
NamedCheck = tuple[str, bool, str]
"""What was looked at, whether it is in order, and what was found."""


def say(text: str = "", end: str = "\n") -> None:
    """Print for people, at once; characters that the terminal cannot show are replaced."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + end)
    sys.stdout.flush()


def print_document(document: Document) -> None:
    """Print one JSON document; plain ASCII, so that no terminal or pipe can spoil it."""
    print(json.dumps(document, indent=2))


def report(error: UserError, *, as_json: bool) -> int:
    """Say what went wrong in one sentence on standard error, and as JSON where that was asked; return the exit code."""
    if as_json:
        print_document({"success": False, "error": {"code": error.code, "message": error.message}})
    print(error.message, file=sys.stderr)
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
        print("\n".join(check_lines(checks)))
    return 0 if document["healthy"] else 1
