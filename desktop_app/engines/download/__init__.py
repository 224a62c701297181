"""Fetches one file from an address that the user typed, and only from hosts that were allowed for it."""
