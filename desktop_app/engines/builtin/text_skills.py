"""Skills that play with words."""

import unicodedata
from collections.abc import Mapping

from desktop_app.engines.builtin.languages import language_of
from desktop_app.engines.builtin.situation import Outcome, RuleMatch, Situation, Skill

_MAX_TEXT = 300


def letters(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Do to the `text` what the rule's argument says: count it, turn it round, set it in capitals and the like."""
    del situation
    slot = match.slots["text"]
    text = (slot.said if len(slot.words) == 1 else slot.outer).strip("\"'“”.?! ")[:_MAX_TEXT]
    if not text:
        return None
    count = sum(map(str.isalpha, text))
    words = len(text.split())
    items = sorted((item.strip() for item in text.split(",")), key=str.casefold)
    results = {
        "reverse": text[::-1],
        "upper": text.upper(),
        "lower": text.lower(),
        "spell": " – ".join(character.upper() for character in text if not character.isspace()),
        "count_letters": f"{count} letter" + ("" if count == 1 else "s"),
        "count_words": f"{words} word" + ("" if words == 1 else "s"),
        "sort": ", ".join(items),
    }
    return Outcome(gaps={"text": text, "result": results[match.owner.argument]})


def count_words(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Compare the number of words in the message with the number that the rule's argument wants."""
    wanted = int(match.owner.argument)
    count = len(situation.message.text.split())
    gaps = {"count": str(count), "wanted": str(wanted)}
    return Outcome("exact" if count == wanted else "fewer" if count < wanted else "more", gaps)


def associate(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Answer a `word` with one that it brings to mind."""
    word = match.slots["word"].words[-1].plain
    known = situation.rules.associations
    chance = situation.chance("associate")
    options = known.get(word) or known.get(word.removesuffix("s")) or tuple(known)
    fresh = [other for other in options if other != word and other not in " ".join(situation.answers[:6])]
    return Outcome(gaps={"word": word, "other": chance.pick(fresh or options)})


def language(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Answer in the language of the message that this is all there is to say in it."""
    del match
    found = language_of(situation.message, situation.rules.languages)
    return Outcome(gaps={"text": found.reply}) if found else None


def gloss(situation: Situation, match: RuleMatch) -> Outcome | None:
    """Tell what `x` means, or how it is said, by the list that the rule names."""
    wanted = _sounds(match.slots["x"].line.strip())
    for entry in situation.rules.lists[match.owner.argument]:
        word, script, meaning = entry.split(" | ")
        if wanted in (_sounds(word), script) or wanted in map(_sounds, meaning.split(", ")):
            return Outcome(gaps={"word": word, "script": script, "meaning": meaning})
    return None


def _sounds(word: str) -> str:
    """Return `word` as one may write it without signs for long vowels."""
    plain = "".join(sign for sign in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(sign))
    return plain.replace("ou", "o").replace("uu", "u").replace("-", "").replace(" ", "")


TEXT_SKILLS: Mapping[str, Skill] = {
    "letters": letters,
    "count_words": count_words,
    "associate": associate,
    "language": language,
    "gloss": gloss,
}
