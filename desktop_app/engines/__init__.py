"""Engines: what answers. Each module here is one way of making an answer."""
