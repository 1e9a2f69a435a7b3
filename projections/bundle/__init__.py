"""The audit bundle: one ledger with everything that is needed to check it, as a file.

`export` writes one, `verify` reads one; both follow the one order of `layout`. Which bytes a
bundle has is decided by the ledger, the checkpoints that were signed and the disclosure level,
and by nothing else: no clock, no name of a machine.
"""
