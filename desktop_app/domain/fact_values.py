"""Takes what a fact says out of a clause: how far it reaches, and whether it can be what it is said to be."""

import re
from collections.abc import Sequence

from desktop_app.domain.fact_language import FactLanguage
from desktop_app.domain.fact_text import OPAQUE, Word

MOST_WORDS = 12
_SMALL_I = re.compile(r"(?<![\w.'’*-])i(?= |'m |’m )")
"""Whoever writes “i live in rome” leaves out capital letters elsewhere, too."""
_MOST_OF_LIST = 5
_MOST_OF_ENTRY = 3
"""Words of the last entry of a list without “and”."""
_LISTS = frozenset({"list", "languages", "names", "preferred"})
_TASTES = frozenset({"list", "preferred", "activity"})
_TIMELESS = frozenset({"place", "nearby", "job", "few", "employer", "studies", "field"})
_LONG = frozenset({"rest", "plan", "intention", "dated", "doing"})
"""Kinds that go on after a comma."""


class Taker:
    """Takes words of one text; a text without any capital letter is judged without them."""

    def __init__(self, text: str, language: FactLanguage) -> None:
        self._text = text
        self._language = language
        self._small = not any(char.isupper() for char in text) or _SMALL_I.search(text) is not None
        self.timed = False
        """Whether the sentence that is being read says when."""

    def reach(self, kind: str, words: Sequence[Word], start: int) -> int:
        """Return where what begins at `start` ends at the latest."""
        if kind in ("name", "proper", "person", "given"):
            end = self._name_end(words, start, sure=kind == "name")
            after = "" if end == len(words) or (end > start and words[end - 1].comma) else words[end].plain
            if after == "'s" or (kind in ("name", "person") and after in self._language.listed("verbs")):
                return start
            if kind == "person" and end > start and not self._is_person(words[start], end == start + 1, after):
                return start
            if kind == "given" and (end == start or not self._is_given(words[start], after)):
                return start
            return end
        stops = self._stops(kind)
        end = start
        while end < len(words) and end - start < (40 if kind == "rest" else MOST_WORDS):
            word = words[end]
            if word.plain == OPAQUE or (end > start and word.plain in stops and not word.quoted):
                # “The cake that you made” is not the thing that is liked.
                return start if kind in _TASTES and self._is_torn(words, end) else end
            links = kind == "job" and word.plain in self._language.listed("job_links")
            if links and end + 1 < len(words) and self._is_capital(words[end + 1]):
                break
            end += 1
            if word.comma and kind != "rest" and not self._list_goes_on(kind, words, end):
                if kind == "date" and end < len(words) and words[end].plain.isdigit():
                    continue
                if kind in ("place", "nearby") and end < len(words) and self._is_capital(words[end]):
                    continue
                break
        return end

    def _is_torn(self, words: Sequence[Word], end: int) -> bool:
        """Tell whether what follows changes what was said before it: “the cake that you made”, “working with you”."""
        listed = self._language.listed
        along = tuple(word.plain for word in words[end : end + 2]) in self._language.said("after_values")
        said = words[end].plain in listed("breaks") and not words[end - 1].comma and not along
        return said or (end + 1 < len(words) and words[end + 1].plain in listed("addressed"))

    def _stops(self, kind: str) -> frozenset[str]:
        every = self._language.stops
        return every.get("place" if kind == "nearby" else kind, every.get("words", frozenset()))

    def _list_goes_on(self, kind: str, words: Sequence[Word], end: int) -> bool:
        """Tell whether a list has one more entry after a comma, rather than the sentence another part."""
        if kind not in _LISTS or end >= len(words):
            return False
        return words[end].plain not in self._language.listed("list_ends")

    def _name_end(self, words: Sequence[Word], start: int, *, sure: bool) -> int:
        """Return the end of words with capital letters; of one small word where only a name can stand there."""
        end = start
        inside = self._language.listed("name_particles")
        while end < len(words) and end - start < 4 and (end == start or not words[end - 1].comma):
            plain = words[end].plain
            particle = plain in inside and end + 1 < len(words) and self._is_capital(words[end + 1])
            if not (self._is_capital(words[end]) or (end > start and particle)) or not self._can_be_name(plain):
                break
            end += 1
        if end == start and sure and start < len(words) and self._can_be_name(words[start].plain):
            alone = start + 1 == len(words) or words[start].comma or words[start + 1].plain in self._ends_of_names
            end += alone or (self._small and self._is_person(words[start], True, words[start + 1].plain))
        if end == start and not sure and self._small and words[start:] and words[start].plain in self._given_names:
            end += 1
        return end

    def _is_person(self, first: Word, alone: bool, after: str) -> bool:
        """Tell whether one may be called so who says “I am …”: neither “CTO” nor “Windows user”."""
        listed = self._language.listed
        written = self._text[first.start : first.end]
        if first.plain in self._given_names:
            return written[:1].isupper() or not after or first.plain not in listed("wordlike_names")
        if len(written) > 1 and written.isupper() and not self._text.isupper():
            return False
        goes_on = (
            not after or after in self._ends_of_names or after in listed("follows") or after in listed("name_goes_on")
        )
        return goes_on and not (alone and first.plain in listed("jobs"))

    def _is_given(self, word: Word, after: str) -> bool:
        """Tell whether a word is known as a first name, and nothing is said of whom it names."""
        return word.plain in self._given_names and (not after or after in self._language.listed("given_ends"))

    @property
    def _given_names(self) -> frozenset[str]:
        return self._language.listed("given_names")

    @property
    def _ends_of_names(self) -> frozenset[str]:
        return self._language.stops.get("name", frozenset())

    def _can_be_name(self, plain: str) -> bool:
        letters = plain.replace("-", "").replace("'", "").replace(".", "")
        return letters.isalpha() and plain not in self._language.listed("not_names")

    def _is_capital(self, word: Word) -> bool:
        return self._text[word.start].isupper() and word.plain != OPAQUE

    def values(self, kind: str, words: Sequence[Word]) -> tuple[str, ...]:
        """Return what `words` say as values of a kind; none where they cannot be that."""
        if kind in _TIMELESS:
            words = self._without_time(words)
        after = "after_long" if kind in _LONG else "after_values"
        parts = self._parts(words, kind) if kind in _LISTS else [self._trimmed(words, after)]
        if not all(self._fits(kind, part) for part in parts[:1]) or len(parts) > _MOST_OF_LIST:
            return ()
        return tuple(self.said(part) for part in parts if part and self._fits(kind, part))

    def _parts(self, words: Sequence[Word], kind: str) -> list[Sequence[Word]]:
        """Return the entries of a list; a pair that belongs together is one."""
        joints = self._language.listed("joints")
        parts: list[list[Word]] = [[]]
        for word in words:
            if word.plain in joints and not word.quoted:
                parts.append([])
                continue
            parts[-1].append(word)
            if word.comma:
                parts.append([])
        found = [self._trimmed(part) for part in parts]
        whole = tuple(word.plain for word in self._trimmed(words))
        if kind in _TASTES and whole in self._language.said("pairs"):
            return [self._trimmed(words)]
        if len(found) > 1 and len(found[-1]) > _MOST_OF_ENTRY and joints.isdisjoint(word.plain for word in words):
            found = found[:1]  # “I love rain, let it pour all day” lists nothing
        after = self._language.said("after_values")
        return found[:1] + [part for part in found[1:] if part and tuple(word.plain for word in part) not in after]

    def _trimmed(self, words: Sequence[Word], tails: str = "after_values") -> Sequence[Word]:
        """Return words without what is only said along, before and after."""
        left = list(words)
        before, after = self._language.said("before_values"), self._language.said(tails)
        if tails != "after_values":
            before = frozenset()
        changed = True
        while left and changed:
            changed = False
            for count in (4, 3, 2, 1):
                hangs = len(left) > count and left[-count - 1].plain in self._language.listed("hanging")
                if len(left) > count and not hangs and tuple(word.plain for word in left[-count:]) in after:
                    left, changed = left[:-count], True
                elif len(left) > count and tuple(word.plain for word in left[:count]) in before:
                    left, changed = left[count:], True
        return left

    def _without_time(self, words: Sequence[Word]) -> Sequence[Word]:
        """Leave out when it is so, such as “in March”."""
        times, joints = self._language.listed("time_words"), self._language.listed("time_joints")
        for place in range(1, len(words) - 1):
            after = words[place + 1].plain
            if words[place].plain in joints and (after in times or after.isdigit()):
                return words[:place]
        return words

    def _fits(self, kind: str, words: Sequence[Word]) -> bool:
        if not words or any(word.plain == OPAQUE for word in words):
            return False
        plain = [word.plain for word in words]
        listed = self._language.listed
        named = {"nearby": "place", "preferred": "list", "names": "none"}.get(kind, kind)
        if plain[0] in listed(f"not_{named}_first") or not listed(f"not_{named}").isdisjoint(plain):
            return False
        match kind:
            case "place":
                return self._is_place(words)
            case "nearby":
                return plain[0] in listed("nearby") and self._is_place(words[1:])
            case "employer":
                return self._small or plain[0] in listed("employer_first") or any(map(self._is_capital, words))
            case "job":
                return len(words) <= 5 and self._is_job(plain)
            case "languages" | "language":
                return len(words) <= 3 and plain[-1] in listed("languages")
            case "date":
                return len(words) <= 8 and self._is_date(plain)
            case "list" | "preferred":
                return len(words) <= 10
            case "names":
                return len(words) <= 3 and all(map(self._is_capital, words)) and all(map(self._can_be_name, plain))
            case "dated" | "doing":
                return self.timed and (kind == "dated" or plain[0] in listed("doing"))
            case "field":  # “in Rome” is where, “in HR” is what
                written = self.said(words[:1])
                return not written[:1].isupper() or written.isupper()
            case "plan" | "intention":
                return len(words) > 1 or self._is_capital(words[0]) or plain[0] in listed("plans_alone")
            case "few":
                return len(words) <= 4
            case _:
                return True

    def _is_place(self, words: Sequence[Word]) -> bool:
        if not words or len(words) > 8 or words[0].plain[:1].isdigit():
            return False
        known = self._language.listed("place_words")
        return self._small or any(self._is_capital(word) or word.plain in known for word in words)

    def _is_date(self, plain: Sequence[str]) -> bool:
        named = [word in self._language.listed("date_words") or word[:1].isdigit() for word in plain]
        return any(named) and (named[0] or plain[0] in self._language.listed("date_first"))

    def _is_job(self, plain: Sequence[str]) -> bool:
        listed = self._language.listed
        link = next((place for place, word in enumerate(plain) if place and word in listed("job_links")), 0)
        head = plain[link - 1]
        if head in listed("jobs"):
            return True
        ends = any(head.endswith(end) and len(head) > len(end) + 2 for end in listed("job_endings"))
        return ends and head not in listed("not_jobs")

    def said(self, words: Sequence[Word]) -> str:
        """Return words as they were written, on one line and without the signs of a quotation."""
        text = " ".join(self._text[words[0].start : words[-1].end].split())
        return text.replace("“", "").replace("”", "").replace('"', "") if any(word.quoted for word in words) else text
