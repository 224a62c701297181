"""All keyboard shortcuts, read from what they belong to, in a dialog that can be searched."""
