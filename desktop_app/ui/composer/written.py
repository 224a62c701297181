"""What was written in the composer."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from desktop_app.domain.attachments import Attachment


class Written(NamedTuple):
    """A message that is not sent yet, and what is attached to it."""

    text: str = ""
    attachments: "tuple[Attachment, ...]" = ()

    def is_blank(self) -> bool:
        """Tell whether there is nothing to send."""
        return not self.attachments and not self.text.strip()

    def before(self, other: "Written") -> "Written":
        """Return this and, as another paragraph, what `other` says; nothing is attached twice."""
        text = "\n\n".join(text for text in (self.text, other.text) if text.strip())
        return Written(text, tuple(dict.fromkeys(self.attachments + other.attachments)))

    def without_beginning(self, sent: "Written") -> "Written":
        """Return what was written and attached since `sent` was; all text where that is not its beginning."""
        attachments = tuple(each for each in self.attachments if each not in sent.attachments)
        return Written(self.text.removeprefix(sent.text), attachments)
