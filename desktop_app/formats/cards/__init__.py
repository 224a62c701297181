"""Character cards and lorebooks: files of other programs, read with care and written back without loss."""
