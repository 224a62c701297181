"""What the clean-up asks: notices with two buttons, and nothing happens without a yes."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.domain.clock import Reading
from desktop_app.domain.clock_guard import LARGEST_DRIFT, drift
from desktop_app.domain.sessions import Session
from desktop_app.services.retention import PruneReport
from desktop_app.ui.clean_up.review import ReviewDialog
from desktop_app.ui.clean_up.work import CleanUp
from desktop_app.ui.dates import day_in_words
from desktop_app.ui.offers import Offers


class CleanUpQuestions(QObject):
    """Asks each question once in a run of the window; one that nobody answers is asked again at the next start."""

    def __init__(
        self,
        clean_up: CleanUp,
        offers: Offers,
        is_open: Callable[[str], bool],
        user_id: str,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._clean_up = clean_up
        self._offers = offers
        self._is_open = is_open
        self._user_id = user_id
        self._window = window
        self._clock_notice: int | None = None
        self._asked: Reading | None = None
        self._held_asked: set[str] = set()
        self._told: set[str] = set()
        clean_up.doubted.connect(self._on_doubted)
        clean_up.settled.connect(self._on_settled)
        clean_up.held.connect(self._on_held)
        clean_up.time_up.connect(self._on_time_up)

    @Slot(object, object)
    def _on_doubted(self, now: Reading, last_ran: datetime | None) -> None:
        if self._asked is not None and abs(drift(self._asked, now)) <= LARGEST_DRIFT:
            return
        self._withdraw()
        self._asked = now
        words = self.tr("Is today {day}? The computer's clock was changed. Until you answer, no session expires.")
        if last_ran is not None:
            words = self.tr("Is today {day}? Parley last ran on {last}. Until you answer, no session expires.")
            words = words.replace("{last}", day_in_words(last_ran))
        self._clock_notice = self._offers.ask(
            words.replace("{day}", day_in_words(now.wall)),
            {self.tr("Yes"): partial(self._clean_up.believe, now), self.tr("No, not now"): self._withdraw},
        )

    @Slot()
    def _on_settled(self) -> None:
        self._withdraw()
        self._asked = None

    @Slot(object)
    def _on_held(self, report: PruneReport) -> None:
        ids = {session.id for session in report.held}
        if ids <= self._held_asked:
            return
        self._held_asked |= ids
        if report.many:
            words = self.tr("{count} of {all} sessions have expired. They go to the trash only if you say so.")
        else:
            words = self.tr("By the lowered settings {count} more sessions have expired. They stay until you say so.")
        words = words.replace("{count}", str(len(ids))).replace("{all}", str(report.kept))
        move = self.tr("Move {count}").replace("{count}", str(len(ids)))
        self._offers.ask(
            words, {self.tr("Review…"): partial(self._review, report), move: partial(self._clean_up.move, report)}
        )

    @Slot(object)
    def _on_time_up(self, session: Session) -> None:
        if session.id in self._told or not session.message_count or not self._is_open(session.id):
            return
        self._told.add(session.id)
        words = self.tr("“{name}” expires now. It goes to the trash when it is no longer open.")
        self._offers.ask(
            words.replace("{name}", session.shown_name), {self.tr("Keep"): partial(self._clean_up.keep, session.id)}
        )

    def _review(self, report: PruneReport) -> None:
        mine = [session for session in report.held if session.user_id == self._user_id]
        dialog = ReviewDialog(
            [(session.shown_name, session.last_activity_at) for session in mine], len(report.held), self._window
        )
        dialog.accepted.connect(partial(self._clean_up.move, report))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _withdraw(self) -> None:
        if self._clock_notice is not None:
            self._offers.withdraw(self._clock_notice)
            self._clock_notice = None
