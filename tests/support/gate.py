"""Holds back what somebody is waiting for, so that something else happens first."""

import asyncio
from typing import Any

import pytest


class Gate:
    """Stands behind one method: what its first call returned is held back until the gate is opened."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self._opened = asyncio.Event()

    def open(self) -> None:
        """Let what is held back go on."""
        self._opened.set()

    async def wait(self) -> None:
        """Hold back who comes first; those after it pass."""
        if not self.reached.is_set():
            self.reached.set()
            await self._opened.wait()


def held_back(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> Gate:
    """Put a gate behind an asynchronous method."""
    gate, method = Gate(), getattr(owner, name)

    async def slow(*words: Any, **named: Any) -> Any:
        result = await method(*words, **named)
        await gate.wait()
        return result

    monkeypatch.setattr(owner, name, slow)
    return gate
