"""A message's text and what is stored with it: its hash and its words for the search index."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from desktop_app.domain.search_words import cjk_words


def text_columns(content: str) -> Mapping[str, Any]:
    """Return the columns that hold a message's text; they change together or not at all."""
    return {"content": content, "content_hash": content_hash(content), "cjk": cjk_words(content)}


def content_hash(content: str) -> bytes:
    """Return the hash by which a text damaged on the disk is told from the one that was stored."""
    return sha256(content.encode()).digest()
