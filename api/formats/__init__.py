"""Ballot files as the world writes them: one module a format, one model for all of them.

`reading.read` finds out the format and returns a `BallotFile`; `writing.write` goes the other
way. Names of options stay as the file spells them.
"""
