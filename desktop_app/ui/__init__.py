"""The window; the only place, with the composition root, that knows Qt."""
