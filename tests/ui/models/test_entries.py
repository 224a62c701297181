"""What can answer, as rows."""

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.model_files import fit
from desktop_app.ui.models.entries import builtin_entry, file_entries, server_entries
from desktop_app.ui.models.facts_of import facts_of
from desktop_app.ui.models.model import EntryModel, EntryRole
from desktop_app.ui.models.words import long_verdict, parameter_words
from tests.ui.models.made_up import BROKEN, EMBEDDING, FAR, FREE, LARGE, LOCKED, OLLAMA, SMALL, fits

FILES = (BROKEN, EMBEDDING, LARGE, SMALL)


def entries() -> list[object]:
    return [builtin_entry(), *server_entries([OLLAMA, FAR, LOCKED]), *file_entries(FILES, fits(*FILES))]


def test_each_says_what_it_is_and_whether_it_can_be_used() -> None:
    shown = [(e.title, e.verdict, e.tone, e.choice) for e in file_entries(FILES, fits(*FILES))]
    assert shown == [
        ("Large", "too large", "danger", EngineChoice("llama", model="/models/Large.gguf")),
        ("Small", "fits in memory", "good", EngineChoice("llama", model="/models/Small.gguf")),
        ("Broken", "the file is cut off", "danger", None),
        ("Embed", "for searching, cannot talk", "muted", None),
    ]
    served = [(e.title, e.line, e.verdict, e.tone, e.choice) for e in server_entries([OLLAMA, FAR, LOCKED])]
    place = "Ollama · 127.0.0.1:11434"
    assert served == [
        ("qwen3:8b", place, "ready", "good", EngineChoice("openai", OLLAMA.base_url, "qwen3:8b")),
        ("gemma3:4b", place, "ready", "good", EngineChoice("openai", OLLAMA.base_url, "gemma3:4b")),
        ("OpenAI-compatible server", "box.lan:8080", "not allowed yet", "caution", None),
        ("LM Studio", "127.0.0.1:1234", "needs a key", "caution", None),
    ]


def test_a_verdict_says_what_is_needed_and_what_would_fit() -> None:
    assert long_verdict(fit(SMALL.header, SMALL.size, 4096, FREE)).startswith("Fits: it needs about 6.0 GB of the 7.0")
    much = fit(SMALL.header, SMALL.size, 40_960, FREE)
    assert long_verdict(much).startswith("Does not fit: it needs about 11")
    assert long_verdict(much).endswith(f"With a context of {much.largest_context} tokens it fits.")
    assert "tokens it fits" not in long_verdict(fit(LARGE.header, LARGE.size, 512, FREE))
    assert long_verdict(fit(SMALL.header, SMALL.size, 512, None)).endswith("how much memory is free is not known.")


def test_facts_leave_out_what_is_not_known() -> None:
    facts = dict(facts_of(file_entries([SMALL], {})[0]))
    assert facts["Parameters"] == "8.19 billion"
    assert facts["Trained for"] == "40960 tokens"
    assert facts["Can"] == "thinks before it answers"
    assert facts["Licence"] == "apache-2.0"
    served = dict(facts_of(server_entries([OLLAMA])[0]))
    assert served["Program"] == "Ollama 0.9.1"
    assert (served["Sees pictures"], served["Loaded"]) == ("no", "yes")
    assert dict(facts_of(server_entries([OLLAMA])[1]))["Sees pictures"] == ""


@pytest.mark.parametrize(("count", "words"), [(0, ""), (137_000_000, "137 million"), (8_190_000_000, "8.19 billion")])
def test_parameters_are_counted_as_people_do(count: int, words: str) -> None:
    assert parameter_words(count) == words


def test_a_search_finds_by_name_program_and_architecture(qtbot: QtBot) -> None:
    model = EntryModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_entries(entries())  # type: ignore[arg-type]
    for words, found in (
        ("", 9),
        ("ollama", 2),
        ("QWEN3", 5),
        ("small lm", 1),
        ("fits", 1),
        ("no such thing", 0),
    ):
        model.search(words)
        assert model.rowCount() == found, words


def test_what_answers_here_is_marked(qtbot: QtBot) -> None:
    model = EntryModel()
    model.set_entries(entries())  # type: ignore[arg-type]
    model.set_chosen(EngineChoice("openai", OLLAMA.base_url, "gemma3:4b"))
    assert [row for row in range(model.rowCount()) if model.index(row).data(EntryRole.CHOSEN)] == [2]
    assert model.chosen_row() == 2
    model.search("small")
    assert model.chosen_row() == -1
