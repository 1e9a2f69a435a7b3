"""Remembers: canonical bytes, the stores behind one port, and the one way to append."""
