"""Receipts: how each answer was made, shown, and made once more."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.domain.attachments import Attachment
from desktop_app.domain.engine_requests import AttachedFile, EngineRequest, Turn
from desktop_app.domain.errors import UserError
from desktop_app.domain.messages import Message
from desktop_app.domain.model_files import FileProgress
from desktop_app.domain.receipts import AnswerReceipt
from desktop_app.domain.thoughts import spoken
from desktop_app.engines.heavy import done_aside
from desktop_app.engines.protocol import Engine
from desktop_app.services.engines import EngineService
from desktop_app.services.facts import FactService
from desktop_app.services.personas import PersonaService
from desktop_app.services.prompt_files import file_text
from desktop_app.services.receipt_making import Repeat, digest_of, stamp_of
from desktop_app.services.why import Reasons, Why
from desktop_app.store.attachments import AttachmentStore
from desktop_app.store.database import Database
from desktop_app.store.receipts import ReceiptStore

Checksum = Callable[[Path], AsyncGenerator[FileProgress, None]]
"""Computes the checksum of a model's file."""


@dataclass(frozen=True, slots=True)
class ShownReceipt:
    """A receipt with the prompt that it names."""

    answer: Message
    receipt: AnswerReceipt
    request: EngineRequest
    """The prompt, as far as it is still there."""
    whole: bool
    """Whether that is the very prompt, to the letter."""


class ReceiptService:
    """Tells how answers were made."""

    def __init__(
        self,
        database: Database,
        engines: EngineService,
        personas: PersonaService,
        facts: FactService,
        checksum: Checksum,
    ) -> None:
        self._reasons = Reasons(facts, personas)
        self._store = ReceiptStore(database)
        self._attachments = AttachmentStore(database)
        self._engines = engines
        self._personas = personas
        self._checksum = checksum

    async def of(self, user_id: str, message_id: int) -> ShownReceipt:
        """Return how an answer was made; raise `UserError` where nobody noted that."""
        session, answer, receipt = await self._store.of(user_id, message_id)
        if receipt is None:
            raise UserError("no_receipt")
        said = await self._store.turns(answer, receipt.prompt.first_message_id)
        persona = self._personas.stand_in(receipt.persona)
        request = EngineRequest(
            session_id=session.id,
            persona=replace(persona, system_prompt=receipt.prompt.persona, after_history=receipt.prompt.last),
            turns=await self._turns(user_id, said, receipt),
            now=receipt.asked_at,
            model=receipt.choice.model,
            affinity_level=receipt.affinity_level,
            version=receipt.version,
            begun=answer.content[: receipt.begun],
            parameters=receipt.parameters,
            memory=receipt.prompt.memory,
            recalled=receipt.recalled,
            summary=receipt.prompt.summary,
        )
        whole = await done_aside(request.weight, digest_of, request) == receipt.prompt.digest
        return ShownReceipt(answer, receipt, request, whole)

    async def why(self, user_id: str, message_id: int) -> Why:
        """Return what an answer was given to draw on; raise `UserError` where nobody noted that."""
        _session, _answer, receipt = await self._store.of(user_id, message_id)
        if receipt is None:
            raise UserError("no_receipt")
        return await self._reasons.of(user_id, receipt.persona, receipt.prompt.memory, receipt.recalled)

    async def repeat(self, user_id: str, message_id: int) -> Repeat:
        """Return what to ask to have an answer made anew exactly as it was; raise `UserError` where that cannot be."""
        shown = await self.of(user_id, message_id)
        receipt = shown.receipt
        if receipt.begun:
            raise UserError("cannot_repeat", reason="it was written in several goes")
        if not shown.whole:
            raise UserError("cannot_repeat", reason="what it was asked with has changed or is gone")
        engine = await self._engines.resolve(receipt.choice)
        if engine.has_context_window and (receipt.parameters.seed is None or not engine.takes_seed):
            raise UserError("cannot_repeat", reason="what wrote it takes no seed, and left it to chance")
        await self._check_model(engine, receipt)
        return Repeat(shown.request, receipt)

    async def know_model(self, user_id: str, message_id: int) -> str:
        """Compute what the file of an answer's model is, where that is not known, and note it; empty for none.

        A file that was changed since the answer tells nothing of it.
        """
        _session, _answer, receipt = await self._store.of(user_id, message_id)
        if receipt is None or receipt.model_file is None or receipt.model_sha256:
            return "" if receipt is None else receipt.model_sha256
        if await asyncio.to_thread(stamp_of, receipt.choice) != receipt.model_file:
            return ""
        found = await self._checksum_of(receipt)
        await self._store.know_model(message_id, found)
        return found

    async def _check_model(self, engine: Engine, receipt: AnswerReceipt) -> None:
        """Raise `UserError` where the model is gone, or another one is called by its name now."""
        if receipt.model_file is not None:
            now = await asyncio.to_thread(stamp_of, receipt.choice)
            if now is None:
                raise UserError("cannot_repeat", reason=f"the model file {receipt.choice.model} is gone")
            same = now == receipt.model_file
            if not same and receipt.model_sha256 and now.size == receipt.model_file.size:
                same = await self._checksum_of(receipt) == receipt.model_sha256
            if not same:
                raise UserError("cannot_repeat", reason=f"the model file {receipt.choice.model} is another one now")
        elif engine.has_context_window and receipt.choice.model:
            offered = {model.id for model in await engine.models()}
            if receipt.choice.model not in offered:
                raise UserError("cannot_repeat", reason=f"the model “{receipt.choice.model}” is not there any more")

    async def _checksum_of(self, receipt: AnswerReceipt) -> str:
        found = ""
        async with aclosing(self._checksum(Path(receipt.choice.model))) as steps:
            async for step in steps:
                found = step.sha256 or found
        return found

    async def _turns(self, user_id: str, said: Sequence[Message], receipt: AnswerReceipt) -> tuple[Turn, ...]:
        given = {(each.turn, each.place): each.characters for each in receipt.prompt.files}
        turns = []
        heard = [message for message in said if message.content or message.attachments]
        for number, message in enumerate(heard):
            files = []
            for place, attachment in enumerate(message.attachments):
                file = _named(attachment)
                if (number, place) in given:
                    file = await self._given(user_id, attachment, given[number, place])
                files.append(file)
            turns.append(Turn(message.role, spoken(message), tuple(files)))
        return tuple(turns)

    async def _given(self, user_id: str, attachment: Attachment, characters: int | None) -> AttachedFile:
        """Return a file as it was given: the picture, or so much of the text."""
        try:
            data = await self._attachments.read(user_id, attachment.id)
        except UserError:  # it is lost; then the prompt is not whole
            return _named(attachment)
        if characters is None:
            return replace(_named(attachment), data=data)
        text = await asyncio.to_thread(file_text, data)
        return replace(_named(attachment), text=text[:characters], characters=len(text))


def _named(attachment: Attachment) -> AttachedFile:
    return AttachedFile(
        attachment.name, attachment.media_type, attachment.size, width=attachment.width, height=attachment.height
    )
