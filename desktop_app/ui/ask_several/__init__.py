"""Ask several: one question to two or three of what can answer, their answers side by side."""
