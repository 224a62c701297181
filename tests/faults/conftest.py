"""Services to break things under."""

from tests.services.conftest import clock, engine, opening, script, services

__all__ = ["clock", "engine", "opening", "script", "services"]
