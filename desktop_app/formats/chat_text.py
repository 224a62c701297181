"""A session as plain text: who spoke and when, then the words, set in so that none of them can pass for that."""

from collections.abc import Mapping

from desktop_app.domain.exports import Enclosed
from desktop_app.domain.thoughts import thought_of
from desktop_app.formats.chat_turns import (
    THOUGHT_BEFORE,
    ReadableChat,
    Turn,
    attached_words,
    minute,
    omissions,
    one_line,
    visible,
)

_INDENT = "    "


class TextChat(ReadableChat):
    """Writes text for every editor."""

    def begin(self) -> str:
        """Return the name of the session and what it is."""
        session = self._chat.session
        persona = one_line(self._chat.personas[session.persona].name)
        return (
            f"{one_line(session.shown_name)}\n"
            f"With {persona}, begun {minute(session.created_at)}, last used {minute(session.last_activity_at)}.\n"
            f"{self._chat.messages} messages, written by {self._chat.generator} {minute(self._chat.exported_at)}.\n"
        )

    def end(self) -> str:
        """Say what was left out."""
        missing = omissions(self._chat)
        return f"\n{missing}\n" if missing else ""

    def _turn(self, turn: Turn, enclosed: Mapping[int, Enclosed]) -> str:
        facts = [turn.speaker, minute(turn.message.created_at), *turn.notes]
        if self._chat.all_branches:
            facts[0] = f"#{turn.number} {facts[0]}"
            facts += [f"after #{turn.after}"] if turn.after else []
            facts += [f"another version of #{turn.instead_of}"] if turn.instead_of else []
        said = visible(turn.message.content)
        attached = [f"[Attached: {words}]" for words in attached_words(turn.message, enclosed)]
        thought = thought_of(turn.message)
        before = [f"[{THOUGHT_BEFORE}]", *(f"| {line}" for line in visible(thought).split("\n")), ""] if thought else []
        lines = [*before, *(said.split("\n") if said or not attached else ()), *attached]
        return f"\n{', '.join(facts)}:\n" + "".join(f"{_INDENT}{line}".rstrip(" ") + "\n" for line in lines)
