"""About: which Parley this is, what it runs on, and whose work it uses."""

import json
import platform
import sys
from pathlib import Path

from desktop_app import __version__
from desktop_app.domain.build import Build, Library
from desktop_app.services.licences import installed_libraries
from desktop_app.store.versions import sqlite_version

_LONGEST_COMMIT = 40


class AboutService:
    """Reads what is shipped about this build; none of it is needed for anything else."""

    def __init__(self, resources: Path, data: Path) -> None:
        """Look into the folder `resources`; `data` is where this Parley keeps its things."""
        self._resources = resources
        self.data = data

    def build(self) -> Build:
        """Return which Parley this is."""
        packaged = bool(getattr(sys, "frozen", False))
        found = _document(self._resources / "build.json")
        if not isinstance(found, dict):
            return Build(__version__, packaged=packaged)
        commit, built_at = _word(found, "commit")[:_LONGEST_COMMIT], _word(found, "built_at")
        return Build(__version__, commit or None, built_at or None, packaged)

    def versions(self) -> dict[str, str]:
        """Return what it runs on, by name; the window adds Qt."""
        return {
            "Python": platform.python_version(),
            "SQLite": sqlite_version(),
            "System": f"{platform.system()} {platform.release()} ({platform.machine()})",
        }

    def licence(self) -> str:
        """Return the words under which Parley itself is given away."""
        for folder in (self._resources, self._resources.parent):  # of a package, of a checkout
            file = folder / "LICENSE"
            if file.is_file():
                return file.read_text("utf-8")
        return ""

    def libraries(self) -> tuple[Library, ...]:
        """Return whose work comes along, by name: as the package says, or as it is installed here."""
        folder = self._resources / "licences"
        found = _document(folder / "index.json")
        if not isinstance(found, list):
            return installed_libraries(folder)
        return tuple(_library(folder, each) for each in found if isinstance(each, dict))


def _library(folder: Path, entry: dict[str, object]) -> Library:
    # A name alone: an index never leads out of its folder.
    file = folder / Path(_word(entry, "file")).name
    text = file.read_text("utf-8", "replace") if file.is_file() else ""
    return Library(_word(entry, "name"), _word(entry, "version"), _word(entry, "licence"), text)


def _document(file: Path) -> object:
    try:
        found: object = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None  # not a package, or one that says nothing of itself
    return found


def _word(document: dict[str, object], key: str) -> str:
    value = document.get(key)
    return value if isinstance(value, str) else ""
