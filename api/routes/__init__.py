"""HTTP resources under `/v1`, one module a kind: each translates, makes one call, answers."""
