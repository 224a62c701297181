"""What the model page tells of one row."""

from functools import partial

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.model_files import ModelFile
from desktop_app.ui.models.entries import Entry
from desktop_app.ui.models.words import number_words, parameter_words, short_path, size_words

_said = partial(QCoreApplication.translate, "Models")
Pair = tuple[str, str]


def facts_of(entry: Entry) -> list[Pair]:
    """Return names and values, in the order in which they are shown."""
    if entry.file is not None:
        return _file_facts(entry.file)
    if entry.server is not None:
        return _server_facts(entry)
    return [
        (_said("Good for"), _said("Sums, dates, units, reminders, small talk, and finding what you said before")),
        (_said("Needs"), _said("Nothing: no model, no memory, no network")),
    ]


def _file_facts(file: ModelFile) -> list[Pair]:
    header = file.header
    abilities = (
        (header.thinks, _said("thinks before it answers")),
        (file.sees, _said("sees pictures")),
        (header.uses_tools, _said("knows of tools")),
    )
    template = _said("its own") if header.chat_template else _said("none; a plain one is used")
    return [
        (_said("Architecture"), header.architecture),
        (_said("Parameters"), parameter_words(header.parameters)),
        (_said("Quantisation"), header.quantisation),
        (_said("Size"), size_words(file.size)),
        (_said("Trained for"), _tokens(header.context_tokens)),
        (_said("Can"), ", ".join(words for can, words in abilities if can)),
        (_said("Chat template"), template),
        (_said("Licence"), header.licence or _said("not said")),
        (_said("Found in"), ", ".join(file.found_in)),
        (_said("Called there"), ", ".join(file.names)),
        (_said("Parts"), str(len(file.parts)) if len(file.parts) > 1 else ""),
        (_said("File"), short_path(file.path)),
    ]


def _server_facts(entry: Entry) -> list[Pair]:
    server, model = entry.server, entry.model
    if server is None:
        return []
    program = " ".join(filter(None, (str(server.program), server.version)))
    facts = [(_said("Program"), program), (_said("Address"), server.base_url)]
    if model is not None:
        sees = {True: _said("yes"), False: _said("no")}
        facts += [
            (_said("Context"), _tokens(model.context_tokens or 0)),
            (_said("Sees pictures"), sees.get(bool(model.sees), "") if model.sees is not None else ""),
            (_said("Loaded"), sees.get(bool(model.loaded), "") if model.loaded is not None else ""),
        ]
    return facts


def _tokens(count: int) -> str:
    return _said("{n} tokens").replace("{n}", number_words(count)) if count else ""
