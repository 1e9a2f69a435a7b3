"""Counting rules: pure, exact, versioned.

A *tally* takes ballots in and out; a *count* is tally + parameters + tie ladder -> outcome.
`engine.rules.catalogue` lists every rule; a rule once released is never edited, a new
version is added beside it.
"""
