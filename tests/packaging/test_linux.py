"""What packages for Linux say of themselves, as far as that is known without building one."""

import configparser
import json
import re
import runpy
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from desktop_app import __version__
from desktop_app.domain.image_headers import IMAGE_TYPES

PACKAGING = Path(__file__).parents[2] / "packaging"
LICENCE_WORDS = 'Licensed under the Apache License, Version 2.0 (the "License")'


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Gives what a script of packaging/ defines."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    return lambda name: runpy.run_path(str(PACKAGING / name))


def test_the_desktop_entry_starts_the_program_with_what_was_opened() -> None:
    file = PACKAGING / "linux" / "parley.desktop"
    read = configparser.ConfigParser(interpolation=None, strict=True)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read(file, "utf-8")
    entry = read["Desktop Entry"]
    assert (entry["Type"], entry["Exec"], entry["Icon"], entry["Terminal"]) == (
        "Application",
        "parley %U",
        "parley",
        "false",
    )
    assert all(value.endswith(";") for key, value in entry.items() if key in ("Categories", "MimeType", "Keywords"))
    _validated("desktop-file-validate", str(file))


def test_software_centres_know_the_program_by_one_name(script: Any, tmp_path: Path) -> None:
    make = script("make_linux.py")
    file = tmp_path / f"{make['component_id']()}.metainfo.xml"
    file.write_text(make["filled"](PACKAGING / "linux" / "parley.metainfo.xml"), "utf-8")
    root = ElementTree.parse(file).getroot()
    assert re.fullmatch(r"[a-z]+(\.[a-z_]+){2,}", root.findtext("id", ""))
    assert root.findtext("launchable") == "parley.desktop"
    release = root.find("releases/release")
    assert release is not None
    assert release.get("version") == __version__
    assert "@" not in file.read_text("utf-8")
    types = {each.text for each in root.findall("provides/mediatype")}
    desktop = (PACKAGING / "linux" / "parley.desktop").read_text("utf-8")
    assert types == set(re.findall(r"application/[^;]+", desktop))
    _validated("appstreamcli", "validate", "--no-net", "--strict", str(file))


def test_a_package_names_what_its_files_are_linked_with(script: Any, tmp_path: Path) -> None:
    if shutil.which("dpkg-shlibdeps") is None:
        pytest.skip("only where Debian packages are made")
    (tmp_path / "DEBIAN").mkdir()
    (tmp_path / "usr").mkdir()
    shutil.copy("/bin/true", tmp_path / "usr" / "parley")
    (tmp_path / "usr" / "words").write_text("no program")
    fields = dict(line.split(": ", 1) for line in script("debian.py")["control"](tmp_path, "amd64").splitlines()[:9])
    assert (fields["Package"], fields["Version"], fields["Architecture"]) == ("parley", __version__, "amd64")
    assert re.match(r"libc6 \(>= [0-9.]+\), fonts-", fields["Depends"])
    assert script("debian.py")["sums"](tmp_path).count("\n") == 2


def test_the_licences_of_everything_come_along(script: Any, tmp_path: Path) -> None:
    write_details = script("licences.py")["write_details"]
    (tmp_path / "licences").mkdir()
    (tmp_path / "licences" / "old.txt").write_text("of a library that is not there any more")
    write_details(tmp_path, without=["xllamacpp"], also=("pytest",))
    index = json.loads((tmp_path / "licences" / "index.json").read_bytes())
    names = {entry["name"] for entry in index}
    assert {"Python", "SQLAlchemy", "PySide6_Essentials", "pytest"} <= names
    assert "xllamacpp" not in names
    assert {entry["file"] for entry in index} | {"index.json"} == {
        file.name for file in (tmp_path / "licences").iterdir()
    }
    assert json.loads((tmp_path / "build.json").read_bytes())["built_at"].endswith("Z")
    _is_a_copyright_file(script("debian.py")["copyright_file"](tmp_path / "licences"), names)


def _is_a_copyright_file(text: str, names: set[str]) -> None:
    """Check that each licence that is named is there in words, and none that Debian has already is repeated."""
    told = re.findall(r"^License: (.*)$", text, re.MULTILINE)
    named = {name for line in told[:2] for name in line.split(" and ")}
    assert named == set(told[2:]) | {"Expat"}
    assert {re.sub(r"[^A-Za-z0-9.+-]+", "-", name) for name in names} < named
    for repeated in ("TERMS AND CONDITIONS FOR USE, REPRODUCTION", "Everyone is permitted to copy and distribute"):
        assert repeated not in text
    assert LICENCE_WORDS in text
    assert all(line.startswith(" ") or ": " in line or line.endswith(":") or not line for line in text.splitlines())


def test_pictures_of_every_kind_that_parley_takes_can_be_shown(script: Any) -> None:
    is_used = script("unused.py")["is_used"]
    kinds = {each.partition("/")[2] for each in IMAGE_TYPES} - {"png"}  # which Qt reads by itself
    assert kinds == {"jpeg", "gif", "webp"}
    for kind in (*kinds, "svg"):
        assert is_used(f"PySide6/Qt/plugins/imageformats/libq{kind}.so")
        assert is_used(f"PySide6\\plugins\\imageformats\\q{kind}.dll")
    for name in ("lib/libQt6Network.so.6", "plugins/sqldrivers/libqsqlite.so", "plugins/tls/libqopensslbackend.so"):
        assert not is_used(f"PySide6/Qt/{name}")


def test_a_library_stays_as_long_as_something_is_linked_with_it(script: Any) -> None:
    system, qt = "/usr/lib/x86_64-linux-gnu", "PySide6/Qt/lib"
    entries = [
        ("sql/_fast.so", "/site/sql/_fast.so", "EXTENSION"),
        ("engine/_fast.so", "/site/engine/_fast.so", "EXTENSION"),
        ("libpython3.11.so.1.0", "/opt/lib/libpython3.11.so.1.0", "BINARY"),
        (f"{qt}/libQt6Core.so.6", f"/site/{qt}/libQt6Core.so.6", "BINARY"),
        (f"{qt}/libQt6Odd.so.6", f"/site/{qt}/libQt6Odd.so.6", "BINARY"),
        ("libQt6Odd.so.6", f"{qt}/libQt6Odd.so.6", "SYMLINK"),
        ("libQt6Core.so.6", f"{qt}/libQt6Core.so.6", "SYMLINK"),
        ("libz.so.1", f"{system}/libz.so.1", "BINARY"),
        ("libodd.so.1", f"{system}/libodd.so.1", "BINARY"),
    ]
    links = {"/site/engine/_fast.so": ["libQt6Core.so.6"], f"/site/{qt}/libQt6Core.so.6": ["libz.so.1", "libc.so.6"]}
    kept = script("libraries.py")["needed"](entries, lambda source: links.get(source, []))
    assert [entry for entry in entries if entry not in kept] == [entries[4], entries[5], entries[8]]


def test_debians_own_libraries_are_told_from_what_is_copied(script: Any) -> None:
    is_of_the_system = script("libraries.py")["is_of_the_system"]
    assert is_of_the_system("/lib/x86_64-linux-gnu/libz.so.1")
    for copied in (
        "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0",
        "/usr/lib/python3.11/lib-dynload/_uuid.cpython-311-x86_64-linux-gnu.so",
        "/opt/venv/lib/python3.11/site-packages/PySide6/Qt/lib/libQt6Core.so.6",
        "/usr/lib/locale/C.utf8",
    ):
        assert not is_of_the_system(copied)


def _validated(*command: str) -> None:
    """Hold a file against a checker of the desktop's, where there is one."""
    if shutil.which(command[0]) is not None:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
