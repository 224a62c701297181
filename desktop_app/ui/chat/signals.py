"""What the open session tells those who show it."""

from PySide6.QtCore import QObject, Signal


class ChatSignals(QObject):
    """The signals of `ChatViewModel`."""

    draft_wanted = Signal()
    """What stands in the composer is wanted at once, for what comes next will change it."""
    opened = Signal(object, object)
    """Another `Session` is open; the `Written` in its composer."""
    changed = Signal(object)
    """A `Session` has changed: this one or another whose answer went on."""
    acknowledged = Signal(object)
    """The `Written` that was sent from the composer is stored, or waits, and may leave it."""
    streaming_changed = Signal(bool)
    """Whether an answer is being streamed in the open session."""
    returned = Signal(object)
    """A `Written` that was not sent, to be put back into the open session's composer."""
    asked = Signal(str)
    """The id of a session in which a question is stored, and on its way."""
    failed = Signal(str, object)
    """The id of a session, and the `UserError` that an answer in it ended with."""
    finished = Signal(object)
    """The `Finished` of an answer that is whole."""
    message_wanted = Signal(int)
    """The id of a message on the shown branch that somebody wants to see."""
    affinity_changed = Signal(str, int)
    """Level and points between the user and the open session's persona; an empty level where nobody counts."""
