"""Model files as they lie in folders, made into models: parts put together, each once, with what belongs to it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.domain import model_sentences as sentences
from desktop_app.domain.model_files import ModelFile, ModelHeader, ModelKind

_PART = re.compile(r"(?P<stem>.*)-(?P<number>\d{5})-of-(?P<count>\d{5})(?P<ending>\.[a-z]+)?", re.IGNORECASE)
_NO_NAME = re.compile(r"(ggml-)?model([-_.].*)?|(sha256-)?[0-9a-f]{40,64}|gguf", re.IGNORECASE)
_WORDS = re.compile(r"[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class Find:
    """A file that begins as a GGUF file does; `path` is the name under which it was met."""

    program: str
    path: Path
    size: int
    changed: int
    """When, in nanoseconds."""
    identity: str
    """What is the same for two names of one file."""
    header: ModelHeader
    called: str = ""
    """What the program calls the model, where that is not the file's name."""
    digest: str = ""
    """The file's SHA-256 as the program says it."""
    sha256: str = ""
    """The same as it was computed."""
    projector: Path | None = None
    projector_size: int = 0
    problem: str = ""


def assembled(finds: Iterable[Find]) -> list[ModelFile]:
    """Return the models in these files, each once: those for chatting first, then by name."""
    once = _each_once(finds)
    projectors = [find for find, _others in once if find.header.kind is ModelKind.PROJECTOR]
    groups: dict[tuple[Path, str], list[tuple[Find, list[Find]]]] = {}
    for find, others in once:
        if find.header.kind is not ModelKind.PROJECTOR:
            groups.setdefault(_whole_of(find.path), []).append((find, others))
    models = [_model(group, projectors) for group in groups.values()]
    return sorted(models, key=lambda model: (not model.usable, model.name.casefold(), str(model.path)))


def the_one_of(path: Path, finds: Sequence[Find]) -> ModelFile:
    """Return the model that the file `path`, the first of these, is or belongs to."""
    if finds[0].header.kind is ModelKind.PROJECTOR:
        return _model([(finds[0], [])], [])
    models = assembled(finds)
    return next(model for model in models if path in (model.path, *model.parts))


def siblings(path: Path) -> list[str]:
    """Return the names of all files that a model is split into when `path` is one of them."""
    found = _PART.fullmatch(path.name)
    if found is None or not 1 < (count := int(found["count"])) <= 1_000:
        return []
    stem, ending = found["stem"], found["ending"] or ""
    return [f"{stem}-{number:05}-of-{found['count']}{ending}" for number in range(1, count + 1)]


def _each_once(finds: Iterable[Find]) -> list[tuple[Find, list[Find]]]:
    """Return each file with the other finds of it: the same file by another name, or a copy with the same checksum."""
    once: list[tuple[Find, list[Find]]] = []
    places: dict[object, int] = {}
    for find in finds:
        keys: list[object] = [find.identity]
        if find.sha256 or find.digest:
            keys.append((find.sha256 or find.digest, find.size))
        place = next((places[key] for key in keys if key in places), len(once))
        if place == len(once):
            once.append((find, []))
        else:
            once[place][1].append(find)
        for key in keys:
            places.setdefault(key, place)
    return once


def _whole_of(path: Path) -> tuple[Path, str]:
    """Return what all parts of a split model have in common, and no other file has."""
    names = siblings(path)
    return path.parent, names[0] if names else path.name


def _model(group: Sequence[tuple[Find, list[Find]]], projectors: Sequence[Find]) -> ModelFile:
    group = sorted(group, key=lambda each: each[0].path.name)
    parts = [find for find, _others in group]
    first, all_finds = parts[0], [find for find, others in group for find in (find, *others)]
    header = replace(first.header, parameters=sum(part.header.parameters for part in parts))
    called = tuple(dict.fromkeys(find.called for find in all_finds if find.called))
    names = siblings(first.path)
    seeing = (first.projector, first.projector_size) if first.projector else _projector_for(first, projectors)
    return ModelFile(
        path=first.path,
        name=called[0] if called and first.program == "Ollama" else _name(first, called),
        size=sum(part.size for part in parts),
        header=header,
        parts=tuple(part.path for part in parts) if names else (),
        projector=seeing[0],
        projector_size=seeing[1],
        found_in=tuple(dict.fromkeys(find.program for find in all_finds if find.program)),
        names=called,
        sha256=first.sha256,
        problem=_problem(parts, names),
    )


def _problem(parts: Sequence[Find], names: Sequence[str]) -> str:
    """Return why the model cannot be used, empty where it can."""
    if names and len(parts) < len(names):
        return sentences.PARTS_MISSING.format(missing=len(names) - len(parts), count=len(names))
    if not names and parts[0].header.split_count > 1:
        return sentences.ODD_PART.format(count=parts[0].header.split_count)
    told = next((part.problem for part in parts if part.problem), "")
    cut = any(part.header.data_end is not None and part.header.data_end > part.size for part in parts)
    return told or (sentences.CUT_OFF if cut else "")


def _name(find: Find, called: Sequence[str]) -> str:
    """Return what people know a file by: its name, where that is one."""
    name = find.path.name
    if part := _PART.fullmatch(name):
        name = part["stem"]
    stem = re.sub(r"\.gguf$", "", name, flags=re.IGNORECASE)
    if not _NO_NAME.fullmatch(stem):
        return stem
    return next(filter(None, (*called, find.header.name, find.path.parent.name)), stem)


def _projector_for(model: Find, projectors: Sequence[Find]) -> tuple[Path | None, int]:
    """Return the projector beside a model that fits it, with its size in bytes.

    It is as wide as the model, and of those its name is the most like the model's.
    """
    words = _words(model)
    best: tuple[int, str] | None = None
    chosen: tuple[Path | None, int] = None, 0
    for each in projectors:
        width, wanted = each.header.embedding, model.header.embedding
        if each.path.parent != model.path.parent or (width and wanted and width != wanted):
            continue
        shared = len(words & _words(each))
        if shared and (best is None or (-shared, each.path.name) < best):
            best, chosen = (-shared, each.path.name), (each.path, each.size)
    return chosen


def _words(find: Find) -> frozenset[str]:
    """Return the words of a file's name and of what it calls itself, without those that every model has."""
    words = _WORDS.findall(f"{find.path.stem} {find.header.name}".casefold())
    return frozenset(word for word in words if len(word) > 1) - {"mmproj", "model", "gguf", "instruct", "it", "chat"}
