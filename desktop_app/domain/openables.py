"""What Parley can be asked to open from outside: files and its own sessions, each by an address on one line."""

import os
import re
from pathlib import Path
from urllib.parse import quote, unquote, unquote_to_bytes

from desktop_app.domain.errors import UserError
from desktop_app.domain.sessions import checked_session_id

MOST = 50
"""How many can be opened at once."""
LONGEST = 16_384
"""Characters of an address: enough for every path, and for every id of a session."""
ENDINGS = frozenset({".charx", ".gguf", ".json", ".png", ".yaml", ".yml"})
"""How files end that can be opened; what is in them decides."""
_SESSION = "//session/"
_KEPT = "%/:?#[]@!$&'()*+,;=~"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_DRIVE = re.compile(r"/[A-Za-z]:")
_BROKEN = re.compile(r"%(?![0-9A-Fa-f]{2})")


def is_openable(word: str) -> bool:
    """Tell whether a word of the command line is meant to be opened; whether that can be done shows later."""
    if re.match(r"parley:|file:|[A-Za-z][A-Za-z0-9+.-]+://", word, re.IGNORECASE):
        return True
    is_path = os.sep in word or (os.altsep or os.sep) in word or os.path.splitext(word)[1].lower() in ENDINGS
    return is_path or os.path.isfile(word)


def address_of(word: str) -> str:
    """Return the address that `word` means, in plain printable letters: an address, or a path from where one is."""
    if _SCHEME.match(word) and not (os.name == "nt" and _DRIVE.match(f"/{word}")):
        address = quote(word.encode("utf-8", "surrogatepass"), safe=_KEPT)
    else:
        address = Path(os.path.abspath(word.replace("\0", "\ufffd"))).as_uri()
    # Nothing is called what a cut one would be.
    return address if len(address) <= LONGEST else f"parley://{address[:40]}"


def session_address(session_id: str) -> str:
    """Return the address under which a session can be opened from elsewhere."""
    return f"parley:{_SESSION}{quote(session_id, safe='')}"


def addressed_session(address: str) -> str | None:
    """Return the id that an address of a session names, None for any other address; ids stay to be looked up."""
    scheme, _colon, rest = address.partition(":")
    name = rest[len(_SESSION) :]
    if scheme.lower() != "parley" or rest[: len(_SESSION)].lower() != _SESSION:
        return None
    if len(address) > LONGEST or re.search(r"[/?#\\\s]", name) or _BROKEN.search(name):
        return None
    try:
        return checked_session_id(unquote(name, errors="strict"))
    except (UserError, UnicodeError):
        return None


def addressed_file(address: str) -> Path | None:
    """Return the file that an address names; None for a file of another computer, and for any other address."""
    scheme, _colon, rest = address.partition(":")
    host, slash, name = rest.removeprefix("//").partition("/")
    if scheme.lower() != "file" or not rest.startswith("//") or host.lower() not in {"", "localhost"} or not slash:
        return None
    if len(address) > LONGEST or re.search(r"[?#]", name) or _BROKEN.search(name):
        return None
    path = os.fsdecode(unquote_to_bytes(f"/{name}"))
    if "\0" in path or (os.name == "nt" and path.startswith("//")):
        return None
    return Path(path[1:] if os.name == "nt" and _DRIVE.match(path) else path)
