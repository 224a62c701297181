"""Reads the rules of the built-in responder from YAML files: common ones, and those of each style."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from desktop_app.domain.responder import (
    COMMON_STYLE,
    SKILLS,
    Event,
    FactRule,
    ResponderRules,
    Rule,
    Voice,
)
from desktop_app.formats.fields import Fields, entries_of
from desktop_app.formats.responder_facts import read_fact
from desktop_app.formats.responder_replies import (
    MAX_PRIORITY,
    References,
    read_replies,
    read_rule,
    slots_of,
)
from desktop_app.formats.responder_tables import (
    read_guide,
    read_holidays,
    read_language,
    read_quiz,
    read_text_table,
    read_units,
    read_word_list,
)
from desktop_app.formats.yaml_source import AnyNode, Node, read_yaml

_KEYS: Final = (
    "style", "priority", "lists", "spellings", "reflections", "fact_replies", "facts", "rules", "replies",
    "guides", "quizzes", "languages", "units", "holidays", "associations",
)  # fmt: skip
REQUIRED_LISTS: Final = (
    "abbreviations", "before_object", "command_words", "connectors", "fillers_end", "fillers_start", "interjections",
    "not_names", "not_values", "question_words", "relations", "sensitive", "starters", "step_format", "stop_words",
    "topic_nouns", "trailing", "verbs",
)  # fmt: skip
"""Lists that the engine itself goes by."""


def read_responder_rules(files: Mapping[str, bytes]) -> ResponderRules:
    """Return the rules in `files`, by name; raise `UserError` naming the file and line of what is wrong."""
    return _Reader([Fields(read_yaml(data, name), _KEYS, "a rules file") for name, data in files.items()]).rules()


class _Reader:
    """Reads all files together, for they refer to each other."""

    def __init__(self, files: list[Fields]) -> None:
        self._files = files
        self._start: Node = files[0].node if files else Node("the responder's folder", 1)
        self._references = References()
        self._lists = self._word_lists("lists")
        self._places: dict[str, AnyNode] = {}

    def rules(self) -> ResponderRules:
        for name in REQUIRED_LISTS:
            if not self._lists.get(name):
                self._start.refuse(f"no file has the list “{name}”")
        facts, common = self._facts()
        voices = self._voices(common)
        tables = ResponderRules(
            voices=voices,
            facts=tuple(facts),
            guides={name: read_guide(name, node) for name, node in self._entries("guides")},
            quizzes={name: read_quiz(node) for name, node in self._entries("quizzes")},
            languages=tuple(language for file in self._files for language in file.each("languages", read_language)),
            units={name: unit for file in self._nodes("units") for name, unit in read_units(file)},
            holidays={name: day for file in self._nodes("holidays") for name, day in read_holidays(file).items()},
            associations=self._word_lists("associations"),
            spellings={word: tuple(meant.split()) for word, meant in self._texts("spellings").items()},
            reflections=self._texts("reflections"),
            lists=self._lists,
        )
        self._look_up(tables)
        return tables

    def _nodes(self, key: str) -> Iterable[AnyNode]:
        return [node for file in self._files if (node := file.get(key))]

    def _entries(self, key: str) -> Iterable[tuple[str, AnyNode]]:
        """Return the entries of a table that several files may add to, each name once."""
        seen: set[str] = set()
        for table in self._nodes(key):
            for name, node in entries_of(table, key).items():
                if name in seen:
                    node.refuse(f"another file has “{name}” already")
                seen.add(name)
                yield name, node

    def _word_lists(self, key: str) -> dict[str, tuple[str, ...]]:
        return {name: read_word_list(node) for name, node in self._entries(key)}

    def _texts(self, key: str) -> dict[str, str]:
        return {name: text for node in self._nodes(key) for name, text in read_text_table(node, key).items()}

    def _facts(self) -> tuple[list[FactRule], list[Rule]]:
        defaults = dict(self._entries("fact_replies"))
        facts: list[FactRule] = []
        rules: list[Rule] = []
        for file in self._files:
            for node in file.each("facts", lambda item: item):
                fact, speaking = read_fact(node, defaults, self._lists, self._references)
                facts.append(fact)
                for rule in speaking:
                    self._place(rule, node, COMMON_STYLE)
                    rules.append(rule)
        return facts, rules

    def _place(self, rule: Rule, node: AnyNode, style: str) -> None:
        """Keep where a rule stands; a voice may have only one of a name."""
        if (place := f"{style}.{rule.name}") in self._places:
            node.refuse(f"there is a rule “{rule.name}” already")
        self._places[place] = node

    def _voices(self, common: list[Rule]) -> dict[str, Voice]:
        own: dict[str, list[Rule]] = {COMMON_STYLE: common}
        for file in self._files:
            style = file.identifier("style", COMMON_STYLE)
            priority = file.whole_number("priority", 0, MAX_PRIORITY, 30)
            for node in file.each("rules", lambda item: item):
                rule = read_rule(node, priority, self._lists, self._references)
                self._place(rule, node, style)
                own.setdefault(style, []).append(rule)
        voices = {}
        for style, rules in own.items():
            names = {rule.name for rule in rules}
            shared = [] if style == COMMON_STYLE else [rule for rule in common if rule.name not in names]
            voices[style] = Voice(style, tuple(self._in_the_words_of(style, [*rules, *shared])))
            self._check_complete(voices[style])
        return voices

    def _in_the_words_of(self, style: str, rules: list[Rule]) -> Iterable[Rule]:
        """Replace replies by those that files of `style` have for rules of others."""
        changed = {rule.name: rule for rule in rules}
        for file in self._files:
            node = file.get("replies")
            if node is None or file.identifier("style", COMMON_STYLE) != style:
                continue
            for name, place in entries_of(node, "replies").items():
                if name not in changed:
                    place.refuse(f"there is no rule “{name[:60]}” whose replies these could be")
                rule = changed[name]
                info = SKILLS.get(rule.skill)
                gaps = (info.gaps if info else frozenset()) | slots_of(rule.phrases)
                replies = read_replies(place, rule.replies.keys(), gaps, self._lists)
                changed[name] = replace(rule, replies={**rule.replies, **replies})
        return changed.values()

    def _check_complete(self, voice: Voice) -> None:
        events = {rule.event for rule in voice.rules}
        for event in Event:
            if event not in events:
                self._start.refuse(f"the style “{voice.style}” has no rule for the event “{event}”")
        if "again" not in {rule.name for rule in voice.rules}:
            self._start.refuse(f"the style “{voice.style}” has no rule “again”")

    def _look_up(self, rules: ResponderRules) -> None:
        """Refuse names of what does not exist."""
        known: dict[str, list[Rule]] = {}
        for voice in rules.voices.values():
            for rule in voice.rules:
                known.setdefault(rule.name, []).append(rule)
        for node, name in self._references.rules:
            if name not in known:
                node.refuse(f"there is no rule “{name}”")
        for node, name in self._references.recognised:
            _check_recognised(node, name, known)
        for node, name in self._references.guides:
            if name not in rules.guides:
                node.refuse(f"there is no guide “{name}”")
        for node, name in self._references.quizzes:
            if name not in rules.quizzes:
                node.refuse(f"there is no quiz “{name}”")


def _check_recognised(node: Node, name: str, known: Mapping[str, list[Rule]]) -> None:
    """Refuse the name of a rule, or of a “rule.outcome”, whose replies could not be told from others later."""
    rule_name, _, outcome = name.partition(".")
    for rule in known.get(rule_name) or node.refuse(f"there is no rule “{rule_name}”"):
        if outcome and outcome not in rule.replies:
            node.refuse(f"the rule “{rule_name}” has no outcome “{outcome}”")
        for said, replies in rule.replies.items():
            if said == (outcome or said) and not all(reply.mark for reply in replies):
                node.refuse(f"a reply of “{name}” has too little fixed text to be recognised when others refer to it")
