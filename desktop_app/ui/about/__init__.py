"""The About dialog: which Parley this is, and whose work is in it."""
