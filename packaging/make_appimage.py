"""Makes of a program that was built on Linux an AppImage: one file that runs where it lies.

python packaging/make_appimage.py PROGRAM DIST

PROGRAM is the folder that PyInstaller made, DIST the one for the package. Needs `mksquashfs`, and the runtime, which is
the beginning of every AppImage: PARLEY_APPIMAGE_RUNTIME names the file `runtime-x86_64` or `runtime-aarch64` of release
20251108 of AppImage/type2-runtime.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from icons import PICTURE, write_icons

from desktop_app import __version__

LINUX = Path(__file__).parent / "linux"
RUNTIMES = {
    "x86_64": "2fca8b443c92510f1483a883f60061ad09b46b978b2631c807cd873a47ec260d",
    "aarch64": "00cbdfcf917cc6c0ff6d3347d59e0ca1f7f45a6df1a428a0d6d8a78664d87444",
}
"""The sums (SHA-256) of the runtime, by machine."""


def appimage(program: Path, dist: Path, runtime: bytes) -> Path:
    """Make the AppImage; return it."""
    target = dist / f"Parley-{__version__}-{os.uname().machine}.AppImage"
    with tempfile.TemporaryDirectory(prefix="parley-appimage-") as name:
        image = Path(name) / "image"
        _lay_out(program, Path(name) / "app")
        squash = [
            "mksquashfs",
            str(Path(name) / "app"),
            str(image),
            "-root-owned",
            "-noappend",
            "-comp",
            "zstd",
            "-quiet",
        ]
        subprocess.run([*squash, "-no-progress"], check=True)
        with target.open("wb") as file:
            file.write(runtime)
            with image.open("rb") as rest:
                shutil.copyfileobj(rest, file)
    target.chmod(0o755)
    return target


def checked_runtime(file: str) -> bytes:
    """Return the runtime, once it is known to be the one that is meant."""
    if not file:
        raise SystemExit("make_appimage: PARLEY_APPIMAGE_RUNTIME names no runtime; packaging/README.md tells of it")
    runtime = Path(file).read_bytes()
    found, wanted = hashlib.sha256(runtime).hexdigest(), RUNTIMES[os.uname().machine]
    if found != wanted:
        raise SystemExit(f"make_appimage: {file} is another runtime than the one that is meant: {found}, not {wanted}")
    return runtime


def _lay_out(program: Path, root: Path) -> None:
    """Put the program where the runtime and desktops look: AppRun is started, the entry and the icon are shown."""
    shutil.copytree(program, root / "usr/lib/parley", symlinks=True)
    (root / "AppRun").symlink_to("usr/lib/parley/parley")
    share = root / "usr/share"
    write_icons(PICTURE, share / "icons/hicolor")
    (root / "parley.png").symlink_to("usr/share/icons/hicolor/256x256/apps/parley.png")
    (root / ".DirIcon").symlink_to("parley.png")
    (share / "applications").mkdir()
    shutil.copyfile(LINUX / "parley.desktop", share / "applications/parley.desktop")
    (root / "parley.desktop").symlink_to("usr/share/applications/parley.desktop")


if __name__ == "__main__":
    source, destination = sys.argv[1:]
    made = appimage(Path(source), Path(destination), checked_runtime(os.environ.get("PARLEY_APPIMAGE_RUNTIME", "")))
    print(made, f"{made.stat().st_size / 1e6:.1f} MB")
