"""Decides, remembers, counts: everything that must be the same on every replay."""
