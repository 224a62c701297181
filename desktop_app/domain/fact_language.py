"""What a language's rules for facts are made of, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_app.domain.fact_patterns import Pattern


@dataclass(frozen=True, slots=True)
class FactPattern:
    """One way to tell a fact: its category and key (empty where the pattern takes it along), and what it does.

    `after` names the categories that it may follow in the same breath, without a subject of its own. `value` is what
    is known where nothing is taken along.
    """

    category: str
    key: str
    pattern: Pattern
    value: str = ""
    denies: bool = False
    after: frozenset[str] = frozenset()


Phrases = frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FactLanguage:
    """The rules of one language; all words are in small letters."""

    name: str
    patterns: tuple[FactPattern, ...] = ()
    corrections: tuple[Pattern, ...] = ()
    """Ways to put something else in the place of what was said last."""
    naming: tuple[Pattern, ...] = ()
    """Ways to name whom was spoken of last."""
    remember: tuple[Pattern, ...] = ()
    forget: tuple[Pattern, ...] = ()
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Lists of single words, by the names that the engine knows."""
    phrases: Mapping[str, Phrases] = field(default_factory=dict)
    """The same of several words."""
    stops: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The words at which what is taken along ends, by its kind."""
    cues: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words of a question, each with words of the facts that answer it."""

    @property
    def abbreviations(self) -> frozenset[str]:
        """Words whose dot ends no sentence."""
        return self.listed("abbreviations")

    @property
    def announcing(self) -> frozenset[str]:
        """Words before a colon that are not somebody who speaks."""
        return self.listed("announcing")

    def listed(self, name: str) -> frozenset[str]:
        """Return a list of words, an empty one where the language has none."""
        return self.words.get(name, frozenset())

    def said(self, name: str) -> Phrases:
        """Return a list of phrases, an empty one where the language has none."""
        return self.phrases.get(name, frozenset())
