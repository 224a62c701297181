"""The engines' part of the composition root: how each is made, when it is first asked for."""

from desktop_app.domain.engines import EngineChoice
from desktop_app.engines.protocol import Engine
from desktop_app.paths import resource
from desktop_app.services.access import Access
from desktop_app.services.engines import EngineMaker
from desktop_app.store.database import Database

# What an engine needs is imported by the one who makes it: most starts use one of them.


def engine_makers(access: Access, database: Database | None = None) -> dict[str, EngineMaker]:
    """Return how to make each engine, by the names that settings use; servers are asked as `access` permits.

    Without a `database` there is nothing to remember.
    """

    def builtin(_choice: EngineChoice) -> Engine:
        from desktop_app.engines.builtin import BuiltinEngine
        from desktop_app.services.recollection import Recollection
        from desktop_app.services.resources import load_responder_rules

        history = Recollection(database, access.settings.user) if database is not None else None
        return BuiltinEngine(load_responder_rules(resource("responder")), history)

    def openai(choice: EngineChoice) -> Engine:
        from desktop_app.engines.openai.client import OpenAIEngine

        return OpenAIEngine(choice.base_url, allowed_hosts=access.hosts)

    return {"builtin": builtin, "openai": openai, "scripted": _scripted}


def _scripted(_choice: EngineChoice) -> Engine:
    from desktop_app.engines.scripted import ScriptedEngine

    return ScriptedEngine.echo()
