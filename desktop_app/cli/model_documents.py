"""Models as the command line prints them: as JSON, and in lines for people."""

from collections.abc import Iterator

from desktop_app.cli.output import Document
from desktop_app.domain.attachments import shown_size
from desktop_app.domain.model_files import Fit, FolderTrouble, ModelFile


def model_document(model: ModelFile, fit: Fit) -> Document:
    """Return a model, and whether it fits into memory."""
    said = model.header
    return {
        "name": model.name,
        "names": list(model.names),
        "path": str(model.path),
        "parts": [str(part) for part in model.parts],
        "projector": None if model.projector is None else str(model.projector),
        "found_in": list(model.found_in),
        "size": model.size,
        "sha256": model.sha256 or None,
        "usable": model.usable,
        "problem": model.problem or None,
        "kind": said.kind.value,
        "title": said.name or None,
        "architecture": said.architecture,
        "parameters": said.parameters,
        "quantisation": said.quantisation,
        "context_length": said.context_tokens,
        "layers": said.layers,
        "heads": said.heads,
        "kv_heads": said.kv_heads,
        "embedding": said.embedding,
        "vocabulary": said.vocabulary,
        "licence": said.licence or None,
        "thinks": said.thinks,
        "uses_tools": said.uses_tools,
        "sees": model.sees,
        "fit": _fit_document(fit),
    }


def trouble_document(trouble: FolderTrouble) -> Document:
    """Return a folder that could not be looked through."""
    return {"program": trouble.program, "folder": str(trouble.folder), "problem": trouble.what}


def model_line(model: ModelFile, fit: Fit) -> str:
    """Return a model in one line for people."""
    said = model.header
    facts = [_parameters(said.parameters), said.quantisation, shown_bytes(model.size)]
    verdict = model.problem or (fit.verdict.value if model.usable else f"not for chat: {said.kind.value}")
    places = f"  ({', '.join(model.found_in)})" if model.found_in else ""
    return f"{_plain(model.name)}  {', '.join(filter(None, facts))}: {verdict}{places}"


def model_facts(model: ModelFile, fit: Fit) -> Iterator[tuple[str, str]]:
    """Yield what there is to say of a model, with its name, line by line for people."""
    said = model.header
    can = {"thinks aloud": said.thinks, "uses tools": said.uses_tools, "sees": model.sees}
    facts = {
        "name": model.name,
        "title": said.name,
        "file": str(model.path),
        "parts": str(len(model.parts) or ""),
        "projector": str(model.projector or ""),
        "size": shown_bytes(model.size),
        "kind": said.kind.value,
        "problem": model.problem,
        "architecture": said.architecture,
        "parameters": _parameters(said.parameters),
        "quantisation": said.quantisation,
        "context": f"{said.context_tokens} tokens" if said.context_tokens else "",
        "layers": f"{said.layers}, with {said.heads} heads and {said.kv_heads} for keys and values",
        "vocabulary": str(said.vocabulary or ""),
        "licence": said.licence,
        "abilities": ", ".join(name for name, has in can.items() if has),
        "sha256": model.sha256,
        "memory": _fit_words(fit),
    }
    yield from ((name, _plain(fact)) for name, fact in facts.items() if fact)


def shown_bytes(count: int | None) -> str:
    """Return a number of bytes as people say it."""
    return "unknown" if count is None else shown_size(count)


def _fit_document(fit: Fit) -> Document:
    return {
        "verdict": fit.verdict.value,
        "needed": fit.needed,
        "available": fit.available,
        "context_tokens": fit.context_tokens,
        "largest_context": fit.largest_context,
    }


def _fit_words(fit: Fit) -> str:
    words = f"{fit.verdict.value}: needs {shown_bytes(fit.needed)} with {fit.context_tokens} tokens of context"
    if fit.available is None:
        return words
    most = f"{fit.largest_context} tokens" if fit.largest_context else "not even the smallest context"
    return f"{words}, and {shown_bytes(fit.available)} are free, for {most}"


def _parameters(count: int) -> str:
    """Return a number of parameters as models are named by it: 7.6 B, 350 M."""
    if count >= 10**9:
        return f"{count / 10**9:.1f} B"
    return f"{count / 10**6:.0f} M" if count >= 10**6 else str(count or "")


def _plain(text: str) -> str:
    """Return what a file says of itself without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
