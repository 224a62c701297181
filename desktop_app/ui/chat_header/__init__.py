"""The line above the transcript: which session, who answers, with what."""
