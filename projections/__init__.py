"""Answers: pure folds of a ledger's events, and the questions asked of them.

A projection can be thrown away and rebuilt the same. It never asks the clock, and it reads the
store only to catch up.
"""
