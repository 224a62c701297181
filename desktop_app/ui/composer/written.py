"""What was written in the composer."""

from typing import NamedTuple


class Written(NamedTuple):
    """A message that is not sent yet."""

    text: str = ""

    def is_blank(self) -> bool:
        """Tell whether there is nothing to send."""
        return not self.text.strip()

    def before(self, other: "Written") -> "Written":
        """Return this and, as another paragraph, what `other` says."""
        return Written("\n\n".join(text for text in (self.text, other.text) if text.strip()))

    def without_beginning(self, sent: "Written") -> "Written":
        """Return what was written since `sent` was; all of it where that is not its beginning."""
        return Written(self.text.removeprefix(sent.text))
