"""The clean-up while the window is open: its timer, what it asks, and the list to look at first."""
