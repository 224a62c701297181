"""The persona picker: who answers from now on."""
