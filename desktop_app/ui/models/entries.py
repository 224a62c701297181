"""What can answer, as rows of the model page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.choosing import BUILTIN, LLAMA, OPENAI
from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.model_files import Fit, ModelFile
from desktop_app.domain.servers import FoundServer, Health, ServerModel
from desktop_app.ui.engine_menu.words import engine_hint, engine_name, place_of
from desktop_app.ui.models.words import (
    health_tone,
    health_words,
    kind_words,
    short_path,
    short_verdict,
    size_words,
    verdict_tone,
)

_said = partial(QCoreApplication.translate, "Models")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that answers, or could; `choice` is None where it cannot be chosen as it is."""

    section: str
    title: str
    line: str
    verdict: str
    tone: str
    choice: EngineChoice | None = None
    file: ModelFile | None = None
    fit: Fit | None = None
    server: FoundServer | None = None
    model: ServerModel | None = None

    @property
    def key(self) -> str:
        """What stays the same of it however it fares."""
        if self.file is not None:
            return f"file {self.file.path}"
        if self.server is not None:
            return f"server {self.server.base_url} {self.model.name if self.model else ''}"
        return BUILTIN

    def matches(self, words: str) -> bool:
        """Tell whether all of the words are in it."""
        file = "" if self.file is None else f"{self.file.path} {self.file.header.architecture}"
        searched = f"{self.title} {self.line} {self.verdict} {file}".casefold()
        return all(word in searched for word in words.casefold().split())


def builtin_entry() -> Entry:
    """Return the responder that is always there."""
    choice = EngineChoice(BUILTIN)
    return Entry(_said("Always here"), engine_name(choice), engine_hint(choice), _said("ready"), "good", choice)


def server_entries(servers: Iterable[FoundServer]) -> list[Entry]:
    """Return a row for each model of each server, and one for a server without any."""
    return [entry for server in servers for entry in _entries_of(server)]


def _entries_of(server: FoundServer) -> list[Entry]:
    place = place_of(server.base_url)
    section, health = _said("Servers"), (health_words(server.health), health_tone(server.health))
    if not server.models or server.health is not Health.READY:
        return [Entry(section, str(server.program), place, *health, server=server)]
    line = f"{server.program} · {place}"
    return [
        Entry(
            section,
            model.name,
            line,
            *health,
            EngineChoice(OPENAI, server.base_url, model.name),
            server=server,
            model=model,
        )
        for model in server.models
    ]


def file_entries(files: Iterable[ModelFile], fits: Mapping[Path, Fit]) -> list[Entry]:
    """Return a row for each model file; first those that can be talked with."""
    rows = [_file_entry(file, fits.get(file.path)) for file in files]
    return sorted(rows, key=lambda row: (row.choice is None, row.title.casefold()))


def _file_entry(file: ModelFile, fit: Fit | None) -> Entry:
    header = file.header
    place = " · ".join(file.found_in) or short_path(file.path.parent)
    line = " · ".join(filter(None, (header.quantisation, size_words(file.size), place)))
    if file.problem or kind_words(header.kind):
        verdict, tone = file.problem or kind_words(header.kind), "danger" if file.problem else "muted"
    elif fit is not None:
        verdict, tone = short_verdict(fit), verdict_tone(fit.verdict)
    else:
        verdict, tone = "", "muted"
    choice = EngineChoice(LLAMA, model=str(file.path)) if file.usable else None
    return Entry(_said("Model files"), file.name, line, verdict, tone, choice, file=file, fit=fit)
