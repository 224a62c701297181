"""Makes of a built program a Debian package, or a tar with a folder that can be carried around.

    python packaging/make_linux.py deb|tar PROGRAM DIST

PROGRAM is the folder that PyInstaller made, DIST the one for the package. Needs dpkg-dev for `deb`.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from debian import changes, control, copyright_file, sums, without_debians
from icons import write_icons
from licences import ROOT, moment

from desktop_app import __version__

LINUX = ROOT / "packaging" / "linux"
SYSTEM = "system-libraries.json"
"""Where the recipe writes which libraries are of the system's, and from which package each is."""


def deb(program: Path, dist: Path) -> Path:
    """Make a Debian package; return it."""
    architecture = {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]
    target = dist / f"parley_{__version__}_{architecture}.deb"
    with tempfile.TemporaryDirectory(prefix="parley-deb-") as name:
        root = Path(name)
        root.chmod(0o755)
        shutil.copytree(program, root / "usr/lib/parley", symlinks=True)
        system = json.loads((program.parent / SYSTEM).read_text("utf-8"))
        without_debians(root / "usr/lib/parley", system, {package for package, _version in system.values()})
        (root / "usr/bin").mkdir(parents=True)
        (root / "usr/bin/parley").symlink_to("../lib/parley/parley")
        _put_desktop_files(root / "usr/share")
        _put_documents(root / "usr/share/doc/parley", root / "usr/lib/parley/_internal/resources/licences")
        _set_modes(root)
        (root / "DEBIAN").mkdir(mode=0o755)
        written = {"control": control(root, architecture), "md5sums": sums(root)}
        for file, text in written.items():
            (root / "DEBIAN" / file).write_text(text, "utf-8")
            (root / "DEBIAN" / file).chmod(0o644)
        build = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", name, str(target)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    return target


def portable(program: Path, dist: Path) -> Path:
    """Make a tar whose folder keeps its data within itself; return it."""
    folder = f"parley-{__version__}"
    target = dist / f"{folder}-linux-{os.uname().machine}.tar.xz"
    with tarfile.open(target, "w:xz") as tar:
        tar.add(program, folder, filter=_nobodys)
        marker = tarfile.TarInfo(f"{folder}/portable")
        marker.mtime = int(moment().timestamp())
        tar.addfile(marker)
    return target


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Name no user of the computer that built it."""
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    return member


def _put_desktop_files(share: Path) -> None:
    for folder, name, target in (
        ("applications", "parley.desktop", "parley.desktop"),
        ("metainfo", "parley.metainfo.xml", f"{component_id()}.metainfo.xml"),
        ("mime/packages", "parley-mime.xml", "parley.xml"),
        ("lintian/overrides", "overrides", "parley"),
    ):
        (share / folder).mkdir(parents=True)
        (share / folder / target).write_text(filled(LINUX / name), "utf-8")
    (share / "man/man1").mkdir(parents=True)
    _compress(filled(LINUX / "parley.1"), share / "man/man1/parley.1.gz")
    write_icons(ROOT / "resources/icons/parley.svg", share / "icons/hicolor")


def component_id() -> str:
    """Return the name by which software centres know the program."""
    return (LINUX / "parley.metainfo.xml").read_text("utf-8").partition("<id>")[2].partition("</id>")[0]


def _put_documents(folder: Path, licences: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "copyright").write_text(copyright_file(licences), "utf-8")
    _compress((ROOT / "CHANGELOG.md").read_text("utf-8"), folder / "CHANGELOG.md.gz")
    _compress(changes(), folder / "changelog.gz")


def _set_modes(root: Path) -> None:
    """Let everybody read everything, and change nothing; programs stay programs."""
    for path in root.rglob("*"):
        if path.is_symlink():
            continue
        runs = path.is_dir() or (path.stat().st_mode & 0o111 and ".so" not in path.name)
        path.chmod(0o755 if runs else 0o644)


def filled(file: Path) -> str:
    """Return a text with this version and this day in it."""
    return file.read_text("utf-8").replace("@VERSION@", __version__).replace("@DATE@", f"{moment():%Y-%m-%d}")


def _compress(text: str, target: Path) -> None:
    target.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    kind, source, destination = sys.argv[1:]
    made = {"deb": deb, "tar": portable}[kind](Path(source), Path(destination))
    print(made, f"{made.stat().st_size / 1e6:.1f} MB")
