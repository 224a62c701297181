"""What this process did towards a network, in the window."""
