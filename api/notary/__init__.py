"""The notary: the log's signing key, the checkpoints it has signed, and whom it lets witness.

All of it lies in files beside the store, not in it: a store that is put back to an older state
must not forget what was signed for a larger one (docs/decisions).
"""
