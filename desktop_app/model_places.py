"""Where other programs keep their model files, on each system: the folders that `paths` hands out for models."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


class Layout(StrEnum):
    """How a program arranges its model files in a folder."""

    TREE = "tree"
    """Under names of their own, in folders in folders."""
    OLLAMA = "ollama"
    """Named by their checksums; manifests say which model is which."""
    HUB = "hub"
    """A folder for each repository, with links in it to files named by their checksums."""
    FILE = "file"
    """No folder, but one file."""


class ModelPlace(NamedTuple):
    """A folder that may hold model files, and whose it is."""

    program: str
    folder: Path
    layout: Layout = Layout.TREE
    is_expected: bool = False
    """Whether it should be there; most programs' folders need not."""


def model_places(
    home: Path, environment: Mapping[str, str], platform: str, root: Path = Path("/")
) -> tuple[ModelPlace, ...]:
    """Return the folders in which programs keep models for the user whose `home` that is; many are not there.

    `platform` is what `sys.platform` says, `root` where a system's own folders begin.
    """
    kept = _Kept(home, environment, platform)
    places = (
        *_ollama(kept, root),
        ModelPlace("LM Studio", home / ".lmstudio" / "models"),
        ModelPlace("LM Studio", home / ".cache" / "lm-studio" / "models"),
        *(ModelPlace("Jan", folder / "llamacpp" / "models") for folder in _jan(kept)),
        *(ModelPlace("Jan", folder / "models") for folder in _jan(kept)),
        ModelPlace("GPT4All", kept.local_data / "nomic.ai" / "GPT4All"),
        ModelPlace("llama.cpp", kept.given("LLAMA_CACHE") or kept.cache / "llama.cpp"),
        *(ModelPlace("Hugging Face", folder, Layout.HUB) for folder in _hubs(kept)),
    )
    first = {(place.folder, place.layout): place for place in reversed(places)}
    return tuple(place for place in places if first[(place.folder, place.layout)] is place)


class _Kept:
    """Where a system wants programs to keep things."""

    def __init__(self, home: Path, environment: Mapping[str, str], platform: str) -> None:
        self.home = home
        self.platform = platform
        self._environment = environment

    def given(self, name: str) -> Path | None:
        """Return the folder that a variable of the environment names, None where it names none."""
        value = self._environment.get(name, "").strip()
        if value == "~" or value.startswith(("~/", "~\\")):
            return self.home / value[2:]
        return Path(value) if value and Path(value).is_absolute() else None

    def _by_platform(self, *, mac: Path, windows: Path, others: Path) -> Path:
        return {"darwin": mac, "win32": windows}.get(self.platform, others)

    @property
    def _library(self) -> Path:
        return self.home / "Library"

    @property
    def roaming(self) -> Path:
        return self.given("APPDATA") or self.home / "AppData" / "Roaming"

    @property
    def local(self) -> Path:
        return self.given("LOCALAPPDATA") or self.home / "AppData" / "Local"

    @property
    def local_data(self) -> Path:
        others = self.given("XDG_DATA_HOME") or self.home / ".local" / "share"
        return self._by_platform(mac=self._library / "Application Support", windows=self.local, others=others)

    @property
    def config(self) -> Path:
        others = self.given("XDG_CONFIG_HOME") or self.home / ".config"
        return self._by_platform(mac=self._library / "Application Support", windows=self.roaming, others=others)

    @property
    def cache(self) -> Path:
        return self._by_platform(mac=self._library / "Caches", windows=self.local, others=self.plain_cache)

    @property
    def plain_cache(self) -> Path:
        """Where programs that do alike everywhere keep what they can fetch again."""
        return self.given("XDG_CACHE_HOME") or self.home / ".cache"


def _ollama(kept: _Kept, root: Path) -> list[ModelPlace]:
    folders = [kept.given("OLLAMA_MODELS"), kept.home / ".ollama" / "models"]
    if kept.platform not in {"darwin", "win32"}:
        # As a service it runs as a user of its own.
        owns = (root / "usr" / "share" / "ollama", root / "var" / "lib" / "ollama")
        folders += [*(own / ".ollama" / "models" for own in owns), owns[1], owns[1] / "models"]
    return [ModelPlace("Ollama", folder, Layout.OLLAMA) for folder in folders if folder is not None]


def _jan(kept: _Kept) -> tuple[Path, ...]:
    return kept.config / "Jan" / "data", kept.local_data / "Jan" / "data", kept.home / "jan"


def _hubs(kept: _Kept) -> list[Path]:
    of_home = kept.given("HF_HOME")
    folders = (
        kept.given("HF_HUB_CACHE"),
        kept.given("HUGGINGFACE_HUB_CACHE"),
        None if of_home is None else of_home / "hub",
        kept.plain_cache / "huggingface" / "hub",
    )
    return [folder for folder in folders if folder is not None]
