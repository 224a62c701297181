"""Which program a server is, and what it tells of its models beyond the protocol: told by its answers alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from desktop_app.domain.servers import Program, ServerModel
from desktop_app.engines.openai.counting import window_of
from desktop_app.engines.openai.payloads import count_in, name_in, object_in
from desktop_app.engines.openai.sight import sees_as_told, talks
from desktop_app.engines.protocol import ModelInfo

Told = Mapping[str, Mapping[str, Any]]
"""What a server answered, by the path that was asked; what it did not answer is missing."""

OLLAMA_VERSION = "/api/version"
LLAMA_PROPS = "/props"
LM_STUDIO_MODELS = "/api/v0/models"
PLAIN_VERSION = "/version"
WEBUI_MODEL = "/v1/internal/model/info"
LOCAL_AI_GUIDE = "/.well-known/localai.json"
LOCAL_AI_SYSTEM = "/system"
PATHS = (
    OLLAMA_VERSION,
    LLAMA_PROPS,
    LM_STUDIO_MODELS,
    PLAIN_VERSION,
    WEBUI_MODEL,
    LOCAL_AI_GUIDE,
    LOCAL_AI_SYSTEM,
)
"""What tells programs apart, below the address without its /v1."""
_OWNERS = {
    "llamacpp": Program.LLAMA_SERVER,
    "vllm": Program.VLLM,
    "humanity": Program.GPT4ALL,
    "library": Program.OLLAMA,
    "organization_owner": Program.LM_STUDIO,
}
"""Who models belong to, in the lists of programs that have a word of their own for it."""
_MORE = {
    "llamacpp": (LLAMA_PROPS,),
    "vllm": (PLAIN_VERSION,),
    "humanity": (),
    "library": (OLLAMA_VERSION,),
    "organization_owner": (LM_STUDIO_MODELS,),
}


def paths_for(models: Sequence[ModelInfo]) -> tuple[str, ...]:
    """Return what to ask a server that lists these models: of a program that told itself, only what else it knows."""
    owners = {str(model.details.get("owned_by")) for model in models}
    return _MORE.get(owners.pop(), PATHS) if len(owners) == 1 else PATHS


def program_of(models: Sequence[ModelInfo], told: Told, usual: Program) -> Program:
    """Return the program that answers so; `usual` where nothing tells it."""
    owners = {str(model.details.get("owned_by")) for model in models}
    if "default_generation_settings" in told.get(LLAMA_PROPS, {}):
        return Program.LLAMA_SERVER
    if isinstance(told.get(LM_STUDIO_MODELS, {}).get("data"), list):
        return Program.LM_STUDIO
    if {"endpoints", "version"} <= told.get(LOCAL_AI_GUIDE, {}).keys() or "backends" in told.get(LOCAL_AI_SYSTEM, {}):
        return Program.LOCAL_AI
    if "model_name" in told.get(WEBUI_MODEL, {}):
        return Program.TEXT_GENERATION_WEBUI
    for owner, program in _OWNERS.items():
        if owner in owners:
            return program
    return Program.OLLAMA if not models and "version" in told.get(OLLAMA_VERSION, {}) else usual


def version_of(program: Program, told: Told) -> str:
    """Return the version that the program says it has."""
    place = {
        Program.OLLAMA: (OLLAMA_VERSION, "version"),
        Program.LLAMA_SERVER: (LLAMA_PROPS, "build_info"),
        Program.VLLM: (PLAIN_VERSION, "version"),
        Program.LOCAL_AI: (LOCAL_AI_GUIDE, "version"),
    }.get(program)
    return "" if place is None else name_in(told.get(place[0], {}).get(place[1])) or ""


def models_of(models: Sequence[ModelInfo], told: Told) -> tuple[ServerModel, ...]:
    """Return the models that can be talked to, with what is known of each."""
    entries = told.get(LM_STUDIO_MODELS, {}).get("data")
    beside = {each.get("id"): each for each in map(object_in, entries)} if isinstance(entries, list) else {}
    found = []
    for listed in models:
        model = ModelInfo(listed.id, {**listed.details, **beside.get(listed.id, {})})
        if talks(model):
            state = model.details.get("state")
            found.append(
                ServerModel(
                    listed.id,
                    context_tokens=window_of(_with_loaded(model, told.get(LLAMA_PROPS, {}))),
                    sees=_sees(model, told.get(LLAMA_PROPS, {})),
                    loaded=state == "loaded" if isinstance(state, str) else None,
                )
            )
    return tuple(found)


def _with_loaded(model: ModelInfo, props: Mapping[str, Any]) -> ModelInfo:
    """Return a model with what llama-server says is loaded, which may be less than what was trained."""
    loaded = count_in(object_in(props.get("default_generation_settings")).get("n_ctx"))
    return ModelInfo(model.id, {**model.details, "meta": {"n_ctx": loaded}}) if loaded else model


def _sees(model: ModelInfo, props: Mapping[str, Any]) -> bool | None:
    modalities = props.get("modalities")
    return sees_as_told(ModelInfo(model.id, {"modalities": modalities, **model.details}))
