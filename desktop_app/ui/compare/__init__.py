"""Two versions of a message beside each other, with what changed between them."""
