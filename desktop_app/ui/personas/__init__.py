"""The personas page: who can answer, looked at, written, brought in and taken along."""
