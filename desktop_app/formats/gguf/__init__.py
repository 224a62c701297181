"""GGUF model files: what their headers say, read without loading a model."""
