"""Keeping a store: backups, restores, new epochs."""
