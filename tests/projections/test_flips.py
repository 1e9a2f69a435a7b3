"""The smallest change that turns a result: exact, and every smaller one is tried."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from api.house import House
from engine.aggregates.stages import scored_at
from engine.rules.ballots import Ballot, Choice, Opinions
from engine.rules.catalogue import rule_of
from engine.rules.outcome import Outcome
from engine.rules.standings import standings
from engine.rules.tally import Tally
from engine.rules.ties import Ladder
from engine.values.numbers import points
from projections.explaining.steps import Step
from projections.flips.flips import flips
from projections.flips.point_flips import point_flips
from projections.flips.poll_flips import Standing, least, poll_flips, standing_of
from projections.whatif.whatif import what_if
from tests.projections.records import Record

OPTIONS = ("a", "b", "c")
VIEWS = ("for", "against", "abstain")


def counted(
    rule: str, ballots: tuple[Ballot, ...], seats: int, parameters: dict[str, Any], ladder: Ladder
) -> Outcome:
    tally = Tally(options=OPTIONS, bases={"members": 7, "present": 6, "present-or-replied": 6})
    for ballot in ballots:
        tally.add(ballot)
    return rule_of(rule).count(tally, seats=seats, parameters=parameters, ties=ladder)


def turned(ballot: Ballot, option: str, *, on: bool) -> Ballot | None:
    """The same ballot with its view on one option turned for or against it."""
    if isinstance(ballot, Opinions):
        views = dict(ballot.views)
        if (views[option] == "for") == on:
            return None
        views[option] = "for" if on else "against"
        return Opinions(tuple(sorted(views.items())))
    assert isinstance(ballot, Choice)
    if (option in ballot.marks) == on:
        return None
    marks = {*ballot.marks, option} if on else {*ballot.marks} - {option}
    return Choice(tuple(sorted(marks)))


def brute(
    *,
    rule: str,
    ballots: tuple[Ballot, ...],
    seats: int,
    parameters: dict[str, Any],
    ladder: Ladder,
    option: str,
) -> int | None:
    """The fewest ballots that would have to say otherwise of the option, by trying them all."""
    carried = option in counted(rule, ballots, seats, parameters, ladder).winners
    best: int | None = None
    for chosen in product((False, True), repeat=len(ballots)):
        if best is not None and sum(chosen) >= best:
            continue
        changed = [
            turned(ballot, option, on=not carried) if flip else ballot
            for ballot, flip in zip(ballots, chosen, strict=True)
        ]
        if any(each is None for each in changed):
            continue
        outcome = counted(rule, tuple(filter(None, changed)), seats, parameters, ladder)
        if (option in outcome.winners) != carried:
            best = sum(chosen)
    return best


opinions = st.tuples(*(st.sampled_from(VIEWS) for _ in OPTIONS)).map(
    lambda views: Opinions(tuple(zip(OPTIONS, views, strict=True)))
)
"""Ballots that say something of every option: none is blank, so none becomes valid by a change."""
choices = st.sets(st.sampled_from(OPTIONS), min_size=1, max_size=2).map(
    lambda marks: Choice(tuple(sorted(marks)))
)
ladders = st.sampled_from(
    (
        Ladder(),
        Ladder(steps=("key",), keys={"a": (3,), "b": (2,), "c": (1,)}),
        Ladder(steps=("key", "casting"), keys={"a": (1,), "b": (1,), "c": (2,)}, casting=("b",)),
        Ladder(steps=("lot",), seed=b"seed"),
    )
)
shares = st.sampled_from(("0", "1/3", "1/2", "2/3", "3/4", "1"))
bases = st.sampled_from(("members", "present", "cast", "valid"))


def votes_of(standing: Standing, option: str) -> int | None:
    """The change of votes that the flip tells; None where it says that none does it."""
    carried = standing.elects(option)
    now = standing.votes[option]
    sign = -1 if carried else 1
    most = now if carried else standing.valid - now
    return least(most, lambda n: standing.elects(option, votes=now + sign * n) != carried)


@settings(max_examples=60, deadline=None)
@given(
    ballots=st.lists(opinions, min_size=1, max_size=6).map(tuple),
    seats=st.integers(1, 3),
    share=shares,
    base=bases,
    strict=st.booleans(),
    ladder=ladders,
    option=st.sampled_from(OPTIONS),
)
def test_the_votes_of_a_threshold_are_the_fewest_there_are(
    *,
    ballots: tuple[Ballot, ...],
    seats: int,
    share: str,
    base: str,
    strict: bool,
    ladder: Ladder,
    option: str,
) -> None:
    parameters = {"share": share, "base": base, "strict": strict}
    outcome = counted("threshold-1", ballots, seats, parameters, ladder)
    standing = standing_of(outcome, ladder)

    assert standing is not None
    assert standing.elects(option) == (option in outcome.winners)
    expected = brute(
        rule="threshold-1",
        ballots=ballots,
        seats=seats,
        parameters=parameters,
        ladder=ladder,
        option=option,
    )
    assert votes_of(standing, option) == expected


@settings(max_examples=60, deadline=None)
@given(
    rule=st.sampled_from(("approval-1", "choose-1")),
    ballots=st.lists(choices, min_size=1, max_size=6).map(tuple),
    seats=st.integers(1, 3),
    share=shares,
    base=st.sampled_from(("members", "present", "cast")),
    ladder=ladders,
    option=st.sampled_from(OPTIONS),
)
def test_the_marks_of_an_approval_are_the_fewest_there_are(
    *,
    rule: str,
    ballots: tuple[Ballot, ...],
    seats: int,
    share: str,
    base: str,
    ladder: Ladder,
    option: str,
) -> None:
    parameters: dict[str, Any] = {"share": share, "base": base, "marks_max": 3}
    outcome = counted(rule, ballots, seats, parameters, ladder)
    standing = standing_of(outcome, ladder)

    assert standing is not None
    assert standing.elects(option) == (option in outcome.winners)
    expected = brute(
        rule=rule,
        ballots=ballots,
        seats=seats,
        parameters=parameters,
        ladder=ladder,
        option=option,
    )
    # A ballot whose last mark is taken away is blank, and no longer cast for anybody: marks that
    # leave it so are not among those that only this option is about.
    if expected is not None or option not in outcome.winners:
        assert votes_of(standing, option) == expected


@settings(max_examples=40, deadline=None)
@given(
    ballots=st.lists(opinions, min_size=1, max_size=6).map(tuple),
    seats=st.integers(1, 3),
    share=shares,
    strict=st.booleans(),
    ladder=ladders,
    option=st.sampled_from(OPTIONS),
)
def test_the_share_is_the_edge_between_carried_and_not(
    *,
    ballots: tuple[Ballot, ...],
    seats: int,
    share: str,
    strict: bool,
    ladder: Ladder,
    option: str,
) -> None:
    parameters = {"share": share, "base": "members", "strict": strict}
    outcome = counted("threshold-1", ballots, seats, parameters, ladder)
    standing = standing_of(outcome, ladder)
    assert standing is not None
    carried = option in outcome.winners

    every = [Fraction(n, 28) for n in range(29)]  # finer than any share of seven members
    turns = [
        each
        for each in every
        if (
            option
            in counted(
                "threshold-1", ballots, seats, {**parameters, "share": str(each)}, ladder
            ).winners
        )
        != carried
    ]

    told = list(_shares(standing, option, carried=carried))
    assert bool(told) == bool(turns)
    for step in told:
        edge = Fraction(step.facts["share"])
        if carried:
            assert min(turns) >= edge
            assert (edge in turns) == step.facts["inclusive"]
        else:
            assert max(turns) <= edge
            assert (edge in turns) == step.facts["inclusive"]


def _shares(standing: Standing, option: str, *, carried: bool) -> Iterator[Step]:
    from projections.flips.poll_flips import _share

    return _share(standing, option, {"option": option, "carried": carried})


@pytest.mark.parametrize("unit", ["U1", "U3", "U4", "U5"])
def test_the_points_are_the_fewest_there_are(seasons: House, unit: str) -> None:
    with seasons.answers.view("bloc-of-nine") as view:
        ledger = view.state.ledger
        scored = scored_at(ledger, "verified")
        told = {step.code: step.facts for step in point_flips(ledger, unit)}
        row = standings(scored).row(unit)
    assert row is not None
    if row.rank is None:
        assert told == {}
        return

    def rank(criterion: str, change: int) -> int:
        overrides = {**scored.overrides, unit: {criterion: (row.points(criterion) or 0) + change}}
        other = standings(replace(scored, overrides=overrides)).row(unit)
        assert other is not None
        assert other.rank is not None
        return other.rank

    leaves = scored.rulebook.leaves()
    for code, better in (("flip-points-up", True), ("flip-points-down", False)):
        fewest = next(
            (
                size
                for size in range(1, 201)
                for leaf in leaves.values()
                for change in (size, -size)
                if 0 <= (row.points(leaf.id) or 0) + change <= leaf.maximum
                and rank(leaf.id, change) != row.rank
                and (rank(leaf.id, change) < row.rank) == better
            ),
            None,
        )
        if fewest is None:
            assert code not in told or abs(Fraction(told[code]["change"])) > 2
        else:
            assert told[code]["change"].lstrip("+-") == points(fewest)


CASES = (
    ("bloc-of-nine", "awards", "flag/U2"),
    ("bloc-of-nine", "awards", "certificate/U1"),
    ("bloc-of-nine", "awards", "certificate/U6"),
    ("council-of-fifteen", "awards", "flag/nine-U2"),
    ("council-of-fifteen", "awards", "certificate/five-V3"),
    ("hoa-binh-2024", "ranking", "uy-ban-kiem-tra"),
    ("hoa-binh-2024", "polls", "certificate"),
    ("bloc-of-five", "awards", "certificate/V3"),
)


def told(house: House, ledger: str, kind: Any, id_: str) -> list[Step]:
    with house.answers.view(ledger) as view:
        return [*flips(view.state, kind, id_)]


@pytest.mark.parametrize(("ledger", "kind", "id_"), CASES)
def test_every_kind_of_subject_has_its_smallest_changes(
    seasons: House, ledger: str, kind: str, id_: str
) -> None:
    assert told(seasons, ledger, kind, id_)


@pytest.mark.parametrize(("ledger", "kind", "id_"), CASES)
def test_a_what_if_of_the_share_turns_the_poll_and_a_smaller_step_does_not(
    seasons: House, ledger: str, kind: str, id_: str
) -> None:
    record = Record(seasons, ledger)
    for step in told(seasons, ledger, kind, id_):
        if not step.code.startswith("flip-share"):
            continue
        facts = step.facts
        edge = Fraction(facts["share"])
        hair = Fraction(1, 1_000)
        sign = 1 if step.code == "flip-share-above" else -1
        beyond = edge if facts["inclusive"] else edge + sign * hair
        before = edge - sign * hair if facts["inclusive"] else edge
        with seasons.answers.view(ledger) as view:
            state = view.state.ledger
            template = state.polls.polls[facts["poll"]].opened.template
            winners = [
                what_if(
                    record.events(), record.content, state, [f"threshold.{template}={share}"]
                ).hypothetical["polls"][facts["poll"]]["winners"]
                for share in (beyond, before)
            ]
        assert (facts["option"] in winners[0]) != facts["carried"]
        assert (facts["option"] in winners[1]) == facts["carried"]


def test_a_poll_that_is_open_or_counts_otherwise_has_none(seasons: House) -> None:
    with seasons.answers.view("council-of-fifteen", 40) as view:
        assert [*poll_flips(view.state, "flag", "nine-U2")] == []

    outcome = counted("borda-1", (), 1, {}, Ladder())
    assert standing_of(outcome, Ladder()) is None


def test_the_least_number_that_turns_is_found() -> None:
    assert least(0, lambda _: True) is None
    assert least(5, lambda _: False) is None
    assert [least(9, lambda n, at=at: n >= at) for at in range(1, 10)] == list(range(1, 10))  # type: ignore[misc]
