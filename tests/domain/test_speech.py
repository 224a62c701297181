"""What is read aloud of an answer while it grows."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop_app.domain.sentences import LONGEST, first_sentence
from desktop_app.domain.speech import Kind, SpeechReader, Utterance

CORPUS = sorted((Path(__file__).parents[1] / "ui" / "markdown" / "corpus").glob("*.md"))
PIECES = [
    "word",
    "Two",
    " ",
    "  ",
    "\n",
    "\n\n",
    ". ",
    "! ",
    "。",
    "3.14",
    "e.g. ",
    "- ",
    "1. ",
    "# ",
    "> ",
    "| a | b |",
]
PIECES += [
    "```",
    "```python\n",
    "~~~\n",
    "**",
    "`",
    "…",
    "?",
    '"',
    "-",
    "[x] ",
    "---",
    "Dr. ",
    "学",
    "|",
    "=",
    "w" * 90,
]
PIECES += ["<think>", "</think>", "<thinking>\n", "</thinking>", "<", "<th"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def said(pieces: Iterable[str]) -> list[Utterance]:
    reader = SpeechReader()
    return [utterance for piece in pieces for utterance in reader.feed(piece)] + reader.finish()


def words_of(text: str) -> list[str]:
    return [utterance.text for utterance in said([text])]


@given(TEXTS, st.lists(st.integers(0, 200), max_size=6))
@example("word! word! ", [5])
def test_how_a_text_was_cut_makes_no_difference(text: str, cuts: list[int]) -> None:
    at = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    at_once = said([text])
    assert said(text[begin:end] for begin, end in pairwise(at)) == at_once
    assert said(text) == at_once  # letter by letter


@given(
    st.lists(st.sampled_from([piece for piece in PIECES if not piece.startswith(("`", "~", "[", "<"))])).map("".join)
)
def test_every_letter_outside_code_is_said_once(text: str) -> None:
    spoken = "".join(utterance.text for utterance in said([text]))
    assert [each for each in spoken if each.isalpha()] == [each for each in text if each.isalpha()]


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_real_answers_are_said_alike_however_they_come(file: Path) -> None:
    text = file.read_text("utf-8")
    at_once = said([text])
    assert said(text) == at_once
    assert all(len(utterance.text) <= 2 * LONGEST for utterance in at_once)


def test_sentences_are_whole() -> None:
    assert words_of("One. Two! Three? Four… Five") == ["One.", "Two!", "Three?", "Four…", "Five"]
    assert words_of("It costs 3.14 euros, e.g. at Dr. Smith's, i.e. not here. Go!") == [
        "It costs 3.14 euros, e.g. at Dr. Smith's, i.e. not here.",
        "Go!",
    ]
    assert words_of('"Really?" she said. (Yes.) And A. Turing too.') == [
        '"Really?" she said.',
        "(Yes.)",
        "And A. Turing too.",
    ]
    assert words_of("我喜欢学习。你呢？「好。」他说") == ["我喜欢学习。", "你呢？", "「好。」", "他说"]


def test_a_sentence_is_said_as_soon_as_it_surely_ended() -> None:
    reader = SpeechReader()
    assert reader.feed("All is well") == []
    assert reader.feed(".") == []  # 3.14 begins like this
    assert reader.feed(" ") == []
    assert [utterance.text for utterance in reader.feed("N")] == ["All is well."]
    assert [utterance.text for utterance in reader.feed("ow.\n")] == ["Now."]
    assert reader.finish() == []


def test_lines_of_a_paragraph_are_one_text() -> None:
    assert words_of("The end of the line\nis not the end.\n\nThis is\n\n- that\n") == [
        "The end of the line is not the end.",
        "This is",
        "that",
    ]


def test_marks_are_not_said() -> None:
    assert words_of("# Title\n\n**Bold** and `code`, _soft_ [words](https://example.org/a_b).\n> quoted") == [
        "Title",
        "Bold and code, soft words.",
        "quoted",
    ]
    assert words_of("- one\n- [x] done\n- [ ] open\n1. first\n2) second. More\n---\n") == [
        "one",
        "☑ done",
        "☐ open",
        "1. first",
        "2) second.",
        "More",
    ]
    assert words_of("| Name | Cost |\n|:---|---:|\n| Merge | n log n |\n") == ["Name, Cost", "Merge, n log n"]
    assert words_of("snake_case and 2 * 3 * 4") == ["snake_case and 2 * 3 * 4"]


def test_code_is_counted_and_not_read() -> None:
    assert said(["See:\n```python\na = 1\n\nb = 2\n```\nDone."]) == [
        Utterance(Kind.SENTENCE, "See:"),
        Utterance(Kind.CODE, lines=3, language="python"),
        Utterance(Kind.SENTENCE, "Done."),
    ]
    assert said(["~~~\n```\n~~~\n"]) == [Utterance(Kind.CODE, lines=1)]
    assert said(["```sh\nls\n"]) == [Utterance(Kind.CODE, lines=1, language="sh")]  # cut off


def test_thoughts_are_passed_over() -> None:
    thought = Utterance(Kind.THOUGHT)
    assert said(["<think>\nHm. Let me\nsee.\n</think>\n\nYes. It is."]) == [
        thought,
        Utterance(Kind.SENTENCE, "Yes."),
        Utterance(Kind.SENTENCE, "It is."),
    ]
    assert said(["<thinking>Hm.</think></thinking> So. No."])[1:] == said(["So. No."])
    assert said(["<think>still at it. Yes"]) == [thought]
    assert words_of("A <think> in the line. Yes.") == ["A <think> in the line.", "Yes."]
    assert said(["```\n<think>\n```\n"]) == [Utterance(Kind.CODE, lines=1)]


def test_what_never_ends_is_said_in_parts() -> None:
    parts = words_of("word " * 400)
    assert len(parts) > 3
    assert all(len(part) <= 2 * LONGEST for part in parts)
    assert " ".join(parts) == ("word " * 400).strip()
    assert "".join(words_of("x" * 5_000)) == "x" * 5_000


def test_the_end_of_a_line_ends_no_abbreviation() -> None:
    assert first_sentence("for Dr.", at_line_end=True) is None
    assert first_sentence("for you.", at_line_end=True) == 8
    assert first_sentence("for you.") is None
