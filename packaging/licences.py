"""Writes one text with the licences of everything that a built program brings along."""

import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

_NOT_SHIPPED = frozenset({"pip", "setuptools", "wheel", "pyinstaller", "pyinstaller-hooks-contrib", "altgraph"})
_WORDS = ("licen", "copying", "notice", "authors")


def licences() -> str:
    """Return, for each installed library, its name, version, licence and the licence's own words."""
    parts = [_of(each) for each in sorted(distributions(), key=lambda each: each.name.lower())]
    python = (Path(sys.base_prefix) / "LICENSE.txt", Path(f"/usr/share/doc/python3.{sys.version_info[1]}/copyright"))
    words = next((file.read_text("utf-8") for file in python if file.exists()), "Python Software Foundation License")
    return "\n\n".join([*filter(None, parts), f"Python {sys.version.split()[0]}\n\n{words}"])


def _of(library: Distribution) -> str:
    if library.name.lower() in _NOT_SHIPPED:
        return ""
    about = library.metadata
    named = about.get("License-Expression") or (about.get("License") or "").split("\n")[0]
    kinds = [
        line.removeprefix("License :: ") for line in about.get_all("Classifier") or () if line.startswith("License")
    ]
    title = f"{library.name} {library.version}: {named or ', '.join(kinds) or 'see its own words'}"
    texts = [
        Path(str(library.locate_file(file))).read_text("utf-8", "replace")
        for file in library.files or ()
        if ".dist-info" in str(file) and any(word in file.name.lower() for word in _WORDS)
    ]
    return "\n\n".join([title, *texts])


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(licences(), "utf-8")
