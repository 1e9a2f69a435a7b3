"""What a body put on record as doors show it: rankings, submissions, decisions, corrections."""

from api.answers_out import About, about
from api.house import House
from engine.aggregates.awards import Decided, Ranked, Submission
from engine.aggregates.correcting import Correction
from projections.answers import View


class RankingsOut(About, frozen=True, kw_only=True):
    """Rankings as they were adopted, the one that stands last."""

    rows: tuple[Ranked, ...]


def rankings_out(house: House, view: View) -> RankingsOut:
    """Adopted rankings."""
    return RankingsOut(**about(house, view), rows=tuple(view.state.ledger.awards.rankings))


class SubmissionsOut(About, frozen=True, kw_only=True):
    """Dossiers sent up. `root` is the ledger's Merkle root at `size` events, in base64."""

    rows: tuple[Submission, ...]


def submissions_out(house: House, view: View) -> SubmissionsOut:
    """Submissions, and what became of them."""
    rows = view.state.ledger.awards.submissions.values()
    return SubmissionsOut(**about(house, view), rows=tuple(rows))


class DecisionsOut(About, frozen=True, kw_only=True):
    """Decisions of the competent authority."""

    rows: tuple[Decided, ...]


def decisions_out(house: House, view: View) -> DecisionsOut:
    """Decisions."""
    rows = view.state.ledger.awards.decisions.values()
    return DecisionsOut(**about(house, view), rows=tuple(rows))


class CorrectionsOut(About, frozen=True, kw_only=True):
    """Clerical errors put right, with both values."""

    rows: tuple[Correction, ...]


def corrections_out(house: House, view: View) -> CorrectionsOut:
    """Corrections."""
    return CorrectionsOut(**about(house, view), rows=tuple(view.state.ledger.season.corrections))
