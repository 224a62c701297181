"""The parameters in words: what each is called and what it does."""

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication


class ParameterWords(NamedTuple):
    """What a person is told of a parameter, by how much a key changes it, and from where that starts."""

    name: str
    label: str
    hint: str
    step: float = 1
    start: float = 0


class Group(NamedTuple):
    """Parameters that belong together."""

    heading: str
    rows: tuple[ParameterWords, ...]


def groups() -> tuple[Group, ...]:
    """Return the parameters that take effect with each answer, in the order in which they are shown."""
    said = partial(QCoreApplication.translate, "Parameters")
    hint = said("In tokens, which are about three quarters of a word; the answer is cut there")
    length = ParameterWords("max_tokens", said("Longest answer"), hint, 64, 512)
    return Group(said("Wording"), (*_likeliest(), *_others())), Group(said("Length"), (length,))


def _likeliest() -> tuple[ParameterWords, ...]:
    said = partial(QCoreApplication.translate, "Parameters")
    freely = said("How freely words are picked: 0 always takes the likeliest, about 0.7 is usual")
    share = said("Picks among the likeliest words that make up this share together; 1 allows all")
    count = said("Picks among that many of the likeliest words; 0 allows all")
    least = said("Leaves out words far less likely than the likeliest; 0 leaves out none")
    return (
        ParameterWords("temperature", said("Temperature"), freely, 0.1, 0.7),
        ParameterWords("top_p", said("Top-p"), share, 0.05, 0.95),
        ParameterWords("top_k", said("Top-k"), count, 5, 40),
        ParameterWords("min_p", said("Min-p"), least, 0.01, 0.05),
    )


def _others() -> tuple[ParameterWords, ...]:
    said = partial(QCoreApplication.translate, "Parameters")
    repeats = said("Above 1, words that were just said are said less; 1 leaves that be")
    seed = said("With the same seed the same question is answered alike; empty for a new throw each time")
    return (
        ParameterWords("repeat_penalty", said("Repeat penalty"), repeats, 0.05, 1.1),
        ParameterWords("seed", said("Seed"), seed, 1, 1),
    )


def loading_group() -> Group:
    """Return the parameters that take effect when a model is loaded."""
    said = partial(QCoreApplication.translate, "Parameters")
    words = ParameterWords
    return Group(
        said("Loading"),
        (
            words(
                "context_tokens",
                said("Context"),
                said("Tokens that the model reads at once; more takes more memory"),
                1024,
                4096,
            ),
            words("threads", said("Threads"), said("Processor threads that work on an answer"), 1, 4),
            words(
                "gpu_layers",
                said("GPU layers"),
                said("Layers of the model that the graphics card takes over; 0 for none"),
                1,
                0,
            ),
        ),
    )
