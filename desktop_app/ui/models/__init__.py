"""The model page: what can answer on this computer, and what is chosen of that."""
