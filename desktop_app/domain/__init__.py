"""Values and rules of Parley; knows the standard library alone."""
