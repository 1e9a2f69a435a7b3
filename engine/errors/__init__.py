"""Every refusal of the engine, as a class with a stable code.

A refusal says that an input is not allowed; `api` gives it a status and words.
A broken promise of ours is an `assert`, never one of these.

DomainError
├── values      a value that no command may hold (text, points, ids, shares)
├── rules       unknown rules and parameters, ballots a rule cannot read
├── ledger      unknown or foreign ledgers, events and stores; idempotency
├── season      bodies, members, offices, movements, compacts, rulebooks
├── nomination  candidates: eligibility, holds, withdrawals
├── scores      score sheets: criteria, stages, locks
├── meeting     roll call, quorum, proxies, motions
├── poll        electorates, ballots, paper tallies, outcomes
├── award       rankings, proposals, submissions, decisions
└── audit       keys, checkpoints, receipts, bundles
"""

from engine.errors.base import DomainError

__all__ = ["DomainError"]
