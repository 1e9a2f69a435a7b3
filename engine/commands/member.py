"""Commands of this noun."""
