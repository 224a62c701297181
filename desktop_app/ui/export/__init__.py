"""Sessions taken out of Parley, as files."""
