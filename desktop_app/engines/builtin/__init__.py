"""The built-in responder: answers by written rules, with neither model nor network."""

from desktop_app.engines.builtin.engine import BuiltinEngine

__all__ = ["BuiltinEngine"]
