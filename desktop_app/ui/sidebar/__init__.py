"""The sidebar: the sessions, a search field, and who is using the window."""
