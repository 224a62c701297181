"""Makes of a built program a Debian package, or a tar with a folder that can be carried around.

    python packaging/linux_packages.py deb|tar PROGRAM DIST

PROGRAM is the folder that PyInstaller made, DIST the one for the package. Needs dpkg-deb for `deb`.
"""

import gzip
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from icons import write_icons

from desktop_app import __version__

ROOT = Path(__file__).parents[1]
LINUX = ROOT / "packaging" / "linux"
MOMENT = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", datetime.now(UTC).timestamp())), UTC)
DEPENDS = (
    "libc6 (>= 2.34), libegl1, libgl1, libfontconfig1, libdbus-1-3, libglib2.0-0 | libglib2.0-0t64, libx11-6, "
    "libxkbcommon0, libxkbcommon-x11-0, libxcb-cursor0, libxcb-icccm4, libxcb-keysyms1, libxcb-shape0, libxcb-xkb1, "
    "libwayland-cursor0, libwayland-egl1, libgomp1"
)
DESCRIPTION = """chat with personas, on this computer alone
 Parley is an offline desktop chat client for one person on one computer. It
 answers from a built-in responder, from model files on this computer or from
 local servers, keeps every message, finds what was ever said while one types,
 and shows and lets one edit personas, memory and the prompt itself.
"""
CHANGES = """parley ({version}) stable; urgency=medium

  * See /usr/share/doc/parley/CHANGELOG.md.gz.

 -- The Parley authors <parley@localhost>  {moment}
"""


def deb(program: Path, dist: Path) -> Path:
    """Make a Debian package; return it."""
    architecture = {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]
    target = dist / f"parley_{__version__}_{architecture}.deb"
    with tempfile.TemporaryDirectory(prefix="parley-deb-") as name:
        root = Path(name)
        root.chmod(0o755)
        shutil.copytree(program, root / "usr/lib/parley", symlinks=True)
        (root / "usr/bin").mkdir(parents=True)
        (root / "usr/bin/parley").symlink_to("../lib/parley/parley")
        _put_desktop_files(root / "usr/share")
        _put_documents(root / "usr/share/doc/parley", program)
        _put_control(root, architecture)
        _set_modes(root)
        build = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", name, str(target)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    return target


def portable(program: Path, dist: Path) -> Path:
    """Make a tar whose folder keeps its data within itself; return it."""
    folder = f"parley-{__version__}"
    target = dist / f"{folder}-linux-{os.uname().machine}.tar.xz"
    with tarfile.open(target, "w:xz") as tar:
        tar.add(program, folder)
        marker = tarfile.TarInfo(f"{folder}/portable")
        marker.mtime = int(MOMENT.timestamp())
        tar.addfile(marker)
    return target


def _put_desktop_files(share: Path) -> None:
    for folder, name in (("applications", "parley.desktop"), ("metainfo", "parley.metainfo.xml")):
        (share / folder).mkdir(parents=True)
        (share / folder / name).write_text(_filled(LINUX / name), "utf-8")
    (share / "man/man1").mkdir(parents=True)
    _compress(_filled(LINUX / "parley.1"), share / "man/man1/parley.1.gz")
    write_icons(ROOT / "resources/icons/parley.svg", share / "icons/hicolor")


def _put_documents(folder: Path, program: Path) -> None:
    folder.mkdir(parents=True)
    licences = next(program.rglob("third-party-licences.txt")).read_text("utf-8")
    parley = (ROOT / "LICENSE").read_text("utf-8")
    (folder / "copyright").write_text(f"Parley\n\n{parley}\n\nWhat it brings along\n\n{licences}", "utf-8")
    _compress((ROOT / "CHANGELOG.md").read_text("utf-8"), folder / "CHANGELOG.md.gz")
    changes = CHANGES.format(version=__version__, moment=MOMENT.strftime("%a, %d %b %Y %H:%M:%S +0000"))
    _compress(changes, folder / "changelog.gz")


def _put_control(root: Path, architecture: str) -> None:
    size = sum(file.lstat().st_size for file in root.rglob("*") if not file.is_dir()) // 1024
    fields = {
        "Package": "parley",
        "Version": __version__,
        "Architecture": architecture,
        "Maintainer": "The Parley authors <parley@localhost>",
        "Installed-Size": size,
        "Depends": DEPENDS,
        "Section": "net",
        "Priority": "optional",
        "Description": DESCRIPTION.rstrip("\n"),
    }
    (root / "DEBIAN").mkdir()
    control = "".join(f"{name}: {value}\n" for name, value in fields.items())
    (root / "DEBIAN/control").write_text(control, "utf-8")


def _set_modes(root: Path) -> None:
    """Let everybody read everything, and change nothing; programs stay programs."""
    for path in root.rglob("*"):
        if path.is_symlink():
            continue
        runs = path.is_dir() or (path.stat().st_mode & 0o111 and ".so" not in path.name)
        path.chmod(0o755 if runs else 0o644)


def _filled(file: Path) -> str:
    return file.read_text("utf-8").replace("@VERSION@", __version__).replace("@DATE@", f"{MOMENT:%Y-%m-%d}")


def _compress(text: str, target: Path) -> None:
    target.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    kind, source, destination = sys.argv[1:]
    made = {"deb": deb, "tar": portable}[kind](Path(source), Path(destination))
    print(made, f"{made.stat().st_size / 1e6:.1f} MB")
