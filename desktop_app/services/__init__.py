"""Use cases in plain async Python; what the window and the command line call."""
