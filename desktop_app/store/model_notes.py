"""What is remembered of model files, by path, size and time of change: headers and checksums, in a file of its own."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from filelock import Timeout

from desktop_app.domain.model_files import ModelHeader, ModelKind
from desktop_app.store.files import replace_file
from desktop_app.store.locks import file_lock

_VERSION = 1
"""Of what is said of a file: notes of another version are written anew."""
_MOST = 2_000
_LARGEST = 64 << 20
_LOCK_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Note:
    """What was found in a file when it had that size and was changed then; no header where it is damaged."""

    size: int
    changed: int
    header: ModelHeader | None
    problem: str = ""
    sha256: str = ""


class ModelNotes:
    """Notes that can be lost without harm: what is missing is read again."""

    def __init__(self, file: Path) -> None:
        """Keep the notes in `file`, which is read when they are first asked for."""
        self._file = file
        self._notes: dict[str, Note] | None = None
        self._fresh: dict[str, Note | None] = {}

    def load(self) -> None:
        """Read the notes, unless they were read already."""
        if self._notes is None:
            self._notes = _read(self._file)

    def of(self, path: Path, size: int, changed: int) -> Note | None:
        """Return what is remembered of a file that is as it was then."""
        note = (self._notes or {}).get(str(path))
        return note if note is not None and (note.size, note.changed) == (size, changed) else None

    def put(self, path: Path, note: Note) -> None:
        """Remember what was found in a file; a checksum that is known stays while the file does."""
        known = self.of(path, note.size, note.changed)
        if known is not None and known.sha256 and not note.sha256:
            note = replace(note, sha256=known.sha256)
        self._change(str(path), note)

    def drop(self, path: Path) -> None:
        """Forget a file, and all files in it where it is a folder."""
        for each in [each for each in self._notes or {} if Path(each).is_relative_to(path)]:
            self._change(each, None)

    def save(self) -> None:
        """Write what is new beside what other processes wrote; not at all where that cannot be done."""
        if not self._fresh:
            return
        try:
            with file_lock(self._file.with_suffix(".lock")).acquire(timeout=_LOCK_SECONDS):
                notes = _merged(_read(self._file), self._fresh)
                replace_file(self._file, _as_json(notes))
        except (OSError, Timeout):
            return
        self._notes, self._fresh = notes, {}

    def _change(self, path: str, note: Note | None) -> None:
        self._fresh[path] = note
        self._notes = _merged(self._notes or {}, {path: note})


def _merged(notes: dict[str, Note], fresh: dict[str, Note | None]) -> dict[str, Note]:
    """Return the notes with fresh ones at the end, and none of the oldest over the limit."""
    kept = {path: note for path, note in notes.items() if path not in fresh}
    kept.update((path, note) for path, note in fresh.items() if note is not None)
    return dict(list(kept.items())[-_MOST:])


def _as_json(notes: dict[str, Note]) -> bytes:
    document = {"version": _VERSION, "files": {path: asdict(note) for path, note in notes.items()}}
    return json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode()


def _read(file: Path) -> dict[str, Note]:
    """Return the notes in a file; those that are of another version or damaged are read anew from the models."""
    try:
        with file.open("rb") as opened:
            document = json.loads(opened.read(_LARGEST))
        if document["version"] != _VERSION:
            return {}
        return {str(path): _note(said) for path, said in document["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _note(said: dict[str, Any]) -> Note:
    header = said.pop("header")
    note = Note(header=None if header is None else _header(header), **said)
    if not isinstance(note.size, int) or not isinstance(note.changed, int):
        raise TypeError
    return note


def _header(said: dict[str, Any]) -> ModelHeader:
    for field in fields(ModelHeader):
        kinds: Iterable[type] = {"kind": (str,), "data_end": (int, type(None))}.get(field.name, (_type_of(field.type),))
        if type(said[field.name]) not in kinds:
            raise TypeError
    return ModelHeader(**{**said, "kind": ModelKind(said["kind"])})


def _type_of(hint: object) -> type:
    return hint if isinstance(hint, type) else str
