"""Looking into model files: what is in a folder, and what the headers there say; in a thread, each file once."""

import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.domain import model_sentences as sentences
from desktop_app.domain.errors import UserError
from desktop_app.domain.model_files import FitVerdict, ModelHeader, ModelKind, fit
from desktop_app.domain.model_finds import Find, siblings, the_one_of
from desktop_app.formats.gguf.model import read_model
from desktop_app.formats.gguf.source import GGUFError
from desktop_app.model_places import Layout, ModelPlace
from desktop_app.services.memory import available_memory
from desktop_app.store.model_folders import GaveUpError, Met, Patience, met, met_in
from desktop_app.store.model_notes import ModelNotes, Note

_UNREAD = ModelHeader(ModelKind.OTHER, "", "", 0, "", 0, 0, 0, 0, 0, 0, 0, "", "", False, False, False, 0, None)
_MOST_BESIDE = 200
_MANIFESTS = 2.0
"""Seconds for looking through what says which files belong together."""


@dataclass(slots=True)
class Look:
    """What a look into a place has found so far, and why it went no further."""

    place: ModelPlace
    finds: list[Find] = field(default_factory=list)
    trouble: str = ""


class ModelReader:
    """Reads headers, and remembers what they say for as long as a file does not change."""

    def __init__(self, notes: ModelNotes) -> None:
        self._notes = notes
        self._noting = threading.Lock()

    def look(self, look: Look, seconds: float) -> None:
        """Find all models in a place; what is found is there at once, for whoever cannot wait for the rest."""
        try:
            self._load()
            for each in met_in(look.place, Patience(seconds)):
                look.finds.append(self._find(look.place.program, each))
        except GaveUpError as error:
            look.trouble = str(error)
        except FileNotFoundError:
            look.trouble = sentences.FOLDER_GONE if look.place.is_expected else ""
        except OSError as error:
            look.trouble = (error.strerror or str(error)).lower()

    def around(self, path: Path) -> list[Find]:
        """Return a file with the parts and the projectors beside it; raise `UserError` where it is no model file."""
        try:
            found = met(path)
            self._load()
            if found is None:
                raise UserError("model_file_bad", file=path, reason=sentences.NO_GGUF)
            finds = [self._find("", found)]
            others = (met(path.with_name(name)) for name in _beside(path))
            finds.extend(self._find("", other) for other in others if other is not None)
        except FileNotFoundError as error:
            raise UserError("model_file_missing", file=path) from error
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise UserError("model_file_unreadable", file=path, reason=reason.lower()) from error
        return finds

    def projector_of(self, path: Path) -> Path | None:
        """Return the file with which a model sees, None where none is found."""
        try:
            if (
                path.parent.name == "blobs"
            ):  # where Ollama keeps files without names; a manifest says what belongs together
                place = ModelPlace("Ollama", path.parent.parent, Layout.OLLAMA)
                return next((each.projector for each in met_in(place, Patience(_MANIFESTS)) if each.path == path), None)
            return the_one_of(path, self.around(path)).projector
        except (UserError, GaveUpError, OSError):
            return None

    def verdict_of(self, path: Path, context_tokens: int) -> FitVerdict:
        """Return whether a model goes into the memory that is free now, with so many tokens of context."""
        try:
            model = the_one_of(path, self.around(path))
        except UserError:
            return FitVerdict.UNKNOWN
        return fit(model.header, model.loaded_size, context_tokens, available_memory()).verdict

    def save(self) -> None:
        """Keep what was read for the next start."""
        with self._noting:
            self._notes.save()

    def forget(self, path: Path) -> None:
        """Remember nothing of a file or of the files in a folder."""
        with self._noting:
            self._notes.load()
            self._notes.drop(path)

    def note_checksum(self, path: Path, size: int, changed: int, sha256: str) -> None:
        """Remember the checksum of a file that was looked into before."""
        with self._noting:
            known = self._notes.of(path, size, changed)
            header, problem = (None, "") if known is None else (known.header, known.problem)
            self._notes.put(path, Note(size, changed, header, problem, sha256))

    def checksum(self, path: Path, size: int, changed: int) -> str:
        """Return the checksum of a file as it was computed before, empty where it was not."""
        self._load()
        known = self._notes.of(path, size, changed)
        return "" if known is None else known.sha256

    def _load(self) -> None:
        with self._noting:
            self._notes.load()

    def _find(self, program: str, each: Met) -> Find:
        note = self._notes.of(each.path, each.size, each.changed)
        if note is None or (note.header is None and not note.problem):
            note = self._read(each)
        return Find(
            program=program,
            path=each.path,
            size=each.size,
            changed=each.changed,
            identity=each.identity,
            header=note.header or _UNREAD,
            called=each.called,
            digest=each.digest,
            sha256=note.sha256,
            projector=each.projector,
            projector_size=each.projector_size,
            problem=note.problem,
        )

    def _read(self, each: Met) -> Note:
        try:
            with each.path.open("rb", buffering=0) as file:
                note = Note(each.size, each.changed, read_model(file, each.size))
        except GGUFError as error:
            note = Note(each.size, each.changed, None, str(error))
        except OSError as error:
            # Not remembered: the next look may be luckier.
            return Note(
                each.size, each.changed, None, sentences.NOT_READABLE.format(reason=(error.strerror or "").lower())
            )
        with self._noting:
            self._notes.put(each.path, note)
            return self._notes.of(each.path, each.size, each.changed) or note


def _beside(path: Path) -> Iterable[str]:
    """Return the names of what may belong to a model: its parts, and what sees for it."""
    present = sorted(os.listdir(path.parent))
    parts = [name for name in siblings(path) if name in set(present)]
    projectors = [name for name in present if "mmproj" in name.lower()]
    return [name for name in (*parts, *projectors[:_MOST_BESIDE]) if name != path.name]


Work = Callable[[], None]


def in_own_thread(work: Work, name: str, done: Callable[[], None]) -> None:
    """Do work in a thread that nobody has to wait for: a folder on a disk that is gone may never answer."""

    def run() -> None:
        try:
            work()
        finally:
            done()

    threading.Thread(target=run, name=name, daemon=True).start()
