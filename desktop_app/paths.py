"""Every folder and file that Parley names; no other module does."""

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.domain.errors import UserError

if TYPE_CHECKING:
    from desktop_app.model_places import ModelPlace

PART = "--part"
"""The word that starts a part of a frozen program instead of the program."""
PARTS = {"formulas": "desktop_app.formats.formulas.worker", "llama": "desktop_app.engines.llama.child"}
"""What runs in a process of its own: modules with a `main`."""
APP_NAME = "parley"


class Paths(NamedTuple):
    """Where one installation keeps its things; `data` and `config` are the same folder with --data-dir."""

    data: Path
    config: Path

    @property
    def database(self) -> Path:
        """The chat file."""
        return self.data / "parley.db"

    @property
    def lock(self) -> Path:
        """The file whose lock says which process may checkpoint the chat file."""
        return self.data / "parley.lock"

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.config / "settings.toml"

    @property
    def keys(self) -> Path:
        """The file that says who keeps which API key, and holds those that the desktop's keyring does not."""
        return self.config / "keys.json"

    @property
    def window(self) -> Path:
        """The file that remembers the window's place and size."""
        return self.data / "window.bin"

    @property
    def window_lock(self) -> Path:
        """The file whose lock is held by the process that has the window."""
        return self.data / "window.lock"

    @property
    def window_socket(self) -> Path:
        """The socket at which the window hears of later starts."""
        return self.data / "window.sock"

    @property
    def models(self) -> Path:
        """The folder into which models are downloaded."""
        return self.data / "models"

    @property
    def model_notes(self) -> Path:
        """What is remembered of model files, so that none is read twice."""
        return self.data / "models.json"

    @property
    def log(self) -> Path:
        """The log file."""
        return self.data / "parley.log"

    @property
    def llama_log(self) -> Path:
        """Where llama.cpp's own complaints go."""
        return self.data / "llama.log"


def locate(data_dir: str | None = None) -> Paths:
    """Return the paths for --data-dir, else PARLEY_DATA_DIR, else beside a portable program, else the desktop's own."""
    if data_dir is not None and not data_dir.strip():
        raise UserError("no_data_folder")
    chosen = data_dir or os.environ.get("PARLEY_DATA_DIR") or _portable_data()
    if chosen:
        folder = Path(chosen).expanduser().absolute()
        return Paths(folder, folder)
    import platformdirs  # only where no folder was given: the window's first paint waits for this import

    return Paths(
        platformdirs.user_data_path(APP_NAME, appauthor=False),
        platformdirs.user_config_path(APP_NAME, appauthor=False),
    )


def _portable_data() -> str | None:
    """Return the folder for everything of a built program that lies beside a file named `portable`."""
    return str(Path(sys.executable).parent / "data") if is_portable() else None


def is_portable() -> bool:
    """Tell whether this is a built program that is carried around together with its data."""
    return bool(getattr(sys, "frozen", False)) and (Path(sys.executable).parent / "portable").exists()


def login_file() -> Path:
    """Return the file that has Parley started at login, on desktops that have files for that."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "LaunchAgents" / f"{APP_NAME}.plist"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "autostart" / f"{APP_NAME}.desktop"


def own_command(paths: Paths) -> list[str]:
    """Return the command that opens the window on the same data at the next login, out of the way."""
    root = Path(__file__).resolve().parents[1]
    if getattr(sys, "frozen", False):
        windowed = Path(sys.executable).with_name(f"{APP_NAME}w.exe")  # the one that opens no terminal on Windows
        # That of an AppImage lies in a folder of a moment.
        start = [os.environ.get("APPIMAGE") or str(windowed if windowed.exists() else sys.executable)]
    elif (root / "main.py").is_file():
        start = [sys.executable, str(root / "main.py")]
    else:
        start = [str(Path(sys.executable).with_name(f"{APP_NAME}.exe" if sys.platform == "win32" else APP_NAME))]
    chosen = ["--data-dir", str(paths.data)] if paths.data == paths.config else []
    return [*start, *chosen, "--minimised"]


def others_models() -> "tuple[ModelPlace, ...]":
    """Return the folders in which other programs keep model files."""
    from desktop_app.model_places import model_places  # not before the window's first paint

    return model_places(Path.home(), os.environ, sys.platform)


def fill_streams() -> None:
    """Let no file take the number of a standard stream that was closed before Parley began."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free, which is this one


def prepare(paths: Paths) -> None:
    """Make the folders, readable by their owner alone; raise `UserError` where that cannot be done."""
    for folder in (paths.data, paths.config):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.access(folder, os.R_OK | os.X_OK) and not os.access(folder, os.W_OK):
                raise UserError("data_folder_read_only", folder=folder)
            if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
                raise PermissionError("no permission to read and write there")
        except FileExistsError as error:
            raise UserError("data_folder_unusable", folder=folder, reason="it is a file") from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise UserError("data_folder_unusable", folder=folder, reason=reason.lower()) from error
    _close_to_others(paths)


def _close_to_others(paths: Paths) -> None:
    """Take from others what they could read, such as files that were copied here; a folder only where it is Parley's.

    A folder that holds other things may well be shared on purpose.
    """
    ours = (paths.database, paths.settings, paths.keys, paths.log, paths.llama_log, paths.window)
    for folder in {paths.data, paths.config}:
        if any(file.parent == folder and file.exists() for file in ours) or not any(folder.iterdir()):
            _take_rights(folder, 0o700)
    for file in ours:
        _take_rights(file, 0o600)


def _take_rights(path: Path, mode: int) -> None:
    try:
        found = path.lstat().st_mode
        if found & 0o077 and not stat.S_ISLNK(found):
            path.chmod(mode)
    except OSError:
        return  # it is not there, or somebody else's: `doctor` tells of that


def glance(settings: Path, key: str) -> str:
    """Return a word from the settings file, empty where it is not plain to see; for the first paint alone.

    The file is read properly, and its mistakes are told, right after that.
    """
    try:
        lines = settings.read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return ""
    for line in lines:
        name, _equals, value = line.partition("=")
        if name.strip() == key:
            return value.partition("#")[0].strip().strip("\"'")
    return ""


def resource(name: str) -> Path:
    """Return the path of a file shipped in `resources/`: in the checkout, an installed wheel or a frozen program."""
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen) / "resources" / name
    shipped = package / "resources"
    root = shipped if shipped.is_dir() else package.parent / "resources"
    return root / name


def part(name: str) -> list[str]:
    """Return the command that runs a part of Parley, one of `PARTS`, in a process of its own.

    It heeds none of the environment's settings for Python, finds Parley where this process has it from, and has no way
    to a network.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, PART, name]
    root = str(Path(__file__).resolve().parents[1])
    begin = f"import sys; sys.path.insert(0, {root!r}); from desktop_app.network.closed import close_network"
    start = f"{begin}; close_network(); from {PARTS[name]} import main; sys.exit(main())"
    return [sys.executable, "-I", "-c", start]
