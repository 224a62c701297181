"""The window at work: screens built, and wired to each other here and nowhere else."""
