"""The commands about facts: what is known of the user, where it comes from, and how to change it."""

import argparse
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from desktop_app.cli.documents import moment, shown_moment
from desktop_app.cli.output import Document, say
from desktop_app.cli.persona_verbs import called
from desktop_app.domain.errors import UserError
from desktop_app.domain.facts import EarlierFact, Fact, last_day
from desktop_app.services.services import Services


async def list_facts(arguments: argparse.Namespace, services: Services) -> Document:
    """List what is known of the user."""
    found = await services.facts.list_facts(services.user_id, _persona(arguments, services))
    if not arguments.json:
        for fact in found:
            say(_line(fact))
        if not found:
            say("No facts.")
    return {"success": True, "facts": [fact_document(fact) for fact in found], "count": len(found)}


async def set_fact(arguments: argparse.Namespace, services: Services) -> Document:
    """Store a fact, in the place of what it contradicts."""
    words = (arguments.category, arguments.key, arguments.value)
    fact = await services.facts.set_fact(services.user_id, *words, persona=_persona(arguments, services))
    return _told(fact, "Known", arguments)


async def forget(arguments: argparse.Namespace, services: Services) -> Document:
    """Forget a fact."""
    fact = await services.facts.get(services.user_id, arguments.fact)
    await services.facts.forget(services.user_id, fact.id)
    return _told(fact, "Forgotten", arguments)


async def history(arguments: argparse.Namespace, services: Services) -> Document:
    """Show what a fact was before."""
    fact = await services.facts.get(services.user_id, arguments.fact)
    earlier = await services.facts.history(services.user_id, fact.id)
    if not arguments.json:
        for each in earlier:
            say(f"{each.category} {each.key}: {each.value}  (until {shown_moment(each.replaced_at)}, {each.reason})")
        say(_line(fact))
    return {"success": True, "fact": fact_document(fact), "history": [_earlier_document(each) for each in earlier]}


async def mark(arguments: argparse.Namespace, services: Services) -> Document:
    """Confirm, freeze, unfreeze or share a fact."""
    facts, user_id, number = services.facts, services.user_id, arguments.fact
    if arguments.verb == "confirm":
        return _told(await facts.confirm(user_id, number), "Confirmed", arguments)
    if arguments.verb == "share":
        return _told(await facts.share(user_id, number, None), "Known to all personas", arguments)
    frozen = arguments.verb == "freeze"
    changed = await facts.freeze(user_id, number, frozen=frozen)
    return _told(changed, "Frozen" if frozen else "No longer frozen", arguments)


async def until(arguments: argparse.Namespace, services: Services) -> Document:
    """Let a fact hold to the end of a day, here and now."""
    fact = await services.facts.until(services.user_id, arguments.fact, _end_of(arguments.day))
    return _told(fact, "Changed", arguments)


async def learning(arguments: argparse.Namespace, services: Services) -> Document:
    """Show or switch whether facts are learned from what the user says."""
    if arguments.state is not None:
        await services.facts.set_learning(services.user_id, on=arguments.state == "on")
    on = await services.facts.is_learning(services.user_id)
    if not arguments.json:
        say("Facts are learned from what you say." if on else "Nothing is learned from what you say.")
    return {"success": True, "learning": on}


def fact_document(fact: Fact) -> Mapping[str, Any]:
    """Return one fact."""
    return {
        "id": fact.id,
        "category": fact.category,
        "key": fact.key,
        "value": fact.value,
        "persona": fact.persona,
        "source_message_id": fact.source_message_id,
        "session_id": fact.session_id,
        "confirmed": fact.confirmed,
        "frozen": fact.frozen,
        "suggested": fact.suggested,
        "until": None if fact.until is None else moment(fact.until),
        "created_at": moment(fact.created_at),
        "updated_at": moment(fact.updated_at),
    }


def _earlier_document(earlier: EarlierFact) -> Mapping[str, Any]:
    return {
        "category": earlier.category,
        "key": earlier.key,
        "value": earlier.value,
        "source_message_id": earlier.source_message_id,
        "reason": earlier.reason,
        "replaced_at": moment(earlier.replaced_at),
    }


def _persona(arguments: argparse.Namespace, services: Services) -> str | None:
    word = arguments.persona
    return None if word is None else called(word, services.personas.list_personas())


def _told(fact: Fact, done: str, arguments: argparse.Namespace) -> Document:
    if not arguments.json:
        say(f"{done}: {_line(fact)}")
    return {"success": True, "fact": fact_document(fact)}


def _line(fact: Fact) -> str:
    """Return a fact in one line for people."""
    words = fact.key if fact.key.casefold() == fact.value.casefold() else f"{fact.key}: {fact.value}"
    marks = [mark for mark in ("suggested", "confirmed", "frozen") if getattr(fact, mark)]
    if fact.until is not None:
        marks.append(f"until the end of {last_day(fact.until)}")
    if fact.source_message_id is not None:
        marks.append(f"from message {fact.source_message_id}")
    return f"{fact.id}  {fact.category}  {words}  ({', '.join([fact.persona or 'everyone', *marks])})"


def _end_of(day: str) -> datetime | None:
    """Return the end of a day on this computer's calendar; None for never."""
    if day == "never":
        return None
    try:
        begins = datetime.combine(datetime.strptime(day, "%Y-%m-%d").date(), time.min)
        return (begins + timedelta(days=1)).astimezone()
    except (ValueError, OverflowError) as error:
        raise UserError("bad_fact_until", until=day) from error
