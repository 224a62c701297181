"""The clean-up by hand."""

import argparse

from desktop_app.cli.documents import day, session_document, session_line
from desktop_app.cli.output import Document, say
from desktop_app.domain.errors import UserError
from desktop_app.services.retention import PruneReport
from desktop_app.services.services import Services


async def prune(arguments: argparse.Namespace, services: Services) -> Document:
    """Clean up, or say what a clean-up would do; raise `UserError` for one that did nothing because it has to ask."""
    if arguments.dry_run:
        report = await services.retention.rehearse()
    else:
        report = await services.retention.prune(yes=arguments.yes)
        if not report.expired and (question := _question(report, services)) is not None:
            raise question
    mine = [session for session in report.expired if session.user_id == services.user_id]
    question = None if arguments.yes else _question(report, services)
    if not arguments.json:
        would = "would move" if arguments.dry_run else "moved"
        say(f"{would} to the trash: {len(report.expired)}, deleted: {report.purged}, kept: {report.kept}".capitalize())
        for session in mine:
            say(session_line(session))
        if question is not None:
            say(question.message)
    return {
        "success": True,
        "dry_run": arguments.dry_run,
        "expired": len(report.expired),
        "purged": report.purged,
        "kept": report.kept,
        "held": len(report.held),
        "asks": None if question is None else {"code": question.code, "message": question.message},
        "sessions": [session_document(each, services.sessions.expires_at(each)) for each in mine],
    }


def _question(report: PruneReport, services: Services) -> UserError | None:
    """Return what a clean-up has to ask before it goes on, None when there is nothing."""
    if report.doubt is not None:
        return UserError("clock_doubted", today=day(services.retention.guard.reading().wall))
    if report.many:
        return UserError("prune_many", count=len(report.held), live=report.kept + len(report.expired))
    if report.held:
        return UserError("prune_lowered", count=len(report.held))
    return None
