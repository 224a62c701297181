"""A session as a chat archive, version 1.0: every fact of it, to be read back by programs."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from desktop_app.domain.attachments import Attachment
from desktop_app.domain.exports import NO_RECEIPTS, NOTHING_ENCLOSED, Chat, Enclosed
from desktop_app.domain.messages import Message, MessageStatus
from desktop_app.domain.parameters import session_engine_document
from desktop_app.domain.texts import well_formed
from desktop_app.domain.thoughts import thought_of
from desktop_app.formats.chat_turns import instant

_STATUSES = {
    MessageStatus.COMPLETE: "complete",
    MessageStatus.STREAMING: "partial",
    MessageStatus.INTERRUPTED: "stopped",
    MessageStatus.FAILED: "error",
}
_SESSIONS_END = "\n   ]\n  }\n ]"


class JsonChat:
    """Writes one message a line; ids, times, branches and texts are as they are stored."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._separator = "\n    "
        self._encloses = False

    def begin(self) -> str:
        """Return everything but the messages."""
        name, _, version = self._chat.generator.rpartition(" ")
        head = {
            "format": "chat-archive",
            "version": "1.0",
            "exported_at": instant(self._chat.exported_at),
            "generator": {"name": name, "version": version},
            "personas": [_persona(self._chat)],
        }
        members = "".join(f" {json.dumps(key)}: {_text(value)},\n" for key, value in head.items())
        session = "".join(f"   {json.dumps(key)}: {_text(value)},\n" for key, value in _session(self._chat).items())
        return f'{{\n{members} "sessions": [\n  {{\n{session}   "messages": ['

    def add(
        self,
        messages: Sequence[Message],
        enclosed: Mapping[int, Enclosed] = NOTHING_ENCLOSED,
        receipts: Mapping[int, Mapping[str, Any]] = NO_RECEIPTS,
    ) -> str:
        """Return the next messages; what is attached to them follows with `enclose`."""
        del enclosed
        pieces = []
        for message in messages:
            pieces += [self._separator, _text(_message(self._chat, message, receipts.get(message.id, {})))]
            self._separator = ",\n    "
        return "".join(pieces)

    def enclose(self, enclosed: Enclosed) -> str:
        """Return an attachment with its bytes, or where they are."""
        opening = "" if self._encloses else f'{_SESSIONS_END},\n "attachments": ['
        separator = ",\n  " if self._encloses else "\n  "
        self._encloses = True
        return f"{opening}{separator}{_text(_attachment(enclosed))}"

    def end(self) -> str:
        """Close what is open."""
        return "\n ]\n}\n" if self._encloses else f"{_SESSIONS_END}\n}}\n"


def _text(value: object) -> str:
    return well_formed(json.dumps(value, ensure_ascii=False))


def _persona(chat: Chat) -> dict[str, Any]:
    persona = chat.personas[chat.session.persona]
    return {
        "id": persona.id,
        "name": persona.name or persona.id,
        "description": persona.description,
        "system_prompt": persona.system_prompt,
        "first_message": persona.greeting,
    }


def _session(chat: Chat) -> dict[str, Any]:
    session = chat.session
    return {
        "id": session.id,
        "title": session.name or session.title,
        "created_at": instant(session.created_at),
        "updated_at": instant(session.last_activity_at),
        "persona_id": session.persona,
        "system_prompt": chat.personas[session.persona].system_prompt,
        "pinned": session.pinned,
        "archived": session.archived_at is not None,
        "active_leaf_id": _id(session.active_leaf_id),
        "source": {"app": "Parley", "format": "chat-archive", "external_id": session.id},
        "extra": {
            "name": session.name,
            "origin": session.origin,
            "temporary": session.temporary,
            "all_branches": chat.all_branches,
            "messages_left_out": chat.left_out,
            "engine": None if session.engine is None else session_engine_document(session.engine),
            "metadata": dict(session.metadata),
        },
    }


def _message(chat: Chat, message: Message, receipt: Mapping[str, Any]) -> dict[str, Any]:
    known = chat.personas.get(message.persona or "")
    document: dict[str, Any] = {
        "id": str(message.id),
        "parent_id": _id(message.parent_id),
        "role": message.role.value,
        "author": message.persona if known is None else known.name,
        "created_at": instant(message.created_at),
        "status": _STATUSES[message.status],
        "parts": [*_thought(message), {"type": "text", "text": message.content}, *map(_part, message.attachments)],
        "source": {
            "app": "Parley",
            "external_id": str(message.id),
            "content_hash": f"sha256:{sha256(message.content.encode('utf-8', 'surrogatepass')).hexdigest()}",
        },
        "extra": {"persona": message.persona, "engine": message.engine, "metadata": dict(message.metadata)},
    }
    generation = _generation(message, receipt)
    return document | {"generation": generation} if generation else document


def _thought(message: Message) -> list[dict[str, Any]]:
    thought = thought_of(message)
    return [{"type": "reasoning", "text": thought}] if thought else []


def _generation(message: Message, receipt: Mapping[str, Any]) -> dict[str, Any]:
    """Return how an answer was made; where a model's file lies stays here."""
    parameters = dict((receipt.get("engine") or {}).get("parameters") or {})
    timings = receipt.get("timings") or {}
    said = {
        "model": message.model,
        "model_sha256": receipt.get("model_sha256"),
        "seed": parameters.pop("seed", None),
        "parameters": parameters,
        "stop_reason": receipt.get("finish_reason"),
        "prompt_tokens": receipt.get("prompt_tokens"),
        "completion_tokens": receipt.get("completion_tokens"),
        "duration_ms": round(timings["total"] * 1000, 3) if "total" in timings else None,
    }
    return {key: value for key, value in said.items() if value not in (None, "", {})}


def _part(attachment: Attachment) -> dict[str, Any]:
    return {"type": "image" if attachment.is_image else "file", "attachment_id": str(attachment.id)}


def _attachment(enclosed: Enclosed) -> dict[str, Any]:
    attachment = enclosed.attachment
    document: dict[str, Any] = {
        "id": str(attachment.id),
        "name": attachment.name,
        "media_type": attachment.media_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "available": enclosed.data is not None or bool(enclosed.path),
    }
    if enclosed.data is not None:
        document["data"] = b64encode(enclosed.data).decode("ascii")
    if enclosed.path:
        document["path"] = enclosed.path
    return document


def _id(number: int | None) -> str | None:
    return None if number is None else str(number)
