"""One window for each data folder: a later start makes the first one's window come forward."""
