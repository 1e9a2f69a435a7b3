"""A season file of a few lines, as text and as read."""

from api.playing.season_file import SeasonFile, read_season

OPENING = """suyton: 1
ledger:
  slug: {slug}
  title: The choir's year
  body: {{id: choir, name: The choir, kind: committee}}
  season: "2026"
  time_zone: Europe/Paris
  disclosure: public
happened:
"""
MEMBERS = """  - admit-member:
      - {member: alto, name: Altos}
      - {member: bass, name: Basses}
"""
MOVEMENT = """  - launch-movement: {movement: spring, title: Sing every week}
    on: 2026-03-01T08:00+01:00
"""


def other(slug: str) -> str:
    """A group that opens another ledger and admits somebody there."""
    return f"""  - in: {slug}
    happened:
      - open-ledger:
          slug: {slug}
          title: Another choir
          body: {{id: {slug}, name: Another, kind: committee}}
          season: "2026"
          time_zone: UTC
          disclosure: public
      - admit-member: {{member: tenor, name: Tenors}}
"""


def season(*steps: str, slug: str = "choir-2026") -> str:
    """The text of a season with these steps."""
    return OPENING.format(slug=slug) + "".join(steps or (MEMBERS, MOVEMENT))


def read(*steps: str, slug: str = "choir-2026") -> SeasonFile:
    """The season with these steps, read."""
    return read_season(season(*steps, slug=slug), file="choir.yaml")
