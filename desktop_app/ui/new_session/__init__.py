"""The New session dialog: a name if one likes, a persona, and whether it is temporary."""
