"""The command doctor."""

import argparse

from desktop_app.cli.output import Document, check_lines, checks_document, say
from desktop_app.services.doctor import DoctorService


async def doctor(arguments: argparse.Namespace, service: DoctorService) -> Document:
    """Check that everything is in order, or put it in order first."""
    repaired: list[str] | None = None
    if arguments.start_anew:
        repaired = await service.start_anew()
    elif arguments.repair:
        repaired = await service.repair()
    checks = [(check.name, check.ok, check.detail) for check in await service.examine()]
    if not arguments.json:
        for line in (*(repaired or ()), *check_lines(checks)):
            say(line)
    return checks_document(checks) | ({} if repaired is None else {"repaired": repaired})
