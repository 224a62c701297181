"""The command that lists what can answer."""

import argparse

from desktop_app.cli.choice_verbs import chosen_document
from desktop_app.cli.output import Document, say
from desktop_app.domain.choosing import BUILTIN, LLAMA, OPENAI
from desktop_app.domain.choosing_sentences import climb_words
from desktop_app.domain.model_files import ModelFile
from desktop_app.domain.servers import FoundServer, Health
from desktop_app.services.services import Services


async def list_engines(arguments: argparse.Namespace, services: Services) -> Document:
    """List what can answer: the built-in responder, model files, and servers that were found or named."""
    offered = services.engines.names()
    documents: list[Document] = [{"name": BUILTIN, "ready": True}]
    if LLAMA in offered:
        models = [model for model in await services.models.files() if model.usable]
        documents.append({"name": LLAMA, "ready": bool(models), "models": [_model_document(each) for each in models]})
    documents += [_server_document(each) for each in await services.servers.found()]
    chosen = await services.choosing.chosen(services.user_id)
    if not arguments.json:
        for document in documents:
            say(_line(document))
        if hosts := services.servers.allowed():
            say(f"Allowed besides this computer: {', '.join(hosts)}. To take one back: parley engines disallow HOST")
        say(climb_words(chosen.climb) if chosen.climb is not None else f"The settings choose {chosen.choice.name}.")
    return {"success": True, "engines": documents, "count": len(documents), "chosen": chosen_document(chosen)}


def _model_document(model: ModelFile) -> Document:
    return {"name": model.name, "path": str(model.path), "context_length": model.header.context_tokens or None}


def _server_document(server: FoundServer) -> Document:
    return {
        "name": OPENAI,
        "ready": server.health is Health.READY,
        "base_url": server.base_url,
        "program": server.program.value,
        "version": server.version or None,
        "health": server.health.value,
        "problem": None if server.problem is None else server.problem.message,
        "models": [{"name": each.name, "context_length": each.context_tokens} for each in server.models],
    }


def _line(document: Document) -> str:
    if document["name"] == BUILTIN:
        return "builtin  the built-in responder, which needs no model"
    models = ", ".join(each["name"] for each in document["models"])
    if document["name"] == LLAMA:
        return f"llama    {models or 'no model files; see: parley models list'}"
    about = document["problem"] or models or "no models"
    return f"openai   {document['program']} at {document['base_url']}: {about}"
