"""Pages for readers: the public ranking, the auditor's window. Server-rendered, no script needed.

They ask the same questions as the command line and `/v1`, and change nothing. Every address names
what it shows, the moment included, so it can be kept, printed in minutes, and opened years later.
"""

from api.pages import (
    asset,
    home,
    ranking,
    receipt,
    record,
    results,
    signing,
    voting,
    wall,
    watching,
    why,
)
from api.pages.desk import acts, awards, room, scores, season

PAGES = (
    asset, home, ranking, receipt, record, results, signing, voting, wall, watching, why,
    season, scores, room, awards, acts,
)  # fmt: skip
"""Every kind of page; each has its routes."""
