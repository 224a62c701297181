"""Puts an outcome into words: picks a reply that was not said lately and fills its gaps."""

from collections.abc import Mapping, Sequence

from desktop_app.domain.responder import Reply
from desktop_app.engines.builtin.dates import date_text, weekday_text
from desktop_app.engines.builtin.reading import Clause
from desktop_app.engines.builtin.situation import Situation
from desktop_app.engines.builtin.templates import capitalised, fill, with_article
from desktop_app.engines.builtin.topics import earlier_topic

_LATELY = 16
"""Answers in which a reply must not stand to count as fresh."""
_LONGEST_ECHO = 120


class Wording:
    """The words for one situation."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._common: dict[str, str | None] = {}

    def say(
        self, replies: Sequence[Reply], purpose: str, gaps: Mapping[str, str], slots: Mapping[str, Clause]
    ) -> str | None:
        """Return one of `replies`, filled; None where each has a gap that nothing fills."""
        situation = self._situation
        chance = situation.chance(purpose)
        left = list(replies)
        order = [left.pop(chance.below(len(left))) for _ in range(len(left))]
        lately = situation.answers[:_LATELY]
        ages = [next((age for age, text in enumerate(lately) if _says(text, reply)), _LATELY) for reply in order]
        for _age, reply in sorted(zip(ages, order, strict=True), key=lambda pair: -pair[0]):
            text = fill(reply.text, lambda gap: self._value(gap, gaps, slots, purpose))
            if text is not None:
                return capitalised(text)
        return None

    def _value(self, gap: str, gaps: Mapping[str, str], slots: Mapping[str, Clause], purpose: str) -> str | None:
        """Return what fills `gap`: a skill's result, words that a phrase took along, or what is always known."""
        name, _, mode = gap.partition(".")
        if name == "pick":
            return self._picked(mode, purpose)
        if name in gaps:
            return _in_mode(gaps[name], mode)
        if name in slots:
            return self._echo(slots[name], mode)
        if name not in self._common:
            self._common[name] = self._known(name)
        return self._common[name]

    def _picked(self, name: str, purpose: str) -> str:
        """Return an entry of a list, one that no answer had lately."""
        situation = self._situation
        lately = "\n".join(situation.answers[:_LATELY]).casefold()
        fresh = [entry for entry in situation.rules.lists[name] if entry.casefold() not in lately]
        return situation.chance(purpose, name).pick(fresh or situation.rules.lists[name])

    def _echo(self, clause: Clause, mode: str) -> str | None:
        if mode == "you":
            return self._situation.mirror.reflect(clause)
        said = " ".join(clause.said.split())
        if not said or len(said) > _LONGEST_ECHO:
            return None
        return _in_mode(said, mode)

    def _known(self, name: str) -> str | None:
        situation = self._situation
        now = situation.request.now
        if name == "name":
            return situation.memory.latest("name")
        if name == "topic":
            return earlier_topic(situation)
        if name in ("again", "friend"):  # words among those who know each other so well
            lists = situation.rules.lists
            is_known = situation.request.affinity_level in lists.get(f"{name}_levels", ())
            return situation.chance(name).pick(lists[f"{name}_words"]) if is_known else None
        if name == "part_of_day":
            return _PARTS_OF_DAY[now.hour // 6]
        return {
            "persona": situation.request.persona.name,
            "time": f"{now:%H:%M}",
            "weekday_now": weekday_text(now.date()),
            "date_now": date_text(now.date()),
            "year": str(now.year),
            "month": date_text(now.date()).split()[1],
            "week": str(now.isocalendar().week),
            "level": situation.request.affinity_level.replace("_", " "),
        }.get(name)


def _in_mode(text: str, mode: str) -> str:
    """Return `text` with a capital, with an article, or as it is."""
    return capitalised(text) if mode == "cap" else with_article(text) if mode == "a" else text


def _says(text: str, reply: Reply) -> bool:
    """Tell whether an earlier answer has `reply` in it."""
    return bool(reply.mark) and reply.mark in text


_PARTS_OF_DAY = ("night", "morning", "afternoon", "evening")
