"""Search: what was found, in the sidebar's place for sessions, and the way from a hit to where it was said."""
