"""Folders of model files, looked through without changing anything: files that begin as GGUF files do."""

import json
import os
import re
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from desktop_app.domain import model_sentences as sentences
from desktop_app.model_places import Layout, ModelPlace

MAGIC = b"GGUF"
_DEEPEST = 8
_MOST_ENTRIES = 100_000
_SMALLEST = 24
_LONGEST_MANIFEST = 1 << 20
_DIGEST = re.compile(r"sha256[:-](?P<digest>[0-9a-f]{64})")
_MODEL, _PROJECTOR = "application/vnd.ollama.image.model", "application/vnd.ollama.image.projector"
_REGISTRIES = ("registry.", "localhost")
_UNFINISHED = (
    ".part",
    ".partial",
    "-partial",
    ".incomplete",
    ".crdownload",
    ".download",
    ".downloadinprogress",
    ".tmp",
)
"""How programs call files that are still on their way."""
_NOT_HERE = 0x1000 | 0x400000
"""What Windows says of files that would have to be fetched from elsewhere first."""
_NOT_HERE_ON_MAC = 0x40000000


class GaveUpError(Exception):
    """A folder was not looked through to its end; says why."""


class Met(NamedTuple):
    """A file that begins as a GGUF file does."""

    path: Path
    size: int
    changed: int
    identity: str
    called: str = ""
    digest: str = ""
    projector: Path | None = None
    projector_size: int = 0


class Patience:
    """Ends a look into a folder that takes too long or meets too much."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._entries = 0

    def check(self) -> None:
        """Count one more thing met; raise `GaveUpError` when that is enough."""
        self._entries += 1
        if self._entries > _MOST_ENTRIES:
            raise GaveUpError(sentences.FOLDER_CROWDED)
        if time.monotonic() > self._end:
            raise GaveUpError(sentences.FOLDER_SLOW)


def met_in(place: ModelPlace, patience: Patience) -> Iterator[Met]:
    """Yield the model files in a place.

    Raises `GaveUpError` or `OSError` where it cannot be looked through, `FileNotFoundError` where it is not there.
    """
    if place.layout is Layout.FILE:
        yield from _if_model(place.folder)
    elif not place.folder.is_dir():
        raise FileNotFoundError
    elif place.layout is Layout.OLLAMA:
        yield from _ollama(place.folder, patience)
    elif place.layout is Layout.HUB:
        yield from _hub(place.folder, patience)
    else:
        yield from (_met(path, found) for path, found in _tree(place.folder, patience))


def met(path: Path) -> Met | None:
    """Return a file with what tells it from others, None where it is no file that begins as a GGUF file does."""
    return next(_if_model(path), None)


def _if_model(path: Path) -> Iterator[Met]:
    found = path.stat()
    if _may_be_model(found) and _begins_well(path):
        yield _met(path, found)


def _tree(folder: Path, patience: Patience) -> Iterator[tuple[Path, os.stat_result]]:
    """Yield the model files in a folder and the folders in it, links followed; no folder twice."""
    seen: set[tuple[int, int]] = set()
    waiting = [(folder, 0)]
    while waiting:
        current, depth = waiting.pop()
        found = current.stat()
        if (found.st_dev, found.st_ino) in seen and found.st_ino:
            continue
        seen.add((found.st_dev, found.st_ino))
        folders = []
        for entry in _entries(current, is_top=not depth):
            patience.check()
            try:
                about = os.stat(entry.path)  # that of Windows's entries lacks what tells one file from another
            except OSError:
                continue  # a link that leads nowhere, or a file that has just gone
            if stat.S_ISDIR(about.st_mode) and depth < _DEEPEST:
                folders.append((Path(entry.path), depth + 1))
            elif not _is_on_its_way(entry.name) and _may_be_model(about) and _begins_well(Path(entry.path)):
                yield Path(entry.path), about
        waiting += reversed(folders)


def _entries(folder: Path, *, is_top: bool) -> list[os.DirEntry[str]]:
    """Return what is in a folder, by name; a folder within, that others closed to this user, counts as empty."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except PermissionError:
        if is_top:
            raise
        return []


def _hub(folder: Path, patience: Patience) -> Iterator[Met]:
    for repository in sorted(folder.glob("models--*")):
        name = repository.name.removeprefix("models--").replace("--", "/")
        snapshots = repository / "snapshots"
        if snapshots.is_dir():
            for path, found in _tree(snapshots, patience):
                yield _met(path, found)._replace(called=name, digest=_digest_of(path))


def _digest_of(path: Path) -> str:
    """Return the checksum by which a hub names the file that a link leads to, empty where it is not named so."""
    name = path.resolve().name if path.is_symlink() else ""
    return name if re.fullmatch(r"[0-9a-f]{64}", name) else ""


def _ollama(folder: Path, patience: Patience) -> Iterator[Met]:
    manifests = folder / "manifests"
    for path in sorted(manifests.glob("*/*/*/*")) if manifests.is_dir() else ():
        patience.check()
        layers = _layers(path)
        blob = _blob(folder, layers.get(_MODEL))
        if blob is None or not blob.is_file():
            continue
        found = blob.stat()
        if _may_be_model(found) and _begins_well(blob):
            projector = _blob(folder, layers.get(_PROJECTOR))
            called = _called_by_ollama(path.relative_to(manifests))
            digest = blob.name.removeprefix("sha256-")
            met_one = _met(blob, found)._replace(called=called, digest=digest)
            if projector is not None and projector.is_file():
                met_one = met_one._replace(projector=projector, projector_size=projector.stat().st_size)
            yield met_one


def _layers(manifest: Path) -> dict[str, str]:
    """Return the checksum of each kind of layer that a manifest names, none where it is no manifest."""
    try:
        with manifest.open("rb") as file:
            document = json.loads(file.read(_LONGEST_MANIFEST))
        layers = document["layers"]
        return {str(layer["mediaType"]): str(layer["digest"]) for layer in layers}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def _blob(folder: Path, digest: str | None) -> Path | None:
    found = _DIGEST.fullmatch(digest or "")
    return folder / "blobs" / f"sha256-{found['digest']}" if found else None


def _called_by_ollama(manifest: Path) -> str:
    """Return a model's name as that program says it, from `host/owner/model/tag`."""
    host, owner, model, tag = manifest.parts
    short = f"{model}:{tag}"
    if not host.startswith(_REGISTRIES):
        return f"{host}/{owner}/{short}"
    return short if owner == "library" else f"{owner}/{short}"


def _met(path: Path, found: os.stat_result) -> Met:
    identity = f"{found.st_dev}:{found.st_ino}" if found.st_ino else str(path.resolve())
    return Met(path, found.st_size, found.st_mtime_ns, identity)


def _may_be_model(found: os.stat_result) -> bool:
    elsewhere = getattr(found, "st_file_attributes", 0) & _NOT_HERE or getattr(found, "st_flags", 0) & _NOT_HERE_ON_MAC
    return stat.S_ISREG(found.st_mode) and found.st_size >= _SMALLEST and not elsewhere


def _is_on_its_way(name: str) -> bool:
    return name.lower().endswith(_UNFINISHED)


def _begins_well(path: Path) -> bool:
    """Tell whether a file begins as a GGUF file does; of one that cannot be opened its name must tell."""
    try:
        with path.open("rb", buffering=0) as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return path.suffix.lower() == ".gguf"
