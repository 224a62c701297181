"""llama.cpp in a process of its own: loads a model file and answers from it, without a network.

Nothing is imported here: the process itself is part of this package, and needs little of it.
"""
