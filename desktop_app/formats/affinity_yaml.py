"""Reads the rules of affinity from YAML."""

import re
from collections.abc import Sequence

from desktop_app.domain.affinity import (
    EXCHANGE,
    FADED,
    RESET,
    AffinityLevel,
    AffinityRule,
    AffinityRules,
    Decay,
    LevelWords,
)
from desktop_app.formats.fields import (
    Fields,
    entries_of,
    identifier,
    items_of,
    one_line,
    text_of,
    whole_number,
)
from desktop_app.formats.yaml_source import AnyNode, TextNode, read_yaml

_MAX_POINTS = 1_000_000
_MOST_DAYS = 36_500
_MOST_PHRASES = 500
_OURS = (EXCHANGE, RESET, FADED, "recovered")
_KEYS = ("exchange_points", "levels", "words", "rules", "decay")


def read_affinity_rules(data: bytes, file_name: str) -> AffinityRules:
    """Return the rules in `data`; raise `UserError` naming the file and line of what is wrong."""
    fields = Fields(read_yaml(data, file_name), _KEYS, "the affinity file")
    levels = _levels(fields.require("levels"))
    words, rules, decay = fields.get("words"), fields.get("rules"), fields.get("decay")
    return AffinityRules(
        levels=levels,
        exchange_points=fields.whole_number("exchange_points", 0, 1_000),
        rules=() if rules is None else tuple(_rule(name, node) for name, node in _named(rules, "rules")),
        decay=None if decay is None else _decay(decay),
        words={} if words is None else {name: _words(name, node, levels) for name, node in _named(words, "words")},
    )


def _levels(node: AnyNode) -> tuple[AffinityLevel, ...]:
    levels: list[AffinityLevel] = []
    for name, threshold in _named(node, "levels"):
        level = AffinityLevel(name, whole_number(threshold, name, 0, _MAX_POINTS))
        if not levels and level.threshold != 0:
            threshold.refuse("the first level must begin at 0")
        if levels and level.threshold <= levels[-1].threshold:
            threshold.refuse("each level must begin above the one before it")
        levels.append(level)
    if not levels:
        node.refuse("there must be at least one level")
    return tuple(levels)


def _words(name: str, node: AnyNode, levels: Sequence[AffinityLevel]) -> LevelWords:
    fields = Fields(node, ("title", "prompt", "greeting"), "the words of a level")
    if name not in {level.name for level in levels}:
        node.refuse(f"there is no level “{name}”")
    said = {key: one_line(fields.require(key), key, 400) if key in fields else "" for key in ("prompt", "greeting")}
    return LevelWords(fields.line("title", 60) if "title" in fields else "", **said)


def _rule(name: str, node: AnyNode) -> AffinityRule:
    fields = Fields(node, ("points", "reason", "phrases", "unless", "after_days"), "a rule")
    if name in _OURS:
        node.refuse(f"“{name}” is a name of Parley's own; call the rule something else")
    if ("phrases" in fields) == ("after_days" in fields):
        node.refuse("a rule needs either “phrases” or “after_days”")
    days = fields.whole_number("after_days", 1, _MOST_DAYS) if "after_days" in fields else None
    return AffinityRule(
        name=name,
        points=_signed(fields.require("points"), "points"),
        reason=fields.line("reason", 120),
        phrases=_pattern(fields, "phrases"),
        unless=_pattern(fields, "unless"),
        after_days=days,
    )


def _decay(node: AnyNode) -> Decay:
    fields = Fields(node, ("points", "every_days", "after_days"), "the decay")
    return Decay(
        points=fields.whole_number("points", 1, 1_000),
        every_days=fields.whole_number("every_days", 1, _MOST_DAYS),
        after_days=fields.whole_number("after_days", 0, _MOST_DAYS),
    )


def _named(node: AnyNode, key: str) -> list[tuple[str, AnyNode]]:
    """Return the entries of a mapping whose keys are names."""
    found = list(entries_of(node, key).items())
    for name, entry in found:
        identifier(TextNode(entry.file, entry.line, name), key)
    return found


def _signed(node: AnyNode, key: str) -> int:
    """Return a whole number up to a thousand, which may be below 0."""
    text = text_of(node, key)
    if not re.fullmatch(r"-?[0-9]{1,4}", text) or abs(int(text)) > 1_000:
        node.refuse(f"“{key}” must be a whole number from -1000 to 1000")
    return int(text)


def _pattern(fields: Fields, key: str) -> re.Pattern[str] | None:
    """Return what finds any of the phrases: as whole words, where they are written with spaces between them."""
    node = fields.get(key)
    if node is None:
        return None
    phrases = [one_line(item, key, 80).casefold().replace("’", "'") for item in items_of(node, key)]
    if not 1 <= len(phrases) <= _MOST_PHRASES:
        node.refuse(f"“{key}” must be a list of 1 to {_MOST_PHRASES} phrases")
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile("|".join(map(_whole_words, longest_first)))


def _whole_words(phrase: str) -> str:
    words = r"\s+".join(map(re.escape, phrase.split()))
    spaced = all(character < "\u2e80" for character in phrase)
    return rf"(?<!\w){words}(?!\w)" if spaced else words
