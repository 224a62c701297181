"""The pictures and texts that are attached to messages."""
