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
        return Written(self.text.removeprefix(sent.text), self._attached_since(sent))

    def without(self, sent: "Written") -> "Written":
        """Return the same where `sent` may also be the last paragraph, as it is `before` something else was put."""
        # Asked first: what stands before may begin with the same words, and is not what was sent.
        text = self.text.removesuffix(f"\n\n{sent.text}") if sent.text else self.text
        if text == self.text:
            return self.without_beginning(sent)
        return Written(text, self._attached_since(sent))

    def _attached_since(self, sent: "Written") -> "tuple[Attachment, ...]":
        return tuple(each for each in self.attachments if each not in sent.attachments)
