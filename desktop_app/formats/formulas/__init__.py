"""Formulas drawn as pictures, in a process of their own: some would take for ever, and a process can be ended."""
