"""Readers and writers: bytes in, domain values out."""
