"""Writes what Debian wants to know of a package: what it depends on, whose work it is, and the sums of its files."""

import hashlib
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from licences import ROOT, moment

from desktop_app import __version__

# The project has no address of its own; who gives packages out sets the two as for every package of Debian's.
MAINTAINER = f"{os.environ.get('DEBFULLNAME', 'The Parley authors')} <{os.environ.get('DEBEMAIL', 'parley@localhost')}>"
FONTS = "fonts-dejavu-core | fonts-noto-core | fonts-liberation"
"""A window without any font shows boxes; nothing is linked with one, so no tool finds it."""
DESCRIPTION = """chat with personas, on this computer alone
 Parley is an offline desktop chat client for one person on one computer. It
 answers from a built-in responder, from model files on this computer or from
 local servers, keeps every message, finds what was ever said while one types,
 and shows and lets one edit personas, memory and the prompt itself."""
CHANGES = """parley ({version}) stable; urgency=medium

  * See /usr/share/doc/parley/CHANGELOG.md.gz.

 -- {maintainer}  {moment}
"""
_COMMON = (
    (
        "Apache-2.0",
        re.compile(r"^[ \t]*Apache License\n[ \t]*Version 2\.0.*?(?:END OF TERMS AND CONDITIONS|\Z)", re.S | re.M),
    ),
    ("LGPL-3", re.compile(r"^[ \t]*GNU LESSER GENERAL PUBLIC LICENSE\n[ \t]*Version 3.*?(?=\n\n\n|\Z)", re.S | re.M)),
    ("GPL-3", re.compile(r"^[ \t]*GNU GENERAL PUBLIC LICENSE\n[ \t]*Version 3.*\Z", re.S | re.M)),
    (
        "GPL-2",
        re.compile(r"^[ \t]*GNU GENERAL PUBLIC LICENSE\n[ \t]*Version 2.*?END OF TERMS AND CONDITIONS", re.S | re.M),
    ),
)
"""Licences that every Debian has already, which a package is not to repeat."""


def control(root: Path, architecture: str) -> str:
    """Return what the package says of itself, for the files below `root`."""
    size = sum(file.lstat().st_size for file in root.rglob("*") if not file.is_dir()) // 1024
    fields = {
        "Package": "parley",
        "Version": __version__,
        "Architecture": architecture,
        "Maintainer": MAINTAINER,
        "Installed-Size": size,
        "Depends": f"{linked_packages(root)}, {FONTS}",
        "Recommends": "at-spi2-core",
        "Section": "net",
        "Priority": "optional",
        "Description": DESCRIPTION,
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def linked_packages(root: Path) -> str:
    """Return the packages that the program's files are linked with, as Debian's own tool finds them."""
    files = [file for file in root.rglob("*") if file.is_file() and not file.is_symlink() and _is_elf(file)]
    own = sorted({str(file.parent) for file in files if file.name.startswith("lib")})
    with tempfile.TemporaryDirectory(prefix="parley-debian-") as name:
        (Path(name) / "debian").mkdir()
        (Path(name) / "debian" / "control").write_text(
            "Source: parley\n\nPackage: parley\nArchitecture: any\n", "utf-8"
        )
        words = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0", *(f"-l{folder}" for folder in own)]
        asked = subprocess.run([*words, *map(str, files)], cwd=name, capture_output=True, text=True, check=False)
    if asked.returncode:
        raise SystemExit(asked.stderr)
    return asked.stdout.strip().removeprefix("shlibs:Depends=")


def without_debians(program: Path, system: Iterable[str], packages: Iterable[str]) -> None:
    """Take libraries of Debian's own out of a program's copy, and what is told of them; Debian keeps those current."""
    inner = program / "_internal"
    for name in system:
        (inner / name).unlink()
    licences = inner / "resources" / "licences"
    index = json.loads((licences / "index.json").read_text("utf-8"))
    for entry in index:
        if entry["name"] in packages:
            (licences / entry["file"]).unlink()
    kept = [entry for entry in index if entry["name"] not in packages]
    (licences / "index.json").write_text(json.dumps(kept, indent=1), "utf-8")


def copyright_file(licences: Path) -> str:
    """Return whose work the package is, in the form that programs read."""
    index = json.loads((licences / "index.json").read_text("utf-8"))
    own = (ROOT / "LICENSE").read_text("utf-8")
    texts = {re.sub(r"[^A-Za-z0-9.+-]+", "-", each["name"]): licences / each["file"] for each in index}
    words = {name: file.read_text("utf-8", "replace") for name, file in texts.items()}
    holders = dict.fromkeys(line for text in words.values() for line in _holders(text))
    told = "\n".join(f" {each['name']} {each['version']}: {each['licence']}" for each in index)
    paragraphs = [
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: Parley",
        f"Files: *\nCopyright: {' '.join(_holders(own))}\nLicense: Expat",
        "\n".join(
            [
                "Files: usr/lib/parley/*",
                "Copyright:",
                *(f" {line}" for line in holders),
                f"License: Expat and {' and '.join(words)}",
                "Comment: Most of these are within the program's own archive:",
                told,
            ]
        ),
        f"License: Expat\n{_indented(own)}",
        *(f"License: {name}\n{_indented(_without_common(text))}" for name, text in words.items()),
    ]
    return "\n\n".join(paragraphs) + "\n"


def sums(root: Path) -> str:
    """Return the sums by which Debian notices files that were changed."""
    files = sorted(file for file in root.rglob("*") if file.is_file() and not file.is_symlink())
    return "".join(
        f"{hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()}  {file.relative_to(root)}\n"
        for file in files
        if "DEBIAN" not in file.parts
    )


def changes() -> str:
    """Return Debian's own list of changes, which leads to the program's."""
    when = f"{moment():%a, %d %b %Y %H:%M:%S +0000}"
    return CHANGES.format(version=__version__, maintainer=MAINTAINER, moment=when)


def _holders(text: str) -> list[str]:
    lines = (line.strip(" \t#*-") for line in text.splitlines())
    named = (line for line in lines if re.match(r"(?i)(copyright|\(c\)|©).*(\d{4}|©|\(c\))", line))
    return [line for line in named if not re.search("[<[](name|copyright)", line)]


def _without_common(text: str) -> str:
    for name, words in _COMMON:
        text = words.sub(f"On Debian systems, its full text is in /usr/share/common-licenses/{name}.", text)
    return text


def _indented(text: str) -> str:
    return "\n".join(f" {line.rstrip()}" if line.strip() else " ." for line in text.strip().splitlines())


def _is_elf(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(4) == b"\x7fELF"
