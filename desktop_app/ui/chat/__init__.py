"""The conversation in the middle of the window: its state and its doings; its views live in their own folders."""
