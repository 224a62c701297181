"""How an answer was made."""
