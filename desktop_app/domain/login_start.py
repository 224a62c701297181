"""Starting at login: what each desktop wants to be told, and what it was told."""

import plistlib
import re
from collections.abc import Sequence
from xml.parsers.expat import ExpatError

LABEL = "parley"
_FIRST = re.compile(r'\s*(?:"((?:\\.|[^"\\])*)"|([^\s"]+))')
_RESERVED = re.compile(r'[\s"\'\\><~|&;$*?#()`%=]')


def desktop_entry(command: Sequence[str]) -> str:
    """Return an autostart entry as freedesktop.org describes it."""
    return (
        "[Desktop Entry]\n"
        "Type=Application\n"
        "Name=Parley\n"
        "Comment=Chat with personas, on this computer alone\n"
        # Whoever removes Parley need not think of this file: a desktop passes it over then.
        f"TryExec={_escaped(command[0])}\n"
        f"Exec={' '.join(map(_quoted, command))}\n"
        "Icon=parley\n"
        "Terminal=false\n"
        "X-GNOME-Autostart-enabled=true\n"
    )


def entry_program(text: str) -> str:
    """Return the program that an autostart entry starts; empty where it starts none any more."""
    fields = dict(line.partition("=")[::2] for line in text.splitlines() if "=" in line)
    off = fields.get("Hidden", "").lower() == "true" or fields.get("X-GNOME-Autostart-enabled", "").lower() == "false"
    if off:
        return ""
    line = fields.get("Exec", "").replace("\\\\", "\\").replace("%%", "%")
    found = _FIRST.match(line)
    return "" if found is None else found[2] or re.sub(r"\\(.)", r"\1", found[1] or "")


def launch_agent(command: Sequence[str]) -> bytes:
    """Return the same as macOS wants it."""
    return plistlib.dumps({"Label": LABEL, "ProgramArguments": list(command), "RunAtLoad": True})


def agent_program(document: bytes) -> str:
    """Return the program that a launch agent starts; empty where it starts none."""
    try:
        words = plistlib.loads(document)["ProgramArguments"]
        return str(words[0])
    except (ValueError, LookupError, TypeError, ExpatError):
        return ""


def _quoted(word: str) -> str:
    """Return a word as the key Exec wants it: its own quoting, within that of all values."""
    if not _RESERVED.search(word) and word:
        return word
    quoted = re.sub(r'(["`$\\])', r"\\\1", word).replace("%", "%%")
    return _escaped(f'"{quoted}"')


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\")
