"""An engine's script that a test writes as it goes."""

from desktop_app.domain.engine_requests import EngineRequest
from desktop_app.engines.scripted import Reply, Step


class Script:
    """Echoes, unless told what the next answer is."""

    def __init__(self) -> None:
        self._next: list[Reply] = []

    def next(self, *steps: Step) -> None:
        self._next.append(steps)

    def __call__(self, request: EngineRequest) -> Reply:
        if self._next:
            return self._next.pop(0)
        words = request.turns[-1].content.split(" ")
        return ["You said:", *(f" {word}" for word in words)]
