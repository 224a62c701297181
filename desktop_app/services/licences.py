"""Licences of the libraries that are installed for Parley, as their packages tell them."""

import os
import platform
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from desktop_app.domain.build import Library

_OURS = "parley-desktop"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRAS = re.compile(r"\[([^]]*)\]")
_FOR_EXTRA = re.compile(r"""extra\s*==\s*['"]([^'"]+)['"]""")
_WORDS = ("licen", "copying", "notice", "authors")
_MISSING = {
    "latex2mathml": ("latex2mathml.txt",),
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
}
"""Whose packages bring no words of their licence, and the files that have them."""


def installed_libraries(texts: Path) -> tuple[Library, ...]:
    """Return what Parley needs and is installed, Python too, by name; `texts` has the words that packages leave out."""
    found = [licensed(each, texts) for each in _needed()]
    return tuple(sorted([*found, _python()], key=lambda library: library.name.lower()))


def _needed() -> Iterator[Distribution]:
    """Give each library that Parley needs, and what those need, once."""
    known: set[tuple[str, str]] = set()
    waiting = [(requirement, "") for requirement in _own_requirements()]
    while waiting:
        requirement, extra = waiting.pop()
        condition = _FOR_EXTRA.search(requirement)
        if condition is not None and condition[1] != extra:
            continue
        name, extras = _named(requirement)
        is_new = not any(known_name == name for known_name, _extra in known)
        wanted = [each for each in ("", *extras) if (name, each) not in known]
        known.update((name, each) for each in wanted)
        try:
            library = distribution(name)
        except PackageNotFoundError:
            continue  # it is for another system, or another Python
        waiting += [(each, wish) for wish in wanted for each in library.requires or ()]
        if is_new:
            yield library


def _own_requirements() -> list[str]:
    """Return what Parley asks for, as it is installed or, in a checkout, as it is written down."""
    project = Path(__file__).parents[2] / "pyproject.toml"
    if project.is_file():
        document = tomllib.loads(project.read_text("utf-8"))["project"]
        return [*document["dependencies"], *document["optional-dependencies"]["llama"]]
    try:
        return [_FOR_EXTRA.sub("True", each) for each in distribution(_OURS).requires or ()]
    except PackageNotFoundError:
        return []


def _named(requirement: str) -> tuple[str, tuple[str, ...]]:
    begin, _semicolon, _condition = requirement.partition(";")
    name = _NAME.match(begin.strip())
    extras = _EXTRAS.search(begin)
    words = tuple(each.strip() for each in extras[1].split(",")) if extras else ()
    return _normal(name[0]) if name else "", words


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def licensed(found: Distribution, texts: Path) -> Library:
    """Return what a package tells of itself; `texts` has the words that some leave out."""
    files = [Path(str(found.locate_file(file))) for file in found.files or () if _is_licence(str(file))]
    files = files or [texts / name for name in _MISSING.get(_normal(found.name), ())]
    words = [file.read_text("utf-8", "replace").strip() for file in files if file.is_file()]
    return Library(found.name, found.version, _kind(found), "\n\n\n".join(words))


def _is_licence(file: str) -> bool:
    folder, _slash, name = file.rpartition("/")
    return ".dist-info" in folder and any(word in name.lower() for word in _WORDS)


def _kind(found: Distribution) -> str:
    """Return a licence's short name; some write it in one place of their package, some in another."""
    about = found.metadata
    named = next((about[key].split("\n")[0] for key in ("License-Expression", "License") if about.get_all(key)), "")
    kinds = [
        kind.rpartition(" :: ")[2] for kind in about.get_all("Classifier") or () if str(kind).startswith("License ::")
    ]
    return named or ", ".join(kinds)


def _python() -> Library:
    # With the library, or, on Windows, in the folder above.
    files = (Path(os.__file__).parent / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt")
    words = next((file.read_text("utf-8", "replace").strip() for file in files if file.is_file()), "")
    return Library("Python", platform.python_version(), "PSF-2.0", words)
