"""Replaying many ledgers: the work cut into parts, and who carries the parts out."""
