"""Makes of a program that was built on Windows an installer, or a zip with a folder that can be carried around.

python packaging/make_windows.py installer|zip PROGRAM DIST

PROGRAM is the folder that PyInstaller made, or a zip that this made of it; DIST the one for the package. The installer
wants `makensis`, on any system. PARLEY_SIGN_WINDOWS is a command that signs the file whose
name is added to it: the installer, its uninstaller, and the programs in PROGRAM before they are wrapped.
"""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from windows.version_info import four_numbers

from desktop_app import __version__

SCRIPT = Path(__file__).parent / "windows" / "parley.nsi"
PROGRAMS = ("parley.exe", "parleyw.exe")
MARKER = "portable"


def installer(program: Path, dist: Path, version: str = __version__, **more: object) -> Path:
    """Make the installer, with more definitions for its script; return it."""
    target = dist / f"Parley-{version}-windows-x64-setup.exe"
    with tempfile.TemporaryDirectory(prefix="parley-setup-") as name:
        payload = _as_folder(program, Path(name) / "payload")
        defined = {
            "VERSION": version,
            "NUMBERS": ".".join(map(str, four_numbers(version))),
            "PAYLOAD": payload,
            "ICON": payload / "_internal" / "parley.ico",
            "TARGET": target.absolute(),
            **more,
        }
        if os.environ.get("PARLEY_SIGN_WINDOWS"):
            defined["SIGN"] = os.environ["PARLEY_SIGN_WINDOWS"]
        words = [f"-D{each}={value}" for each, value in defined.items()]
        subprocess.run(["makensis", "-V2", "-WX", *words, str(SCRIPT)], check=True)
    return target


def portable(program: Path, dist: Path) -> Path:
    """Make a zip whose folder keeps its data within itself; return it."""
    _sign(program)
    folder = f"Parley-{__version__}"
    target = dist / f"{folder}-windows-x64-portable.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bundle:
        for file in sorted(program.rglob("*")):
            bundle.write(file, f"{folder}/{file.relative_to(program).as_posix()}")
        bundle.writestr(f"{folder}/{MARKER}", "")
    return target


def _as_folder(program: Path, folder: Path) -> Path:
    """Return a folder with the program and without the marker: what is installed keeps its data with its user's."""
    if program.is_dir():
        shutil.copytree(program, folder)
        _sign(folder)
    else:
        zipfile.ZipFile(program).extractall(folder)
        (folder,) = folder.iterdir()
    (folder / MARKER).unlink(missing_ok=True)
    return folder


def _sign(folder: Path) -> None:
    command = os.environ.get("PARLEY_SIGN_WINDOWS")
    for program in PROGRAMS if command else ():
        subprocess.run([*shlex.split(command or ""), str(folder / program)], check=True)


if __name__ == "__main__":
    kind, source, destination = sys.argv[1:]
    made = {"installer": installer, "zip": portable}[kind](Path(source), Path(destination))
    print(made, f"{made.stat().st_size / 1e6:.1f} MB")
