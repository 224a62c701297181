"""What the About dialog says of a build."""

from collections.abc import Mapping, Sequence

from desktop_app.domain.build import Build, Library

_SHORT = 12
"""Letters of a commit that tell it from all others."""


def facts_of(build: Build, versions: Mapping[str, str], qt: str) -> list[tuple[str, str]]:
    """Return names and values, in the order in which somebody who helps would ask."""
    source = "a package" if build.packaged else "its source"
    return [
        ("Version", build.version),
        ("Commit", (build.commit or "")[:_SHORT]),
        ("Built", _moment(build.built_at)),
        ("Runs from", source),
        ("Qt", qt),
        *versions.items(),
    ]


def details_text(facts: Sequence[tuple[str, str]]) -> str:
    """Return the same to be pasted where one asks for help: nothing in it tells who or where somebody is."""
    return "\n".join([f"Parley {facts[0][1]}", *(f"{name}: {value}" for name, value in facts[1:] if value)])


def library_line(library: Library) -> str:
    """Return a library as a list shows it."""
    return " · ".join(filter(None, (f"{library.name} {library.version}".strip(), library.licence)))


def found_libraries(libraries: Sequence[Library], words: str) -> list[Library]:
    """Return those whose name or licence has all of the words."""
    wanted = words.casefold().split()
    return [each for each in libraries if all(word in library_line(each).casefold() for word in wanted)]


def _moment(built_at: str | None) -> str:
    """Return a moment such as 2026-11-21T20:00:00Z in a form to read; anything else as it is."""
    if built_at is None:
        return ""
    day, _letter, time = built_at.removesuffix("Z").partition("T")
    return f"{day} {time[:5]} UTC" if built_at.endswith("Z") and time else built_at
