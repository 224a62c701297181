"""Reads the rules for facts from YAML, a language a file."""

from collections.abc import Iterator, Mapping

from desktop_app.domain.fact_language import FactLanguage, FactPattern, Phrases
from desktop_app.domain.fact_patterns import Pattern, PatternError, compile_pattern
from desktop_app.domain.facts import CATEGORIES
from desktop_app.formats.fields import Fields, entries_of, items_of, text_of
from desktop_app.formats.yaml_source import AnyNode, TextNode, read_yaml

_KEYS = (
    "language", "spellings", "words", "phrases", "stops", "lists", "facts", "corrections", "naming", "remember",
    "forget", "cues",
)  # fmt: skip
_RULE_KEYS = ("category", "key", "tell", "deny", "after", "value")
_NOT_FOLDED = 120
Lists = Mapping[str, Mapping[tuple[str, ...], str]]


def read_fact_language(data: bytes, file_name: str) -> FactLanguage:
    """Return the rules in `data`; raise `UserError` naming the file and line of what is wrong."""
    fields = Fields(read_yaml(data, file_name), _KEYS, "the file of rules")
    lists = {name: _entries(node, name) for name, node in _mapping(fields, "lists").items()}
    return FactLanguage(
        name=fields.line("language", 20),
        patterns=tuple(
            pattern for node in items_of(fields.require("facts"), "facts") for pattern in _rule(node, lists)
        ),
        corrections=_patterns(fields.get("corrections"), lists),
        naming=_patterns(fields.get("naming"), lists),
        remember=_patterns(fields.get("remember"), lists),
        forget=_patterns(fields.get("forget"), lists),
        spellings={word: tuple(text_of(node, word).split()) for word, node in _mapping(fields, "spellings").items()},
        words={name: frozenset(text_of(node, name).split()) for name, node in _mapping(fields, "words").items()},
        phrases={name: _phrases(text_of(node, name)) for name, node in _mapping(fields, "phrases").items()},
        stops={name: frozenset(text_of(node, name).split()) for name, node in _mapping(fields, "stops").items()},
        cues={word: tuple(text_of(node, word).split()) for word, node in _mapping(fields, "cues").items()},
    )


def _mapping(fields: Fields, name: str) -> Mapping[str, AnyNode]:
    node = fields.get(name)
    return {} if node is None else entries_of(node, name)


def _phrases(text: str) -> Phrases:
    return frozenset(tuple(phrase.split()) for phrase in text.split(",") if phrase.strip())


def _entries(node: AnyNode, name: str) -> Mapping[tuple[str, ...], str]:
    """Return a list's entries by their words: each line is a meaning and, after a colon, the ways to say it."""
    if not isinstance(node, TextNode):
        node.refuse(f"“{name}” must be lines such as “mother: mum, mom”")
    found: dict[tuple[str, ...], str] = {}
    for line in node.lines():
        meaning, colon, ways = line.text.partition(":")
        if not colon or not meaning.strip():
            line.refuse("a line of a list is a meaning, a colon and the ways to say it")
        for words in _phrases(ways):
            found[words] = meaning.strip()
    if not found:
        node.refuse(f"the list “{name}” is empty")
    return found


def _patterns(node: AnyNode | None, lists: Lists) -> tuple[Pattern, ...]:
    if node is None:
        return ()
    if not isinstance(node, TextNode):
        node.refuse("patterns are written as one text, a pattern on each line")
    found = []
    for line in node.lines():
        try:
            found.append(compile_pattern(line.text, lists))
        except PatternError as error:
            line.refuse(str(error))
    return tuple(found)


def _rule(node: AnyNode, lists: Lists) -> Iterator[FactPattern]:
    """Return the patterns of one rule."""
    fields = Fields(node, _RULE_KEYS, "a rule")
    category = fields.identifier("category")
    if category not in CATEGORIES:
        fields.require("category").refuse(f"there is no category “{category}”; choose one of: {', '.join(CATEGORIES)}")
    after = fields.each("after", lambda item: text_of(item, "after"))
    key = text_of(fields.require("key"), "key") if "key" in fields else ""
    value = fields.line("value", _NOT_FOLDED) if "value" in fields else ""
    for name in ("tell", "deny"):
        for pattern in _patterns(fields.get(name), lists):
            yield FactPattern(category, key, pattern, value, name == "deny", frozenset(after))
