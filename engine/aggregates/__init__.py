"""What the ledger knows when it decides: one state per noun, and how events change it.

Pure: no clock, no chance, no store. `evolve` never refuses, for history is already true;
states hold only what decisions (and the folds built on them) need.
"""
