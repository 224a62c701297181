"""Markdown as blocks that widgets can show; imported after the first paint."""
