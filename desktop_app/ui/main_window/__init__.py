"""The window: sidebar at the left; header, transcript, notices and composer at the right."""
