"""Tells which shared libraries a program built on Linux needs, and from which of Debian's packages each is."""

import functools
import json
import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

Entry = tuple[str, str, str]
"""A file of a built program: its name there, where it is from, and PyInstaller's word for what it is."""


def needed(entries: Sequence[Entry], imports: Callable[[str], list[str]] | None = None) -> list[Entry]:
    """Return the entries without libraries that nothing there is linked with, which `imports` tells of a file."""
    imports = imports or _imports
    files = [entry for entry in entries if entry[2] != "SYMLINK"]
    linked = {Path(entry[0]).name: entry for entry in files if _is_only_linked(entry)}
    waiting = [entry for entry in files if not _is_only_linked(entry)]
    reached: set[str] = set()
    while waiting:
        name, source, _kind = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [linked[each] for each in imports(source) if each in linked]
    return [entry for entry in entries if (entry[1] if entry[2] == "SYMLINK" else entry[0]) in reached]


def _imports(source: str) -> list[str]:
    from PyInstaller.depend.bindepend import get_imports  # there where programs are built

    return [Path(name).name for name, _path in get_imports(source)]


def _is_only_linked(entry: Entry) -> bool:
    """Tell whether this is there because something is linked with it; plugins and modules are loaded by their names."""
    name, source, kind = entry
    if kind == "EXTENSION" or Path(name).name.startswith("libpython"):
        return False
    return "Qt/lib/" in name or is_of_the_system(source)


def is_of_the_system(source: str) -> bool:
    """Tell whether a library is from where Debian puts its own; Debian's Python is copied like any other."""
    return ".so" in source and source.startswith(("/lib/", "/usr/lib/")) and not re.search("/(lib)?python3", source)


def system_libraries(entries: Sequence[Entry], file: Path) -> None:
    """Write down which libraries are the system's, and the name and version of the package that each is from."""
    found = {name: debian_package(source) for name, source, _kind in entries if is_of_the_system(source)}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found, indent=1), "utf-8")


@functools.cache
def debian_package(source: str) -> tuple[str, str]:
    """Return the name and the version of the package that a library of the system's is from."""
    file = Path(source)
    # Since /lib is /usr/lib, Debian's lists have the one name or the other.
    moved = [Path("/usr", *file.parts[1:]), Path("/", *file.parts[2:])]
    for place in (file, file.resolve(), *moved, *(each.resolve() for each in moved)):
        found = _asked("dpkg-query", "--search", str(place))
        if found:
            name = found.split(": ")[0].split(",")[0]
            return name.split(":")[0], _asked("dpkg-query", "--show", "--showformat=${Version}", name)
    raise SystemExit(f"{source} is from no package of Debian's")


def _asked(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()
