"""Understands what a message says of its user, by the rules of a language."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from desktop_app.domain.fact_clauses import Clause, bare, clauses_of, meant
from desktop_app.domain.fact_language import FactLanguage, FactPattern, Phrases
from desktop_app.domain.fact_matching import Match, matched
from desktop_app.domain.fact_patterns import Pattern
from desktop_app.domain.fact_text import Sentence, Word, sentences_in
from desktop_app.domain.fact_values import Taker
from desktop_app.domain.fact_words import fact_words, folded
from desktop_app.domain.facts import MAX_VALUE, Statement, Stating, is_single, rivals

MOST_STATEMENTS = 20
"""Facts of one message; one that says more is a text, such as a list that was pasted."""
_MOST_PIECES = 4


def understood(text: str, languages: Sequence[FactLanguage], previous: Statement | None = None) -> list[Statement]:
    """Return what a message states, denies and asks to be forgotten, as it holds at its end.

    `previous` is what was stated last before it, which “actually it is …” corrects.
    """
    found: list[Statement] = []
    for language in languages:
        found += _Reading(text, language, previous).statements()
    return settled(found)[:MOST_STATEMENTS]


def settled(statements: Sequence[Statement]) -> list[Statement]:
    """Return statements without those that later ones of the same message replace or take back."""
    kept: list[Statement] = []
    for said in statements:
        kept = [each for each in kept if not _overrides(said, each)]
        kept.append(said)
    return kept


def _overrides(later: Statement, earlier: Statement) -> bool:
    if earlier.category not in rivals(later.category) or earlier.stating is not Stating.STATED:
        return earlier == later
    if later.stating is Stating.STATED:
        same = folded(earlier.key) == folded(later.key)
        alike = folded(earlier.value) == folded(later.value)
        return same and (alike or is_single(later.category, later.key) or folded(earlier.key) == folded(earlier.value))
    wanted = set(fact_words(later.value))
    of_key = not later.key or folded(later.key) == folded(earlier.key)
    return of_key and wanted <= set(fact_words(earlier.key, earlier.value))


class _Reading:
    """Reads one message by the rules of one language."""

    def __init__(self, text: str, language: FactLanguage, previous: Statement | None) -> None:
        self._language = language
        self._text = text
        self._taker = Taker(text, language)
        self._last = previous
        self._denied: FactPattern | None = None
        self._begins: dict[str, list[FactPattern]] = defaultdict(list)
        for each in language.patterns:
            for word in each.pattern.begins or {""}:
                self._begins[word].append(each)

    def statements(self) -> Iterator[Statement]:
        """Return what is said, in its order."""
        noting = False
        for sentence in meant(sentences_in(self._text, self._language), self._language):
            words = sentence.words
            if noting:
                yield from self._noted(Sentence(words))
                noting = False
                continue
            said = _runs(words)
            if self._is_any(said, "fiction") or self._casts(sentence):
                return
            first = bare(bare(words, self._language), self._language, "asking_first")
            frames = bare(first, self._language, "framing_first") != first
            if sentence.opens and first and first[0].plain in self._language.listed("questions"):
                return
            if frames or self._is_any(said, "framing") or self._is_any(said, "reporting"):
                if sentence.opens or (
                    not sentence.asked and (frames or bare(first, self._language, "framing") != first)
                ):
                    return
                continue
            if self._is_any(said, "unreal") and self._ordered(words) is None:
                if sentence.opens:
                    return
                continue
            if sentence.opens and not self._announces(words):
                return
            noting = sentence.opens and self._first(self._language.remember, words, whole=True) is not None
            yield from self._in_sentence(sentence)

    def _announces(self, words: tuple[Word, ...]) -> bool:
        """Tell whether words before a colon lead to what the user says, rather than to what was found somewhere."""
        listed = self._language.listed
        own = listed("own") | listed("announcing")
        return not listed("own") or not own.isdisjoint(each.plain for each in words) or self._ordered(words) is not None

    def _casts(self, sentence: Sentence) -> bool:
        """Tell whether a sentence gives a role, as in “You are a waiter”, rather than praise."""
        words = bare(sentence.words, self._language)
        cast = not sentence.asked and bare(words, self._language, "casting") != words
        return cast and self._language.listed("praise").isdisjoint(each.plain for each in words)

    def _is_any(self, said: Phrases, name: str) -> bool:
        return not said.isdisjoint(self._language.said(name))

    def _first(self, patterns: Sequence[Pattern], words: Sequence[Word], *, whole: bool = False) -> Match | None:
        found = (matched(pattern, words, self._taker) for pattern in patterns)
        return next((each for each in found if each is not None and (not whole or each.end == len(words))), None)

    def _in_sentence(self, sentence: Sentence) -> Iterator[Statement]:
        clauses = clauses_of(sentence, self._language)
        ordered = None if sentence.asked else self._ordered(sentence.words)
        if ordered is not None:
            yield from ordered
            return
        corrected = None if sentence.asked else self._corrected(sentence.words)
        if corrected is not None:
            yield self._kept(corrected)
            return
        self._taker.timed = not self._language.listed("time_words").isdisjoint(each.plain for each in sentence.words)
        for clause in clauses:
            named = self._named(clause)
            if named is not None:
                yield self._kept(named)
                continue
            denied, self._denied = self._denied, None
            found = list(self._in_clause(clause, _MOST_PIECES))
            if not found and denied is not None:  # “I am not from Rome but from Faro”
                found = list(self._in_clause(clause, _MOST_PIECES, after=denied))
            yield from map(self._kept, found)

    def _named(self, clause: Clause) -> Statement | None:
        """Return the name of whom was spoken of last, as in “her name is Luna”."""
        last = self._last
        if last is None or last.category not in ("pet", "family") or last.key in ("status", "children"):
            return None
        match = self._first(self._language.naming, clause.words)
        if match is None or "value" not in match.taken:
            return None
        return Statement(last.category, last.key, match.taken["value"][0])

    def _ordered(self, words: tuple[Word, ...]) -> Iterator[Statement] | None:
        """Return what a sentence orders to be remembered or forgotten; None for one that orders neither."""
        for said in (words, bare(words, self._language)):
            order = self._first(self._language.remember, said)
            if order is not None and order.end < len(said):
                listed = self._language.listed
                surely = said[order.end - 1].plain in listed("that") or said[order.end].plain in listed("subjects")
                return self._noted(Sentence(said[order.end :])) if surely else iter(())
            order = self._first(self._language.forget, said)
            if order is not None and order.end < len(said):
                return self._forgotten(said[order.end :])
        return None

    def _kept(self, statement: Statement) -> Statement:
        """Remember what was stated last."""
        if statement.stating is Stating.STATED:
            self._last = statement
        return statement

    def _in_clause(self, clause: Clause, pieces: int, after: FactPattern | None = None) -> Iterator[Statement]:
        words = clause.words
        if not words or not pieces:
            return
        candidates = [*self._begins.get(words[0].plain, ()), *self._begins.get("", ())]
        best: tuple[FactPattern, Match] | None = None
        for each in candidates:
            if _may_follow(each, after):
                found = matched(each.pattern, words, self._taker)
                if (
                    found is not None
                    and self._ends_well(each, words, found.end)
                    and (best is None or (found.named, found.end) > (best[1].named, best[1].end))
                ):
                    best = each, found
        if best is None:
            return
        rule, match = best
        self._denied = rule if rule.denies else None
        if rule.denies or self._language.listed(f"never_{rule.category}").isdisjoint(word.plain for word in words):
            yield from _stated(rule, match)
        rest = words[match.end :]
        while rest and rest[0].plain in self._language.listed("leads"):
            rest = rest[1:]
        if rest and rest[0].plain in self._language.listed("subjects"):
            for part in clauses_of(Sentence(tuple(rest)), self._language):
                yield from self._in_clause(part, pieces - 1)
        elif not rule.denies:
            yield from self._in_clause(Clause(tuple(rest)), pieces - 1, after=rule)

    def _ends_well(self, rule: FactPattern, words: Sequence[Word], end: int) -> bool:
        """Tell whether a clause may go on as it does: “a dog bed” is no dog."""
        if rule.denies or not rule.pattern.is_closed or end >= len(words) or words[end - 1].comma:
            return True
        return words[end].plain in self._language.listed("follows")

    def _corrected(self, words: Sequence[Word]) -> Statement | None:
        """Return what was said last with other words in its place."""
        last = self._last
        if last is None or not is_single(last.category, last.key) or last.category in ("like", "dislike", "note"):
            return None
        match = self._first(self._language.corrections, words)
        if match is None or "value" not in match.taken:
            return None
        value = match.taken["value"][0]
        return Statement(last.category, last.key, value)

    def _noted(self, sentence: Sentence) -> Iterator[Statement]:
        """Return the facts in what is to be remembered, or all of it as a note."""
        parts = clauses_of(sentence, self._language)
        said = [list(self._in_clause(part, _MOST_PIECES)) for part in parts]
        if not any(said):
            yield from self._note(sentence.words)
            return
        for part, found in zip(parts, said, strict=True):
            yield from map(self._kept, found) if found else self._note(part.words)

    def _note(self, words: Sequence[Word]) -> Iterator[Statement]:
        """Return words as they were written."""
        end = self._taker.reach("rest", words, 0)
        values = self._taker.values("rest", words[:end])
        if values and len(values[0]) <= MAX_VALUE:
            yield Statement("note", values[0], values[0])

    def _forgotten(self, words: Sequence[Word]) -> Iterator[Statement]:
        """Return what is to be forgotten: facts that are named, or a kind of them."""
        found = [
            each for clause in clauses_of(Sentence(tuple(words)), self._language) for each in self._in_clause(clause, 2)
        ]
        if found:
            for each in found:
                yield Statement(each.category, each.key, each.value, Stating.FORGOTTEN)
            return
        asked = {word for each in words if (word := each.plain) not in self._language.listed("not_forgotten")}
        for word in sorted(asked):
            for meaning in self._language.cues.get(word, (word,)):
                category, _, key = meaning.partition(".")
                yield Statement(category if key else "", key or category, "", Stating.FORGOTTEN)


def _may_follow(rule: FactPattern, before: FactPattern | None) -> bool:
    """Tell whether a rule may be used after another in the same breath, or at the beginning of a clause."""
    if before is None:
        return not rule.after
    return not rule.after.isdisjoint({before.category, f"{before.category}.{before.key}"})


def _stated(rule: FactPattern, match: Match) -> Iterator[Statement]:
    """Return the statements of a match: one for each value, such as of a list."""
    key = rule.key or next(iter(match.taken.get("key", ("",))), "")
    stating = Stating.DENIED if rule.denies else Stating.STATED
    for value in match.taken.get("value") or ((rule.value or key),):
        said = rule.value.replace("…", value) if "…" in rule.value else value
        if len(said) <= MAX_VALUE and (key or value or rule.denies):
            yield Statement(rule.category, key or value, said, stating)


def _runs(words: Sequence[Word]) -> Phrases:
    """Return all runs of one to four words."""
    plain = [word.plain for word in words if not word.quoted]
    return frozenset(
        tuple(plain[start : start + count]) for count in range(1, 5) for start in range(len(plain) - count + 1)
    )
