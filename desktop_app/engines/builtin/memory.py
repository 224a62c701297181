"""What a person told: learned anew from the session's turns for each answer, under what is known of the person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desktop_app.domain.responder import FactRule
from desktop_app.engines.builtin.forms import Forms
from desktop_app.engines.builtin.matching import Match, PhraseIndex
from desktop_app.engines.builtin.reading import Clause, Message
from desktop_app.engines.builtin.reflection import Mirror
from desktop_app.engines.builtin.templates import fill, with_article

MAX_VALUE = 80
"""Characters of a value that are kept."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something told: `tell` says it back in the second person; `turn` counts the user's turns.

    `number` is that of a fact which is kept beyond the session; only who keeps it can forget it.
    """

    rule: str
    key: str
    value: str
    tell: str
    turn: int
    many: bool = False
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one clause teaches: a fact to keep, or one to drop (any value, where `value` is empty)."""

    rule: FactRule
    key: str
    value: str
    tell: str
    forget: bool


@dataclass(slots=True)
class Memory:
    """The facts that hold, oldest first, and what the latest turn changed."""

    facts: list[Fact] = field(default_factory=list)
    told_now: list[Fact] = field(default_factory=list)
    replaced: dict[str, str] = field(default_factory=dict)
    known_before: set[tuple[str, str]] = field(default_factory=set)
    forgotten_now: set[str] = field(default_factory=set)
    kept_now: set[str] = field(default_factory=set)
    """The rules whose facts were to be forgotten and are kept all the same."""
    forgetting: frozenset[int] = frozenset()
    """The numbers of lasting facts that are forgotten because of the latest turn."""
    mentioned: str = ""
    """The person or animal spoken of last, such as “sister”, for whom “she” may stand."""

    def values(self, key: str) -> list[str]:
        """Return what is known under `key`, oldest first."""
        return [fact.value for fact in self.facts if fact.key == key.casefold()]

    def latest(self, key: str) -> str | None:
        """Return the last thing known under `key`."""
        values = self.values(key)
        return values[-1] if values else None

    def begin_turn(self) -> None:
        """Forget what the turn before this one changed."""
        self.told_now.clear()
        self.replaced.clear()
        self.forgotten_now.clear()
        self.kept_now.clear()
        self.known_before = {(fact.key, fact.value.casefold()) for fact in self.facts}

    def recall(self, known: Sequence[Fact]) -> None:
        """Take in what is known beyond the session: it holds the latest word, whichever session that was said in."""
        for fact in known:
            self.facts = [old for old in self.facts if not _is_outdated(old, fact, "")]
            self.facts.append(fact)

    def learn(self, lesson: Lesson, turn: int) -> None:
        """Take in one lesson."""
        if lesson.forget:
            meant = [fact for fact in self.facts if _is_meant(fact, lesson)]
            lasting = [fact for fact in meant if fact.number is not None and fact.number not in self.forgetting]
            if len(meant) > len(lasting):
                self.forgotten_now.add(lesson.rule.name)
            if lasting:
                self.kept_now.add(lesson.rule.name)
            self.facts = [fact for fact in self.facts if fact not in meant or fact in lasting]
            return
        fact = Fact(lesson.rule.name, lesson.key, lesson.value, lesson.tell, turn, lesson.rule.many)
        if not fact.many and (old := self.latest(fact.key)) and old.casefold() != fact.value.casefold():
            self.replaced[fact.key] = old
        self.facts = [old for old in self.facts if not _is_outdated(old, fact, lesson.rule.opposite)]
        self.facts.append(fact)
        self.told_now.append(fact)


def _is_meant(fact: Fact, lesson: Lesson) -> bool:
    if lesson.rule.key == "*":
        return True
    if fact.rule != lesson.rule.name or (lesson.key and fact.key != lesson.key):
        return False
    return not lesson.value or lesson.value.casefold() == fact.value.casefold()


def _is_outdated(old: Fact, new: Fact, opposite: str) -> bool:
    same_value = old.value.casefold() == new.value.casefold()
    return (old.key == new.key and (same_value or not new.many)) or (old.rule == opposite and same_value)


class FactReader:
    """Reads facts out of messages, by the rules of the data."""

    def __init__(self, rules: tuple[FactRule, ...], lists: Mapping[str, tuple[str, ...]], mirror: Mirror) -> None:
        not_names = frozenset(lists["not_names"])
        entries = [(_Use(rule), phrase) for rule in rules for phrase in rule.phrases]
        entries += [(_Use(rule, forget=True), phrase) for rule in rules for phrase in rule.forget]
        self._index = PhraseIndex(entries, not_names)
        self._trailing = frozenset(lists["trailing"])
        self._not_values = frozenset(lists["not_values"])
        self._relations = frozenset(lists["relations"])
        self._mirror = mirror
        self._forms = Forms(lists)

    def learn(self, memory: Memory, message: Message, before: "Said", turn: int) -> None:
        """Take what `message` teaches into `memory`, given what was said `before` it."""
        memory.begin_turn()
        for sentence in message.sentences:
            if not sentence.whole.asked:
                memory.mentioned = self._mentioned(sentence.whole) or memory.mentioned
            whole = self._best(sentence.whole, before, whole=True)
            pieces = [piece for clause in sentence.clauses for piece in _without_company(clause)]
            parts = [self._best(piece, before, whole=False) for piece in pieces]
            for match in (whole, *parts):
                if match:
                    memory.learn(self._lesson(match, memory.mentioned), turn)

    def _mentioned(self, clause: Clause) -> str:
        """Return whom or what of the person's own a clause speaks of, the first where there are several."""
        plain = [word.plain for word in clause.words]
        for at, word in enumerate(plain):
            told_of = {"is", "am", "are", "was", "as"}.intersection(plain[:at][-2:])  # “she is a dentist” is about her
            if word in self._relations and {"my", "a"}.intersection(plain[:at][-3:]) and not told_of:
                return word
        return ""

    def _best(self, clause: Clause, before: "Said", *, whole: bool) -> "Match[_Use] | None":
        if clause.asked or clause.text[clause.words[0].outer_start] in '"“«':
            return None
        best: Match[_Use] | None = None
        for match in (match for form in self._forms.of(clause) for match in self._index.find(form)):
            rule = match.owner.rule
            fits = rule.whole == whole and (not rule.after or before.by(rule.after))
            if fits and (best is None or match.weight > best.weight) and self._value(match) is not None:
                best = match
        return best

    def _value(self, match: "Match[_Use]") -> str | None:
        """Return the value that a match takes along; empty where it takes none, None where it cannot be one."""
        taken = match.slots.get("value")
        if taken is None:
            return ""
        taken = self._trimmed(taken)
        if not taken.words or (len(taken.words) == 1 and taken.words[0].plain in self._not_values):
            return None
        value = " ".join(taken.said.split())
        if len(value) > MAX_VALUE * (6 if match.owner.rule.whole else 1):
            return None
        return value.title() if match.owner.rule.named and value.islower() else value

    def _trimmed(self, taken: Clause) -> Clause:
        last = len(taken.words)
        while last and taken.words[last - 1].plain in self._trailing:
            last -= 1
        return taken.part(0, last)

    def _lesson(self, match: "Match[_Use]", mentioned: str) -> Lesson:
        rule = match.owner.rule
        value = self._value(match) or ""
        slots = {"mentioned": mentioned}
        slots |= {name: plain_text(clause) for name, clause in match.slots.items() if name != "value"}
        key = fill(rule.key, slots.get) or ""
        taken = match.slots.get("value")
        mirrored = self._mirror.reflect(self._trimmed(taken)) if taken else None
        said_back = value if mirrored is None or rule.named else mirrored
        tell = fill(rule.tell, {**slots, "value": said_back, "value.a": with_article(said_back)}.get) or said_back
        return Lesson(rule, key.casefold(), value, tell, match.owner.forget)


def _without_company(clause: Clause) -> list[Clause]:
    """Return “I live in Rome” and “my wife Anna” of “I live in Rome with my wife Anna”."""
    plain = [word.plain for word in clause.words]
    for at in range(1, len(plain) - 1):
        if plain[at] == "with" and plain[at + 1] in ("my", "our"):
            return [clause.part(0, at), clause.part(at + 1, len(plain))]
    return [clause]


@dataclass(frozen=True, slots=True)
class _Use:
    """One use of a fact's phrases: to learn it or to forget it."""

    rule: FactRule
    forget: bool = False


def plain_text(clause: Clause) -> str:
    """Return the words of `clause` in small letters, spelled as the rules spell them."""
    return clause.line.strip().replace(" 's", "'s")


@dataclass(frozen=True, slots=True)
class Said:
    """An earlier answer, and the marks by which its rules are recognised."""

    text: str
    marks: Mapping[str, tuple[str, ...]]

    def by(self, rules: frozenset[str]) -> bool:
        """Tell whether one of `rules` said it."""
        return bool(self.text) and any(
            mark and mark in self.text for rule in rules for mark in self.marks.get(rule, ())
        )
