"""A session as Markdown, for notebooks and wikis: a heading for every turn, the texts as they were written."""

import json
from collections.abc import Mapping

from desktop_app.domain.exports import Chat, Enclosed
from desktop_app.domain.messages import Message
from desktop_app.domain.thoughts import thought_of
from desktop_app.formats.chat_turns import (
    THOUGHT_BEFORE,
    ReadableChat,
    Turn,
    enclosures,
    facts_of,
    instant,
    minute,
    omissions,
    one_line,
    visible,
)
from desktop_app.formats.markdown_safety import MarkdownGuard, escaped


class MarkdownChat(ReadableChat):
    """Writes Markdown in which no message can run, load or pass for something else."""

    def __init__(self, chat: Chat) -> None:
        super().__init__(chat)
        self._guard = MarkdownGuard()

    def begin(self) -> str:
        """Return the facts for programs, and the title."""
        session = self._chat.session
        facts = {
            "title": one_line(session.shown_name),
            "created": instant(session.created_at),
            "updated": instant(session.last_activity_at),
            "persona": one_line(self._chat.personas[session.persona].name),
            "messages": self._chat.messages,
            "exporter": self._chat.generator,
            "id": one_line(session.id),
        }
        # What JSON writes is YAML, too.
        lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in facts.items())
        return f"---\n{lines}---\n\n# {escaped(one_line(session.shown_name))}\n"

    def end(self) -> str:
        """Say what was left out."""
        missing = omissions(self._chat)
        return f"\n---\n\n{missing}\n" if missing else ""

    def _turn(self, turn: Turn, enclosed: Mapping[int, Enclosed]) -> str:
        facts = [escaped(turn.speaker), minute(turn.message.created_at), *turn.notes]
        if self._chat.all_branches:
            facts[0] = f"{turn.number}. {facts[0]}"
            facts += [f"after {turn.after}"] if turn.after else []
            facts += [f"another version of {turn.instead_of}"] if turn.instead_of else []
        text = self._guard.tamed(visible(turn.message.content))
        attached = "".join(f"\n- Attached: {_linked(each)}" for each in enclosures(turn.message, enclosed))
        body = "\n".join(part for part in (self._thought(turn.message), text, attached) if part)
        return f"\n## {' · '.join(facts)}\n\n{body}\n"

    def _thought(self, message: Message) -> str:
        """Return what was thought before an answer, marked as a quotation."""
        thought = thought_of(message)
        lines = self._guard.tamed(visible(thought)).splitlines() if thought else []
        return "".join(f"> {line}\n" for line in (f"**{THOUGHT_BEFORE}**", "", *lines)) if lines else ""


def _linked(enclosed: Enclosed) -> str:
    """Return the name of an attachment, as a link to the file beside this one where there is one."""
    name = escaped(one_line(enclosed.attachment.name))
    return f"{f'[{name}]({enclosed.path})' if enclosed.path else name} ({facts_of(enclosed.attachment)})"
