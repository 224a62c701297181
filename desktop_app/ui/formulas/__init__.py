"""Formulas as pictures in the colours and size of the text around them; imported after the first paint."""
