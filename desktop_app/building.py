"""All services, each built by calling its constructor, from the store upwards; imported after the first paint."""

import asyncio
import sys
from functools import partial
from importlib.util import find_spec

from desktop_app.domain.affinity import AffinityRules
from desktop_app.domain.clock import Clock
from desktop_app.domain.personas import Persona
from desktop_app.formats.formulas.process import FormulaProcess
from desktop_app.paths import is_portable, login_file, others_models, own_command, part, resource
from desktop_app.services.about import AboutService
from desktop_app.services.access import Access
from desktop_app.services.affinity import AffinityService
from desktop_app.services.attachments import AttachmentService
from desktop_app.services.backup import BackupService
from desktop_app.services.changes import ChangeService
from desktop_app.services.chat import ChatService
from desktop_app.services.checkup import CheckupService
from desktop_app.services.choosing import ChoosingService
from desktop_app.services.composing import ComposingService
from desktop_app.services.engines import EngineService
from desktop_app.services.exchange import Exchanges
from desktop_app.services.export import ExportService
from desktop_app.services.fact_suggestions import FactSuggestions
from desktop_app.services.facts import FactService
from desktop_app.services.formulas import FormulaService
from desktop_app.services.known_personas import KnownPersonas
from desktop_app.services.ladder import Ladder
from desktop_app.services.learning import Learning
from desktop_app.services.lifetimes import LifetimeService
from desktop_app.services.login_start import LoginStart, Wish, agent_file, autostart_file
from desktop_app.services.models import ModelService
from desktop_app.services.network import NetworkService
from desktop_app.services.persona_drafts import PersonaDraftService
from desktop_app.services.personas import PersonaService
from desktop_app.services.previews import PreviewService
from desktop_app.services.prompt_files import PromptFiles
from desktop_app.services.prompts import PromptService
from desktop_app.services.receipts import ReceiptService
from desktop_app.services.remembering import Remembering
from desktop_app.services.removal import RemovalService
from desktop_app.services.resources import load_affinity_rules, load_fact_languages, load_personas
from desktop_app.services.retention import RetentionService
from desktop_app.services.search import SearchService
from desktop_app.services.servers import ServerService
from desktop_app.services.services import Services
from desktop_app.services.session_engines import SessionEngineService
from desktop_app.services.sessions import SessionService
from desktop_app.services.shelves import ShelfService
from desktop_app.services.shown_leaves import ShownLeaves
from desktop_app.services.summaries import SummaryService
from desktop_app.services.token_rates import TokenRates
from desktop_app.services.turns import TurnService
from desktop_app.services.undo import UndoService
from desktop_app.services.versions import VersionService
from desktop_app.services.windows import Windows
from desktop_app.store.attachments import AttachmentStore
from desktop_app.store.database import Database
from desktop_app.store.drafts import DraftStore
from desktop_app.store.marks import MarkStore
from desktop_app.store.messages import MessageStore
from desktop_app.store.persona_drafts import PersonaDraftStore
from desktop_app.store.personas import PersonaStore
from desktop_app.store.receipts import ReceiptStore
from desktop_app.store.sessions import SessionStore
from desktop_app.store.summaries import SummaryStore
from desktop_app.store.turns import TurnStore

_Stores = tuple[SessionStore, MessageStore, TurnStore, ShownLeaves]


async def build(access: Access, clock: Clock, database: Database, engines: EngineService) -> Services:
    """Return the services that work on `database`."""
    known, undo, personas, affinity, facts, learning = await _people(access, database, engines, clock)
    (store, messages, turns, shown), sessions, retention = await _kept(access, database, known, undo, personas, clock)
    prompts, exchanges = _prompts(access, database, messages, facts, personas, affinity, clock)
    servers, models, choosing, previews = _choosing(access, database, known, engines, sessions, prompts, clock)
    return Services(
        settings=access.settings,
        sessions=sessions,
        shelves=ShelfService(database, access.settings.sessions, undo, clock),
        chat=ChatService(sessions, messages, turns, exchanges, engines, choosing, prompts, shown, learning, clock),
        versions=VersionService(database),
        turns=TurnService(database, sessions, undo, clock),
        composing=ComposingService(database, engines, choosing, prompts),
        personas=personas,
        affinity=affinity,
        engines=engines,
        choosing=choosing,
        session_engines=SessionEngineService(database, engines, undo, clock),
        retention=retention,
        removal=RemovalService(database, undo, clock),
        search=SearchService(database, personas),
        undo=undo,
        changes=ChangeService(database, messages, known),
        export=ExportService(store, messages, AttachmentStore(database), ReceiptStore(database), personas, clock),
        backup=BackupService(database, known, clock, access.settings_file),
        checkup=CheckupService(database, MarkStore(database), clock),
        formulas=FormulaService(FormulaProcess(part("formulas"))),
        attachments=AttachmentService(database, clock),
        preferences=access.preferences,
        servers=servers,
        models=models,
        previews=previews,
        summaries=SummaryService(previews, messages, SummaryStore(database), learning.suggestions, clock),
        receipts=ReceiptService(database, engines, personas, facts, models.sha256),
        learning=learning,
        about=AboutService(resource(""), access.paths.data),
        network=NetworkService(access.guard),
        login_start=LoginStart(_wish(), own_command(access.paths), portable=is_portable()),
    )


def _wish() -> Wish:
    """Return where this desktop keeps what it starts at login."""
    if sys.platform == "win32":
        from desktop_app.services.login_start import RegistryWish

        return RegistryWish()
    return (agent_file if sys.platform == "darwin" else autostart_file)(login_file())


async def _kept(
    access: Access,
    database: Database,
    known: KnownPersonas,
    undo: UndoService,
    personas: PersonaService,
    clock: Clock,
) -> tuple[_Stores, SessionService, RetentionService]:
    """Return what keeps sessions and what lets them go, once it took note of what happened since Parley last ran."""
    settings = access.settings.sessions
    store, messages, shown = SessionStore(database), MessageStore(database), ShownLeaves()
    lifetimes = LifetimeService(MarkStore(database), known, settings)
    retention = RetentionService(database, undo, lifetimes, settings, clock)
    await retention.begin()
    await messages.interrupt_abandoned()
    drafts = DraftStore(database)
    sessions = SessionService(store, messages, drafts, personas, undo, lifetimes, shown, settings, clock)
    return (store, messages, TurnStore(database), shown), sessions, retention


def _choosing(
    access: Access,
    database: Database,
    known: KnownPersonas,
    engines: EngineService,
    sessions: SessionService,
    prompts: PromptService,
    clock: Clock,
) -> tuple[ServerService, ModelService, ChoosingService, PreviewService]:
    """Return what finds engines, what decides between them, and what shows beforehand what they will be told."""
    servers = ServerService(access, access.settings.engine)
    paths = access.paths
    models = ModelService(others_models, paths.models, paths.model_notes, access.preferences, guard=access.guard)
    # Without llama.cpp, which one need not install, a model file is no use.
    loadable = models if find_spec("xllamacpp") is not None else None
    ladder, marks = Ladder(engines, servers, loadable), MarkStore(database)
    choosing = ChoosingService(engines, ladder, marks, engine_of=known.engine_of)
    return servers, models, choosing, PreviewService(sessions, engines, choosing, prompts, clock)


async def _people(
    access: Access, database: Database, engines: EngineService, clock: Clock
) -> tuple[KnownPersonas, UndoService, PersonaService, AffinityService, FactService, Learning]:
    """Return who can answer, what takes back changes of them, and what knows the user and learns more."""
    shipped, rules = await asyncio.to_thread(_resources)
    store = PersonaStore(database)
    known = KnownPersonas(shipped, store, access.settings.user, clock)
    await known.load()
    undo = UndoService(database, known, clock)
    drafts = PersonaDraftService(known, PersonaDraftStore(database), clock)
    personas = PersonaService(known, store, drafts, undo, clock)
    facts = FactService(database, partial(load_fact_languages, resource("memory")), undo, clock)
    learning = Learning(facts, FactSuggestions(facts, engines, clock, on=access.settings.memory.suggestions))
    return known, undo, personas, AffinityService(database, rules, personas, undo, clock), facts, learning


def _resources() -> tuple[list[Persona], AffinityRules]:
    return load_personas(resource("personas")), load_affinity_rules(resource("affinity.yaml"))


def _prompts(
    access: Access,
    database: Database,
    messages: MessageStore,
    facts: FactService,
    personas: PersonaService,
    affinity: AffinityService,
    clock: Clock,
) -> tuple[PromptService, Exchanges]:
    files, rates = PromptFiles(AttachmentStore(database)), TokenRates(MarkStore(database))
    windows, summaries = Windows(access.settings.engine), SummaryStore(database)
    prompts = PromptService(messages, files, personas, windows, rates, summaries, Remembering(facts, affinity), clock)
    return prompts, Exchanges(messages, affinity, prompts, clock)
