"""Salvage: whatever can be read of a damaged chat file, brought into a fresh one; the damaged one is kept."""
