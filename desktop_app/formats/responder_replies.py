"""Reads what the built-in responder recognises and says: phrases, replies, rules."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop_app.domain.phrases import Phrase, PhraseError, compile_phrase
from desktop_app.domain.responder import ANSWER, COMMON_GAPS, SKILLS, Event, Reply, Rule
from desktop_app.formats.fields import Fields, identifier, items_of, one_line, passage
from desktop_app.formats.yaml_source import AnyNode, MapNode, Node, TextNode

RULE_KEYS: Final = (
    "name", "priority", "phrases", "unless", "event", "after", "skill", "argument", "leads", "offers",
    "offered_by", "replies",
)  # fmt: skip
MAX_PRIORITY: Final = 100
MAX_REPLY: Final = 4_000
SHORTEST_MARK: Final = 8
"""A reply with less fixed text than this cannot be recognised again."""

_GAP = re.compile(r"\{([^{}]*)\}")
_GAP_NAME = re.compile(r"([a-z_]+)(?:\.([a-z_]+))?")

Lists = Mapping[str, tuple[str, ...]]


@dataclass
class References:
    """Names that one part of the files gives of another, to be looked up when all are read."""

    rules: list[tuple[Node, str]] = field(default_factory=list)
    recognised: list[tuple[Node, str]] = field(default_factory=list)
    guides: list[tuple[Node, str]] = field(default_factory=list)
    quizzes: list[tuple[Node, str]] = field(default_factory=list)


def read_phrases(node: AnyNode | None, lists: Lists) -> tuple[Phrase, ...]:
    """Return the phrases of a block of lines."""
    if node is None:
        return ()
    if not isinstance(node, TextNode):
        node.refuse("phrases are written as one text, a phrase on each line")
    phrases: list[Phrase] = []
    for line in node.lines():
        try:
            phrases.append(compile_phrase(line.text, lists))
        except PhraseError as error:
            line.refuse(str(error))
    if not phrases:
        node.refuse("there are no phrases here")
    return tuple(phrases)


def read_reply(node: AnyNode, gaps: Collection[str], lists: Lists) -> Reply:
    """Return a reply whose gaps are among `gaps`."""
    text = passage(node, "replies", MAX_REPLY)
    text = text[:1].upper() + text[1:]
    found = _GAP.findall(text)
    if not text.count("{") == text.count("}") == len(found):
        node.refuse("a brace that is no gap would be said as it stands")
    for gap in found:
        name = _GAP_NAME.fullmatch(gap)
        if name is None:
            node.refuse(f"“{{{gap[:40]}}}” is not a gap")
        if name[1] == "pick" and name[2] not in lists:
            node.refuse(f"the gap “{gap}” names a list that does not exist")
        if name[1] not in gaps and name[1] not in COMMON_GAPS and name[1] != "pick":
            node.refuse(f"nothing fills the gap “{gap}” here")
    mark = max((stretch.strip() for stretch in _GAP.sub("\0", text).split("\0")), key=len)
    return Reply(text, tuple(found), mark if len(mark) >= SHORTEST_MARK else "")


def read_replies(
    node: AnyNode, outcomes: Collection[str], gaps: Collection[str], lists: Lists
) -> dict[str, tuple[Reply, ...]]:
    """Return replies by outcome: a mapping of lists, or one list where there is only one outcome."""
    groups = node.entries.items() if isinstance(node, MapNode) else [(ANSWER, node)]
    replies: dict[str, tuple[Reply, ...]] = {}
    for outcome, group in groups:
        if outcome not in outcomes:
            group.refuse(f"there is no outcome “{outcome[:40]}” here; there may be: {', '.join(sorted(outcomes))}")
        replies[outcome] = tuple(read_reply(item, gaps, lists) for item in items_of(group, "replies"))
        if not replies[outcome]:
            group.refuse("there is nothing to say here")
    return replies


def read_rule(node: AnyNode, priority: int, lists: Lists, references: References) -> Rule:
    """Return one rule; `priority` is that of its file."""
    fields = Fields(node, RULE_KEYS, "a rule")
    phrases = read_phrases(fields.get("phrases"), lists)
    skill = fields.identifier("skill", "")
    if skill and skill not in SKILLS:
        fields.require("skill").refuse(f"there is no skill “{skill}”; there are: {', '.join(sorted(SKILLS))}")
    outcomes = SKILLS[skill].outcomes if skill else frozenset((ANSWER,))
    gaps = (SKILLS[skill].gaps if skill else frozenset()) | slots_of(phrases)
    replies = read_replies(fields.require("replies"), outcomes, gaps, lists) if skill not in ("accept",) else {}
    missing = outcomes - set(replies)
    if missing and skill != "accept":
        node.refuse(f"this rule lacks replies for: {', '.join(sorted(missing))}")
    argument = fields.line("argument", 60) if "argument" in fields else ""
    if skill in ("guide", "quiz", "quiz_answer", "quiz_reveal"):
        (references.guides if skill == "guide" else references.quizzes).append((node, argument))
    rule = Rule(
        name=fields.identifier("name"),
        priority=fields.whole_number("priority", 0, MAX_PRIORITY, priority),
        replies=replies,
        phrases=phrases,
        unless=read_phrases(fields.get("unless"), lists),
        event=_event(fields),
        after=frozenset(read_references(fields, "after", references.recognised)),
        skill=skill,
        argument=argument,
        leads=fields.each("leads", lambda item: read_reply(item, gaps, lists)),
        offers=fields.identifier("offers", ""),
        offered_by=frozenset(fields.each("offered_by", lambda item: identifier(item, "offered_by"))),
    )
    if rule.offers:
        references.rules.append((fields.require("offers"), rule.offers))
        references.recognised += [(node, f"{rule.name}.{outcome}") for outcome in rule.offered_by or rule.replies]
    return rule


def read_references(fields: Fields, key: str, references: list[tuple[Node, str]]) -> tuple[str, ...]:
    """Return a list of names, of rules or of a rule's outcome, and keep them with their places to be looked up."""
    node = fields.get(key)
    names = fields.each(key, lambda item: one_line(item, key, 100))
    references.extend((item, name) for item, name in zip(items_of(node, key) if node else (), names, strict=True))
    return names


def slots_of(phrases: tuple[Phrase, ...]) -> frozenset[str]:
    """Return the names of all that `phrases` take along."""
    return frozenset(slot for phrase in phrases for slot in phrase.captures)


def _event(fields: Fields) -> Event | None:
    name = fields.identifier("event", "")
    if not name:
        return None
    if name not in set(Event):
        fields.require("event").refuse(f"there is no event “{name}”; there are: {', '.join(sorted(Event))}")
    return Event(name)
