"""Answers that are being streamed, of whatever session."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_app.domain.messages import Message
from desktop_app.domain.thoughts import THOUGHT, thought_of


@dataclass(slots=True)
class RunningAnswer:
    """One answer while it grows."""

    message: Message
    pieces: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)

    def grown(self) -> Message:
        """Return the answer with all text and all thoughts so far."""
        text, thought = "".join(self.pieces), "".join(self.thoughts)
        # Joined once: the next call has only what came since.
        self.pieces, self.thoughts = [text], [thought]
        self.message = self.message._replace(content=text)
        if thought:
            self.message = self.message._replace(metadata={**self.message.metadata, THOUGHT: thought})
        return self.message


class RunningAnswers:
    """At most one growing answer a session."""

    def __init__(self) -> None:
        self._answers: dict[str, RunningAnswer] = {}

    def begin(self, message: Message) -> None:
        """Watch an answer that has just been stored: empty, or with the text that it goes on from."""
        thought = thought_of(message)
        thoughts = [thought, "\n\n"] if thought else []
        self._answers[message.session_id] = RunningAnswer(message, [message.content], thoughts)

    def add(self, session_id: str, text: str, thought: str = "") -> None:
        """Take in a piece of the answer, and of what is thought before it."""
        self._answers[session_id].pieces.append(text)
        if thought:
            self._answers[session_id].thoughts.append(thought)

    def end(self, session_id: str) -> None:
        """Forget the session's answer, which is stored now."""
        self._answers.pop(session_id, None)

    def get(self, session_id: str) -> Message | None:
        """Return the session's answer as it is now."""
        running = self._answers.get(session_id)
        return None if running is None else running.grown()

    def sessions(self) -> set[str]:
        """Return the ids of sessions with a growing answer."""
        return set(self._answers)

    def overlaid(self, messages: list[Message]) -> list[Message]:
        """Return `messages` with growing answers as they are now, which is ahead of the store."""
        running: Mapping[int, RunningAnswer] = {each.message.id: each for each in self._answers.values()}
        return [running[each.id].grown() if each.id in running else each for each in messages]
