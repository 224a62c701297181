"""What is selected, put into words: whole messages as they are stored, the ends as far as they are selected."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from desktop_app.domain.hidden_characters import as_in
from desktop_app.domain.messages import Message, Role
from desktop_app.ui.markdown.blocks import MarkdownReader
from desktop_app.ui.markdown.plain import plain_of
from desktop_app.ui.transcript.body import MessageBody
from desktop_app.ui.transcript.model import TranscriptModel
from desktop_app.ui.transcript.selection import END, Part, Selection
from desktop_app.ui.widgets.recycled_list import RecycledList
from desktop_app.ui.widgets.text_column import TextColumn


class Piece(NamedTuple):
    """What is selected of one message: all of it, or a part, whose `words` are known once it was in sight."""

    id: int
    start: int = 0
    end: int = END
    words: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all of the message is selected, as far as that can be told."""
        return (self.start, self.end) == (0, END)


class Excerpt(NamedTuple):
    """All that is selected, in its order, to be put together as Markdown or as plain text."""

    pieces: Sequence[Piece]
    """The first message and the last one, or the only one."""
    between: Sequence[int]
    """The ids of all messages between those two."""
    known: Mapping[int, Message]
    """Those messages that are loaded."""
    plain: bool

    def missing(self) -> list[int]:
        """Return the ids of messages that have to be read first."""
        ends = [piece.id for piece in self.pieces if piece.words is None]
        return [number for number in (*ends, *self.between) if number not in self.known]

    def together(self, reader: MarkdownReader) -> str:
        """Return all of it with empty lines between the messages; what is gone by now is left out."""
        words = [self._words_of(piece.id, piece.words, reader) for piece in self.pieces]
        words[1:1] = [self._words_of(number, None, reader) for number in self.between]
        return "\n\n".join(each for each in words if each)

    def _words_of(self, number: int, words: str | None, reader: MarkdownReader) -> str:
        """Return words as they are, and a whole message as it is stored, or as it reads."""
        message = self.known.get(number)
        if words is not None or message is None:
            return words or ""
        if not self.plain or message.role is Role.USER:
            return message.content.strip("\n")
        return plain_of(reader, message.content)


class Excerpts:
    """Takes what is selected out of rows and messages."""

    def __init__(self, view: RecycledList, model: TranscriptModel, selection: Selection) -> None:
        self._list = view
        self._model = model
        self._selection = selection

    def excerpt(self, *, plain: bool) -> Excerpt:
        """Return what is selected."""
        ends = self._selection.ends()
        if ends is None:
            return Excerpt((), (), {}, plain)
        first, last = ends
        loaded = map(self._model.message, self._model.loaded_rows(first.row, last.row))
        known = {message.id: message for message in loaded if message is not None}
        between = self._model.ids()[first.row + 1 : last.row]
        pieces = [self._piece(part) for part in (ends if last.row > first.row else (first,))]
        return Excerpt(pieces, between, known, plain)

    def completed(self, excerpt: Excerpt, read: Mapping[int, Message]) -> Excerpt:
        """Return an excerpt with what has been `read`, and with the words of parts that were out of sight."""
        known = {**read, **excerpt.known}
        return excerpt._replace(
            pieces=[self._completed(each, known.get(each.id)) for each in excerpt.pieces], known=known
        )

    def _piece(self, part: Part) -> Piece:
        """Return what is selected of the first or the last message, with its words where it can be seen."""
        widget = self._list.shown_rows().get(part.row)
        piece = Piece(part.message, part.start, part.end)
        message = self._model.message(part.row)
        if widget is None or message is None:
            return piece
        return _read(piece, message, TextColumn(widget.texts(), widget))

    def _completed(self, piece: Piece, message: Message | None) -> Piece:
        """Return a part with its words, read from where nobody sees it."""
        if piece.is_whole or piece.words is not None or message is None:
            return piece
        body = MessageBody(self._model.means, self._list.viewport())
        body.show_message(message)
        body.read_to_end()
        read = _read(piece, message, TextColumn(body.texts(), body))
        body.deleteLater()
        return read


def _read(piece: Piece, message: Message, column: TextColumn) -> Piece:
    """Return a part with its words, or as whole where nothing of the message is left out."""
    if piece.start <= 0 and piece.end >= column.end:
        return Piece(piece.id)
    return piece._replace(words=as_in(message.content, column.plain(piece.start, piece.end)))
