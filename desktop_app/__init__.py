"""Parley: an offline desktop chat client for one person on one computer."""

__version__ = "0.1.0"
