"""What packages of other systems are made of, as far as that can be seen on this one."""

import os
import plistlib
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

PACKAGING = Path(__file__).parents[2] / "packaging"
MIME = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}


def names_in(script: str) -> dict[str, Any]:
    """Return what a script of packaging/ defines."""
    return runpy.run_path(str(PACKAGING / script))


def file_types() -> dict[str, str]:
    """Return the types that Linux is told of, by the last of their extensions."""
    root = ElementTree.parse(PACKAGING / "linux" / "parley-mime.xml").getroot()
    return {
        "." + glob.get("pattern", "").rpartition(".")[2]: each.get("type", "")
        for each in root.findall("m:mime-type", MIME)
        for glob in each.findall("m:glob", MIME)
    }


def test_all_systems_are_told_of_the_same_files_and_addresses() -> None:
    types = file_types()
    entry = (PACKAGING / "linux" / "parley.desktop").read_text("utf-8")
    assert {".json", ".charx", ".gguf"} <= set(types)
    assert "x-scheme-handler/parley;" in entry
    windows = (PACKAGING / "windows" / "parley.nsi").read_text("utf-8")
    assert set(re.findall(r'insertmacro FileType "([.\w]+)"', windows)) == set(types)
    assert set(re.findall(r'insertmacro NoFileType "([.\w]+)"', windows)) == set(types)
    assert r"Software\Classes" in windows
    assert '${CLASSES}\\parley" "URL Protocol"' in windows
    app = names_in("macos/about.py")["about_app"]("1.2.3")
    assert app["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["parley"]
    assert len(app["CFBundleDocumentTypes"]) == len(types)
    own = {extension: mime for extension, mime in types.items() if extension != ".json"}
    told = [each["UTTypeTagSpecification"] for each in app["UTImportedTypeDeclarations"]]
    assert {"." + each["public.filename-extension"][0]: each["public.mime-type"] for each in told} == own
    assert all(f'"{mime}"' in windows for mime in own.values())
    assert plistlib.loads(plistlib.dumps(app)) == app


def test_icons_hold_every_size(tmp_path: Path) -> None:
    write_icon = names_in("icons.py")["write_icon"]
    write_icon(tmp_path / "parley.ico")
    write_icon(tmp_path / "parley.icns")
    with Image.open(tmp_path / "parley.ico") as windows:
        assert {(16, 16), (32, 32), (48, 48), (256, 256)} <= set(windows.info["sizes"])
    with Image.open(tmp_path / "parley.icns") as macos:
        assert {(128, 128, 1), (512, 512, 2)} <= set(macos.info["sizes"])
        macos.load()
        assert macos.size == (1024, 1024)
        assert len(macos.convert("RGBA").getcolors(1 << 20) or ()) > 2


@pytest.mark.parametrize(
    ("name", "used"),
    [
        ("PySide6/Qt/lib/libQt6Widgets.so.6", True),
        ("PySide6/Qt/lib/libQt6Network.so.6", False),
        ("libQt6Network.so.6", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ("PySide6\\Qt6Gui.dll", True),
        ("PySide6\\Qt6Network.dll", False),
        ("PySide6\\QtQml.pyd", False),
        ("PySide6\\opengl32sw.dll", False),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6\\plugins\\imageformats\\qtiff.dll", False),
        ("PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui", True),
        ("PySide6/Qt/lib/QtNetwork.framework/Versions/A/Resources/Info.plist", False),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
        ("desktop_app/store/migrations/env.py", True),
    ],
)
def test_what_of_qt_is_brought_along(name: str, used: bool) -> None:
    assert names_in("unused.py")["is_used"](name) is used


@pytest.mark.parametrize(
    ("version", "numbers"), [("1.2.3", (1, 2, 3, 0)), ("0.1.0rc2", (0, 1, 0, 2)), ("7", (7, 0, 0, 0))]
)
def test_windows_counts_versions_in_four_numbers(version: str, numbers: tuple[int, ...]) -> None:
    assert names_in("windows/version_info.py")["four_numbers"](version) == numbers


def test_an_appimage_is_made_with_the_runtime_that_is_meant_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(PACKAGING))
    checked = names_in("make_appimage.py")["checked_runtime"]
    other = tmp_path / "runtime"
    other.write_bytes(b"\x7fELF, but another one")
    for file, words in (("", "names no runtime"), (str(other), "another runtime")):
        with pytest.raises(SystemExit, match=words):
            checked(file)


@pytest.mark.skipif(sys.platform == "win32", reason="it is a script for macOS")
@pytest.mark.parametrize("signed", [False, True])
def test_an_image_for_macos_is_signed_and_shown_to_apple_where_that_is_asked_for(tmp_path: Path, signed: bool) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("plutil", "codesign", "ditto", "hdiutil", "xcrun"):
        # Each writes down what it was told; the first says what it would have read.
        said = "echo 1.2.3" if name == "plutil" else "true"
        (tools / name).write_text(f'#!/bin/sh\necho "{name} $*" >>"$TOLD"\n{said}\n')
        (tools / name).chmod(0o755)
    told = tmp_path / "told"
    asked = {"PARLEY_CODESIGN_IDENTITY": "Someone", "PARLEY_NOTARY_PROFILE": "parley"} if signed else {}
    script = PACKAGING / "macos" / "make_dmg"
    done = subprocess.run(
        [str(script), "Parley.app", "dist"],
        env={"PATH": f"{tools}:{os.environ['PATH']}", "TOLD": str(told), **asked},
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.fullmatch(r"dist/Parley-1\.2\.3-macos-\w+\.dmg", done.stdout.strip().splitlines()[-1])
    words = told.read_text().splitlines()
    assert words[1] == "codesign --verify --deep --strict Parley.app"
    made = next(index for index, line in enumerate(words) if line.startswith("hdiutil create"))
    after = [" ".join(line.split()[:3]) for line in words[made + 1 :]]
    assert after == (["codesign --sign Someone", "xcrun notarytool submit", "xcrun stapler staple"] if signed else [])
