"""All services together, as the composition root hands them out."""

from dataclasses import dataclass

from desktop_app.domain.settings import Settings
from desktop_app.services.about import AboutService
from desktop_app.services.affinity import AffinityService
from desktop_app.services.attachments import AttachmentService
from desktop_app.services.backup import BackupService
from desktop_app.services.changes import ChangeService
from desktop_app.services.chat import ChatService
from desktop_app.services.checkup import CheckupService
from desktop_app.services.choosing import ChoosingService
from desktop_app.services.composing import ComposingService
from desktop_app.services.engines import EngineService
from desktop_app.services.export import ExportService
from desktop_app.services.fact_suggestions import FactSuggestions
from desktop_app.services.facts import FactService
from desktop_app.services.formulas import FormulaService
from desktop_app.services.learning import Learning
from desktop_app.services.login_start import LoginStart
from desktop_app.services.models import ModelService
from desktop_app.services.network import NetworkService
from desktop_app.services.personas import PersonaService
from desktop_app.services.previews import PreviewService
from desktop_app.services.receipts import ReceiptService
from desktop_app.services.remembered_sessions import RememberedSessions
from desktop_app.services.removal import RemovalService
from desktop_app.services.retention import RetentionService
from desktop_app.services.search import SearchService
from desktop_app.services.servers import ServerService
from desktop_app.services.session_engines import SessionEngineService
from desktop_app.services.sessions import SessionService
from desktop_app.services.settings import PreferenceService
from desktop_app.services.shelves import ShelfService
from desktop_app.services.summaries import SummaryService
from desktop_app.services.turns import TurnService
from desktop_app.services.undo import UndoService
from desktop_app.services.versions import VersionService


@dataclass(frozen=True, slots=True)
class Services:
    """What the window and the command line work with."""

    settings: Settings
    sessions: SessionService
    shelves: ShelfService
    chat: ChatService
    versions: VersionService
    turns: TurnService
    composing: ComposingService
    personas: PersonaService
    affinity: AffinityService
    engines: EngineService
    choosing: ChoosingService
    session_engines: SessionEngineService
    retention: RetentionService
    removal: RemovalService
    undo: UndoService
    search: SearchService
    changes: ChangeService
    export: ExportService
    backup: BackupService
    checkup: CheckupService
    formulas: FormulaService
    attachments: AttachmentService
    preferences: PreferenceService
    servers: ServerService
    models: ModelService
    previews: PreviewService
    summaries: SummaryService
    receipts: ReceiptService
    learning: Learning
    about: AboutService
    network: NetworkService
    login_start: LoginStart

    @property
    def facts(self) -> FactService:
        """What is known of the user."""
        return self.learning.facts

    @property
    def suggestions(self) -> FactSuggestions:
        """What a model thinks should be known, too."""
        return self.learning.suggestions

    @property
    def user_id(self) -> str:
        """Whose sessions are shown."""
        return self.settings.user

    def remembered_sessions(self) -> RememberedSessions:
        """Return what other programs talk with: sessions whose facts and affinity come along by themselves."""
        return RememberedSessions(self.user_id, self.sessions, self.chat, self.affinity, self.session_engines)
