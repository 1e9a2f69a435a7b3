"""Answers: folds over the ledger, rebuilt the same from its events, and questions asked of them."""
