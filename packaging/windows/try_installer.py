"""Tries the installer for Windows under Wine, with a stand-in for the program: it wants `makensis` and 64-bit Wine.

python packaging/windows/try_installer.py
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from icons import write_icon  # noqa: E402  they are found by the line above
from make_windows import installer  # noqa: E402

WINE = next(filter(None, map(shutil.which, ("wine64", "/usr/lib/wine/wine64", "wine"))), "wine")
PROGRAMS = Path("drive_c/users")
UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Parley"
CLASSES = r"HKCU\Software\Classes"


class Windows:
    """A Windows of its own, which goes with its folder."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "wine"
        self.environment = {
            **os.environ,
            "WINEPREFIX": str(self.root),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",
            "DISPLAY": "",
        }
        self.run("wineboot", "-i")
        self.local = next((self.root / PROGRAMS).glob("*/AppData/Local"))

    @property
    def home(self) -> Path:
        """The folder into which the installer puts the program."""
        return self.local / "Programs" / "Parley"

    def run(self, *words: str | Path) -> int:
        """Run a program until it ends; return its exit code."""
        return subprocess.run([WINE, *words], env=self.environment, capture_output=True, timeout=120).returncode

    def start(self, *words: str | Path) -> subprocess.Popen[bytes]:
        """Start a program."""
        return subprocess.Popen(
            [WINE, *words], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def path(self, path: Path) -> str:
        """Return a path as Windows says it."""
        return "C:\\" + str(path.relative_to(self.root / "drive_c")).replace("/", "\\")

    def value(self, key: str, name: str = "") -> str | None:
        """Return what the registry says, nothing where it says nothing."""
        words = ["reg", "query", key, *(("/v", name) if name else ("/ve",))]
        said = subprocess.run([WINE, *words], env=self.environment, capture_output=True, text=True, timeout=60).stdout
        lines = [line.split("REG_SZ", 1)[1].strip() for line in said.splitlines() if "REG_SZ" in line]
        return lines[0] if lines else None


def stand_in(folder: Path, version: str) -> Path:
    """Make something that looks like the built program."""
    (folder / "_internal" / "größe").mkdir(parents=True)
    (folder / "_internal" / "größe" / f"only in {version}.txt").write_text(version, "utf-8")
    (folder / "_internal" / "library.dll").write_bytes(os.urandom(200_000))
    write_icon(folder / "_internal" / "parley.ico")
    for name in ("parley", "parleyw"):
        words = [f"-DTARGET={folder / name}.exe", f"-DNAME={name}", str(HERE / "standin.nsi")]
        subprocess.run(["makensis", "-V1", *words], check=True)
    return folder


def words_in(file: Path) -> str:
    """Return what stands in a file, as soon as something does."""
    for _ in range(100):
        if file.exists() and file.stat().st_size:
            return file.read_text("utf-8", "replace")
        time.sleep(0.1)
    raise AssertionError(f"nothing was written into {file}")


def main() -> None:
    """Install, open an address, upgrade while it is open, fail to upgrade, upgrade, uninstall."""
    with tempfile.TemporaryDirectory(prefix="parley-windows-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        first = installer(stand_in(folder / "one", "1.0"), folder, "1.0", SECONDS_TO_CLOSE=2)
        second = installer(stand_in(folder / "two", "2.0"), folder, "2.0", SECONDS_TO_CLOSE=2)
        windows = Windows(folder)
        home, data = windows.home, windows.local / "parley"
        data.mkdir()
        (data / "parley.db").write_text("chats")
        try_first(windows, first)
        try_second(windows, second)

        assert windows.run(home / "uninstall.exe", "/S", f"_?={windows.path(home)}") == 0
        left = [file.name for file in home.iterdir()] if home.exists() else []
        assert left in ([], ["uninstall.exe"]), left  # with _?= it waits for itself, and cannot take itself away
        assert windows.value(UNINSTALL, "DisplayVersion") is None
        assert windows.value(rf"{CLASSES}\parley\shell\open\command") is None
        assert windows.value(rf"{CLASSES}\.charx", "Content Type") is None
        assert (data / "parley.db").read_text() == "chats"
        print("uninstalled; what is the user's is still there")
        windows.run("wineboot", "--kill")


def try_first(windows: Windows, setup: Path) -> None:
    """Install where nothing is, and see that addresses and files find the program."""
    assert windows.run(setup, "/S") == 0
    assert (windows.home / "_internal" / "größe" / "only in 1.0.txt").exists()
    assert windows.value(UNINSTALL, "DisplayVersion") == "1.0"
    assert list(windows.root.rglob("Start Menu/Programs/Parley.lnk"))
    # Older Wine looks for addresses only where those of all users are.
    windows.run("reg", "copy", rf"{CLASSES}\parley", r"HKLM\Software\Classes\parley", "/s", "/f")
    windows.run("start", "/wait", "parley://session/one")
    heard = words_in(windows.home / "_internal" / "started.txt")
    assert heard == 'parleyw: "parley://session/one"\n', heard
    print("installed; an address opens the window's program")


def try_second(windows: Windows, setup: Path) -> None:
    """Upgrade while the program is open and where a file cannot be written, both in vain; then as it should be."""
    home = windows.home
    program = windows.start(home / "parleyw.exe", "--stay")
    for _ in range(100):
        if "--stay" in words_in(home / "_internal" / "started.txt"):
            break
        time.sleep(0.1)
    assert windows.run(setup, "/S") == 3
    program.kill()
    program.wait()
    assert windows.value(UNINSTALL, "DisplayVersion") == "1.0"
    print("an upgrade leaves an open program alone")

    (home / "uninstall.exe").unlink()
    (home / "uninstall.exe").mkdir()
    (home / "mine.txt").write_text("mine")
    assert windows.run(setup, "/S") == 2
    assert (home / "_internal" / "größe" / "only in 1.0.txt").exists()
    assert (home / "parley.exe").exists()
    assert not (home / "_before").exists()
    print("an upgrade that fails leaves the program as it was")

    (home / "uninstall.exe").rmdir()
    assert windows.run(setup, "/S") == 0
    assert [each.name for each in (home / "_internal" / "größe").iterdir()] == ["only in 2.0.txt"]
    assert windows.value(UNINSTALL, "DisplayVersion") == "2.0"
    assert sorted(each.name for each in home.iterdir()) == [
        "_internal", "mine.txt", "parley.exe", "parleyw.exe", "uninstall.exe"
    ]  # fmt: skip
    (home / "mine.txt").unlink()
    print("upgraded; nothing of the version before is left")


if __name__ == "__main__":
    main()
