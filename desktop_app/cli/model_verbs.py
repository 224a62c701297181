"""The commands about model files."""

import argparse
import sys
from contextlib import aclosing
from pathlib import Path

from desktop_app.cli.model_documents import model_document, model_facts, model_line, shown_bytes, trouble_document
from desktop_app.cli.output import Document, say, say_beside
from desktop_app.domain.model_files import Fit, FoundModels, ModelFile
from desktop_app.services.services import Services


async def list_models(arguments: argparse.Namespace, services: Services) -> Document:
    """List the models on this computer."""
    return await _listed(arguments, services, await services.models.look())


async def inspect(arguments: argparse.Namespace, services: Services) -> Document:
    """Show what a model file says of itself, and whether it fits into memory."""
    model = await services.models.called(arguments.model)
    fits = await _fit(arguments, services, model)
    if not arguments.json:
        for name, fact in model_facts(model, fits):
            say(f"{name}: {fact}")
    return {"success": True, **model_document(model, fits), "chat_template": model.header.chat_template}


async def checksum(arguments: argparse.Namespace, services: Services) -> Document:
    """Compute the SHA-256 of a model file."""
    model = await services.models.called(arguments.model)
    file = next((part for part in model.parts if part.name == _path(arguments.model).name), model.path)
    told, sha256, size = "", "", 0
    async with aclosing(services.models.sha256(file)) as progress:
        async for each in progress:
            sha256, size = each.sha256, each.total
            if sys.stderr.isatty() and not arguments.json:
                told = f"\r{each.done * 100 // max(each.total, 1)} %"
                sys.stderr.write(told)
    if told:
        sys.stderr.write("\r     \r")
    if not arguments.json:
        say(f"{sha256}  {file}")
    return {"success": True, "path": str(file), "size": size, "sha256": sha256}


async def add(arguments: argparse.Namespace, services: Services) -> Document:
    """Remember a file, or look into a folder, from now on; what is in it stays where it is."""
    path = _path(arguments.path)
    if path.is_dir():
        return await _listed(arguments, services, await services.models.add_folder(path))
    model = await services.models.add(path)
    return await _listed(arguments, services, FoundModels((model,), ()))


async def forget(arguments: argparse.Namespace, services: Services) -> Document:
    """Look no more for a file or folder that was added; it is not deleted."""
    path = _path(arguments.path)
    await services.models.forget(path)
    if not arguments.json:
        say("Forgotten; the files are as they were.")
    return {"success": True, "path": str(path)}


def _path(words: str) -> Path:
    return Path(words).expanduser().absolute()


async def _listed(arguments: argparse.Namespace, services: Services, found: FoundModels) -> Document:
    fits = [await _fit(arguments, services, model) for model in found.files]
    if not arguments.json:
        for model, each in zip(found.files, fits, strict=True):
            say(model_line(model, each))
            say(f"    {model.path}")
        if not found.files:
            say("No models. Other programs' folders were looked into; add one of yours with: parley models add PATH")
        else:
            say(f"Free memory: {shown_bytes(fits[0].available)}")
        for trouble in found.troubles:
            say_beside(f"{trouble.program}, {trouble.folder}: {trouble.what}")
    return {
        "success": True,
        "models": [model_document(model, each) for model, each in zip(found.files, fits, strict=True)],
        "count": len(found.files),
        "problems": [trouble_document(each) for each in found.troubles],
    }


async def _fit(arguments: argparse.Namespace, services: Services, model: ModelFile) -> Fit:
    """Return whether a model fits with the context that was asked for, else with as much as is sent to servers."""
    asked = getattr(arguments, "context", None) or int(services.settings.engine.context_tokens)
    return await services.models.fit(model, min(asked, model.header.context_tokens or asked))
