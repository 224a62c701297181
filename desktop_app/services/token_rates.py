"""What was learned of the tokens of each model, kept across starts."""

from contextlib import suppress

from desktop_app.domain.engines import EngineChoice
from desktop_app.domain.errors import UserError
from desktop_app.domain.token_rates import USUAL, corrected, in_steps, learned
from desktop_app.store.marks import MarkStore

_MARK = "token_rates"
_MOST_MODELS = 64
_NOTICEABLE = 0.02


class TokenRates:
    """How many of a model's tokens one of ours is."""

    def __init__(self, marks: MarkStore) -> None:
        self._marks = marks
        self._rates: dict[str, float] | None = None
        self._stored: dict[str, float] = {}

    async def of(self, choice: EngineChoice) -> float:
        """Return the rate of what answers, in steps."""
        return in_steps((await self._known()).get(_key(choice), USUAL))

    async def learn(self, choice: EngineChoice, estimated: float, counted: float) -> None:
        """Take note of what an engine reported after an answer, where we estimated so much."""
        rates = await self._known()
        self._put(choice, learned(rates.get(_key(choice), USUAL), estimated, counted))
        await self._keep()

    async def correct(self, choice: EngineChoice, estimated: float, counted: float) -> None:
        """Believe at once what an engine counted of a prompt that we took for smaller."""
        rates = await self._known()
        self._put(choice, corrected(rates.get(_key(choice), USUAL), estimated, counted))

    def _put(self, choice: EngineChoice, rate: float) -> None:
        assert self._rates is not None  # noqa: S101  both callers have asked for them
        self._rates.pop(_key(choice), None)
        self._rates[_key(choice)] = rate
        if len(self._rates) > _MOST_MODELS:
            del self._rates[next(iter(self._rates))]

    async def _known(self) -> dict[str, float]:
        if self._rates is None:
            stored = (await self._marks.read(_MARK)).get(_MARK)
            found = stored if isinstance(stored, dict) else {}
            if self._rates is None:  # nobody else was quicker
                self._rates = {key: float(rate) for key, rate in found.items() if _makes_sense(rate)}
                self._stored = dict(self._rates)
        return self._rates

    async def _keep(self) -> None:
        """Store the rates where one has changed noticeably."""
        rates = dict(await self._known())
        stored = self._stored
        if any(abs(rate - stored.get(key, USUAL)) > _NOTICEABLE * rate for key, rate in rates.items()):
            with suppress(UserError):  # it is learned again
                await self._marks.write({_MARK: rates})
                self._stored = rates


def _makes_sense(rate: object) -> bool:
    return isinstance(rate, int | float) and not isinstance(rate, bool) and 0.1 < rate < 10


def _key(choice: EngineChoice) -> str:
    return " ".join((choice.name, choice.base_url, choice.model)).strip()
