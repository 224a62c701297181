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
    """Return all parameters that are numbers, in the order in which they are shown."""
    said = partial(QCoreApplication.translate, "Parameters")
    words = ParameterWords
    return (
        Group(
            said("Wording"),
            (
                words(
                    "temperature",
                    said("Temperature"),
                    said("How freely words are picked: 0 always takes the likeliest, about 0.7 is usual"),
                    0.1,
                    0.7,
                ),
                words(
                    "top_p",
                    said("Top-p"),
                    said("Picks among the likeliest words that make up this share together; 1 allows all"),
                    0.05,
                    0.95,
                ),
                words(
                    "top_k", said("Top-k"), said("Picks among that many of the likeliest words; 0 allows all"), 5, 40
                ),
                words(
                    "min_p",
                    said("Min-p"),
                    said("Leaves out words far less likely than the likeliest; 0 leaves out none"),
                    0.01,
                    0.05,
                ),
                words(
                    "repeat_penalty",
                    said("Repeat penalty"),
                    said("Above 1, words that were just said are said less; 1 leaves that be"),
                    0.05,
                    1.1,
                ),
                words(
                    "seed",
                    said("Seed"),
                    said("With the same seed the same question is answered alike; empty for a new throw each time"),
                    1,
                    1,
                ),
            ),
        ),
        Group(
            said("Length"),
            (
                words(
                    "max_tokens",
                    said("Longest answer"),
                    said("In tokens, which are about three quarters of a word; the answer is cut there"),
                    64,
                    512,
                ),
            ),
        ),
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
