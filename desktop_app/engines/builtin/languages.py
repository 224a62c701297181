"""Recognises other languages, by their script or by their small words."""

from desktop_app.domain.responder import Language
from desktop_app.engines.builtin.reading import Message


def language_of(message: Message, languages: tuple[Language, ...]) -> Language | None:
    """Return the language of `message`, None when it is English or cannot be told."""
    letters = sum(map(str.isalpha, message.text))
    for language in languages:
        if language.script and letters and 2 * len(language.script.findall(message.text)) > letters:
            return language
    words = [word.plain for word in message.words]
    best = max(languages, key=lambda language: _hits(words, language), default=None)
    if best is None or best.code == "en":
        return None
    hits = _hits(words, best)
    return best if hits >= 2 or (hits == 1 and len(words) <= 2) else None


def _hits(words: list[str], language: Language) -> int:
    """Count the words that tell the language; they must be a good part of all."""
    hits = sum(word in language.words for word in words)
    return hits if hits * 4 >= len(words) else 0
