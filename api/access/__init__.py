"""Doors and keys: who is at the door, and what they may do there.

Who somebody is (accounts, sessions, codes, tokens) is kept here, beside the ledgers and never in
them. What somebody may do is said by the ledger itself: actors are admitted with roles by events,
so an auditor can ask years later who could do what. `policy` is the one table between the two.
"""
