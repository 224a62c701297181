"""A clock that a test moves."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Stands still until told otherwise."""

    def __init__(self, moment: datetime = datetime(2026, 5, 4, 12, tzinfo=UTC)) -> None:
        self.moment = moment
        self.passed = timedelta(0)

    def now(self) -> datetime:
        return self.moment

    def steady(self) -> timedelta:
        return self.passed

    def advance(self, **units: float) -> None:
        """Let time pass, which both clocks show."""
        self.moment += timedelta(**units)
        self.passed += timedelta(**units)

    def jump(self, **units: float) -> None:
        """Set the wall clock wrong by so much."""
        self.moment += timedelta(**units)
