"""Finding servers: each address is asked for its models, and who answers is told by what else it says."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from desktop_app.domain.errors import UserError
from desktop_app.domain.network import Expect, expect_nothing
from desktop_app.domain.servers import FoundServer, Health, Program
from desktop_app.domain.tasks import together
from desktop_app.engines.openai.addresses import checked_address
from desktop_app.engines.openai.connection import Connection, Timeouts
from desktop_app.engines.openai.payloads import error_in, models_in, parsed
from desktop_app.engines.openai.programs import Told, models_of, paths_for, program_of, version_of
from desktop_app.engines.protocol import ModelInfo

_LONGER = 3
"""How much longer a server that has listed its models may take for the rest: it is there, and worth waiting for."""
_LIST_LIMIT = 1024 * 1024
_HEALTH = {
    "host_not_allowed": Health.NOT_ALLOWED,
    "engine_unreachable": Health.SILENT,
    "engine_timeout": Health.SILENT,
}


async def look_at(
    base_url: str,
    *,
    allowed_hosts: Collection[str],
    api_key: str = "",
    seconds: float,
    usual: Program = Program.OTHER,
    expect: Expect = expect_nothing,
) -> FoundServer:
    """Return what answers at `base_url` within `seconds`; `usual` is the program where nothing tells it.

    A server that lists its models gets longer to tell the rest.
    """
    try:
        address = checked_address(base_url, allowed_hosts)
        waits = Timeouts(connect=seconds, first_byte=seconds, silence=seconds)
        connection = Connection(address, api_key, allowed_hosts, waits, expect=expect)
        listed = await _listed(connection, address.shown, api_key, seconds)
    except UserError as error:
        return FoundServer(base_url, usual, _health(error), problem=error)
    # What tells programs apart is asked only of what lists models: on these ports there may be anything.
    root = replace(address, path=address.path.removesuffix("/v1"))
    told = await _told(
        Connection(root, api_key, allowed_hosts, waits, expect=expect), paths_for(listed), seconds * _LONGER
    )
    program = program_of(listed, told, usual)
    models = models_of(listed, told)
    problem = None if models else UserError("engine_no_models", base_url=address.shown)
    health = Health.READY if models else Health.NO_MODELS
    return FoundServer(base_url, program, health, models, version_of(program, told), problem)


async def _listed(connection: Connection, shown: str, api_key: str, seconds: float) -> list[ModelInfo]:
    try:
        async with asyncio.timeout(seconds):
            payload = await _asked(connection, "/models", seconds)
    except TimeoutError as error:
        raise UserError("engine_timeout", base_url=shown, seconds=f"{seconds:g}") from error
    finally:
        await connection.aclose()
    refusal = error_in(payload, api_key)
    if refusal is not None:
        raise UserError("engine_refused", base_url=shown, detail=refusal)
    models = models_in(payload)
    if models is None:
        raise UserError("engine_garbled", base_url=shown, detail="it lists no models")
    return models


async def _told(connection: Connection, paths: Sequence[str], seconds: float) -> Told:
    """Return what the server says at `paths`."""

    async def told(path: str) -> Mapping[str, Any]:
        try:
            async with asyncio.timeout(seconds):
                return await _asked(connection, path, seconds)
        except (TimeoutError, UserError):
            return {}

    try:
        answers = await together(*map(told, paths))
    finally:
        await connection.aclose()
    return {path: answer for path, answer in zip(paths, answers, strict=True) if answer}


async def _asked(connection: Connection, path: str, seconds: float) -> Mapping[str, Any]:
    """Return the JSON document at `path`, an empty one for anything else."""
    async with aclosing(await connection.open("GET", path)) as answer:
        return parsed(await answer.read_all(_LIST_LIMIT, seconds)) or {}


def _health(error: UserError) -> Health:
    # Web pages ask for a password with the same number, and are no such servers.
    if error.code == "engine_wants_key" and error.details.get("as_json"):
        return Health.NEEDS_KEY
    return _HEALTH.get(error.code, Health.STRANGE)
