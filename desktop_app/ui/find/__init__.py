"""Find in session: a bar above the transcript, and what it finds in messages that may not be loaded."""
