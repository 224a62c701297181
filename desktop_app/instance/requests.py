"""What a later start asks of the open window: a line of JSON, and a line in return."""

import json
from dataclasses import asdict, dataclass

LIMIT = 65_536
"""Bytes of a request; what is longer is not one."""
DONE = b'{"raised": true}\n'


@dataclass(frozen=True, slots=True)
class Request:
    """Come forward; `open` are addresses to show, with spaces between, `token` the desktop's leave for the keyboard."""

    open: str = ""
    token: str = ""


def encode(request: Request) -> bytes:
    """Return the line that carries `request`."""
    return json.dumps(asdict(request)).encode() + b"\n"


def decode(line: bytes) -> Request | None:
    """Return the request in a line, None for anything else; what a later version adds to it is passed over."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    address, token = found.get("open"), found.get("token")
    if not isinstance(address, str) or not isinstance(token, str) or not (address + token).isprintable():
        return None
    return Request(address, token)
