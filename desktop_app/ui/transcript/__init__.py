"""The transcript: what was said in the open session, as rows that are made again for whatever is in sight."""
