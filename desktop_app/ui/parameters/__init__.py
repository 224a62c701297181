"""The parameters dialog: how the model of a session is to answer, and presets of that."""
