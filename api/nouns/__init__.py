"""The nouns of a ledger as doors show them: one row a thing, each with the index it rests on.

What is asked of folds stands in `api.answers_out`; here the state is only laid out.
"""
