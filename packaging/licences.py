"""Writes what a package tells of itself: `build.json`, and the licences of everything that it brings along.

    python packaging/licences.py FOLDER

FOLDER becomes what the spec puts into `resources/`: `build.json`, and `licences/` with an index and a text each.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from libraries import debian_package, is_of_the_system  # noqa: E402

from desktop_app.domain.build import Library  # noqa: E402
from desktop_app.services.licences import installed_libraries, licensed  # noqa: E402

ALSO_SHIPPED = ("sqlcipher3", "pyinstaller")
"""What packages bring although Parley does not ask for it: their SQLite, and the program that starts Python."""
TEXTS = ROOT / "resources" / "licences"
_DOCUMENTS = Path("/usr/share/doc")


def write_details(
    folder: Path, sources: Iterable[str] = (), without: Sequence[str] = (), also: Sequence[str] = ALSO_SHIPPED
) -> None:
    """Write everything; `sources` are the files that a program is made of, `without` libraries that it lacks."""
    licences = folder / "licences"
    licences.mkdir(parents=True, exist_ok=True)
    for old in licences.iterdir():
        old.unlink()
    (folder / "build.json").write_text(json.dumps(build()), "utf-8")
    index = [_written(licences, library) for library in libraries(sources, also) if library.name not in without]
    (licences / "index.json").write_text(json.dumps(index, indent=1), "utf-8")


def build() -> dict[str, str | None]:
    """Return from which commit this is built, if that is known, and when."""
    git = shutil.which("git")
    asked = git and subprocess.run([git, "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return {"commit": (asked.stdout.strip() if asked else "") or None, "built_at": f"{moment():%Y-%m-%dT%H:%M:%SZ}"}


def moment() -> datetime:
    """Return the time that packages carry: now, or SOURCE_DATE_EPOCH."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(given), UTC) if given else datetime.now(UTC)


def libraries(sources: Iterable[str], also: Sequence[str]) -> list[Library]:
    """Return whose work comes along: Python, what is installed for Parley, and libraries of the system's."""
    found = [*installed_libraries(TEXTS), *(licensed(distribution(name), TEXTS) for name in also)]
    system = {debian_package(source) for source in sources if is_of_the_system(source)}
    found += [_of_debian(name, version) for name, version in sorted(system)]
    silent = [library.name for library in found if len(library.text) < 200]
    if silent:
        raise SystemExit(f"no words of a licence are found for {', '.join(silent)}")
    return sorted(found, key=lambda library: library.name.lower())


def _of_debian(name: str, version: str) -> Library:
    file = _DOCUMENTS / name / "copyright"
    text = file.read_text("utf-8", "replace") if file.exists() else ""
    kinds = re.findall(r"^License: *(\S[^\n]*)", text, re.MULTILINE) if text.startswith("Format:") else []
    return Library(name, version, ", ".join(dict.fromkeys(kinds)) or "see its own words", text)


def _written(folder: Path, library: Library) -> dict[str, str]:
    file = f"{re.sub(r'[^A-Za-z0-9.+-]+', '-', library.name)}.txt"
    (folder / file).write_text(library.text, "utf-8")
    return {"name": library.name, "version": library.version, "licence": library.licence, "file": file}


if __name__ == "__main__":
    write_details(Path(sys.argv[1]))
