"""The smallest change that would have turned a result: exact, and each alone.

Votes, with everything else as it was; the share of the threshold; its base; the places; points.
Hypothetical, and proved minimal by the tests, which try every smaller change.
"""
