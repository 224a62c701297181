"""Notices: one plain sentence above the composer, never in the way."""
