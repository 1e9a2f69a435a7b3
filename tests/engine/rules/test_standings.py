"""Points, totals and places of one stage: by hand, and what holds for every sheet."""

from engine.rules.marks import Mark
from engine.rules.outcome import Step
from engine.rules.rulebook import Criterion, RankingRule
from engine.rules.scoring import Barred, scored_points
from engine.rules.standings import Standings, Unranked, row_of, standings
from tests.engine.marking import FULL, in_points, ranked_by, reached, rulebook, stage_of

POINTS = Criterion(id="points", name="Points", maximum=1_000_00)
BONUS = Criterion(id="bonus", name="Bonus", kind="bonus", maximum=5_00)
LEADER = Criterion(id="leader", name="Leader", kind="target", maximum=10_00)

HELD = Barred(effect="hold", ground="inspection", authority="Council")
RULED = Barred(effect="ineligible", ground="fraud", authority="Council")


def _ranks(found: Standings) -> dict[str, int | None]:
    return {row.candidate: row.rank for row in found.rows}


def test_every_kind_of_criterion_gives_its_points() -> None:
    marks = (*FULL, in_points("prize", 3_00), Mark(criterion="faults", times=3))

    row = row_of(stage_of(rulebook(), {"U1": marks}), "U1")

    assert [(each.criterion, each.points, each.how) for each in row.criteria] == [
        ("work", 45_00, "entered"),
        ("cases", 40_00, "computed"),  # the only unit above its target leads
        ("report", 10_00, "passed"),
        ("visits", 8_00, "counted"),
        ("prize", 3_00, "entered"),
        ("faults", 1_50, "counted"),
    ]
    assert (row.without_bonus, row.bonus, row.penalty) == (98_00, 3_00, 1_50)
    assert row.total == 99_50
    assert (row.maximum, row.share) == (100_00, "199/200")
    assert [(group.criterion, group.points, group.capped) for group in row.groups] == [
        ("tasks", 80_00, True)
    ]


def test_more_counted_than_the_maximum_is_cut_and_said() -> None:
    scored = stage_of(rulebook(), {"U1": (Mark(criterion="visits", times=3),)})

    visits = scored_points(scored)["U1"]["visits"]

    assert (visits.points, visits.clamped) == (10_00, True)


def test_a_failed_criterion_gives_nothing() -> None:
    scored = stage_of(rulebook(), {"U1": (Mark(criterion="report", achieved=False),)})

    assert scored_points(scored)["U1"]["report"].points == 0


def test_an_override_replaces_the_points_and_tells_what_it_replaced() -> None:
    sheets = {"U1": FULL, "U2": (*FULL[:1], reached("cases", "20.00", "10.00"))}
    overrides = {"U2": {"cases": 5_00, "prize": 2_00}}

    scored = stage_of(rulebook(), sheets, overrides=overrides)
    points = scored_points(scored)

    assert (points["U2"]["cases"].points, points["U2"]["cases"].how) == (5_00, "overridden")
    assert points["U2"]["cases"].before == 40_00
    assert (points["U2"]["prize"].points, points["U2"]["prize"].before) == (2_00, None)
    assert points["U1"]["cases"].points == 24_00  # U2 still leads: 20 + 20 * 0.2 / 1


def test_what_does_not_apply_leaves_total_maximum_and_comparison() -> None:
    sheets = {"U1": (reached("cases", "12.00", "10.00"),), "U2": FULL}
    unassigned = {"U2": frozenset({"cases", "visits"})}

    found = standings(stage_of(rulebook(), sheets, unassigned=unassigned))

    freed, leader = found.row("U2"), found.row("U1")
    assert freed is not None
    assert leader is not None
    assert freed.points("cases") is None
    assert (freed.total, freed.maximum) == (55_00, 60_00)
    assert freed.share == "11/12"
    assert leader.points("cases") == 40_00


def test_a_candidate_to_whom_nothing_applies_has_no_share() -> None:
    scored = stage_of(rulebook(POINTS), {"U1": ()}, unassigned={"U1": frozenset({"points"})})

    row = row_of(scored, "U1")

    assert (row.total, row.maximum, row.share) == (0, 0, None)


def test_a_highest_total_cuts_what_bonuses_bring() -> None:
    rules = rulebook(POINTS, BONUS, ranking=RankingRule(total_maximum=100_00))

    row = row_of(
        stage_of(rules, {"U1": (in_points("points", 97_00), in_points("bonus", 5_00))}), "U1"
    )

    assert (row.total, row.capped) == (100_00, True)


def test_a_total_below_the_highest_is_left() -> None:
    rules = rulebook(POINTS, ranking=RankingRule(total_maximum=100_00))

    row = row_of(stage_of(rules, {"U1": (in_points("points", 97_00),)}), "U1")

    assert (row.total, row.capped) == (97_00, False)


def test_equal_totals_share_a_place_and_the_next_is_left_out() -> None:
    totals = {"U1": 97_00, "U2": 99_00, "U3": 97_50, "U4": 97_50}

    found = standings(
        stage_of(
            rulebook(POINTS), {name: (in_points("points", each),) for name, each in totals.items()}
        )
    )

    assert found.places == (("U2",), ("U3", "U4"), ("U1",))
    assert _ranks(found) == {"U2": 1, "U3": 2, "U4": 2, "U1": 4}
    assert found.ties == (Step("tie-left", {"rank": 2, "order": (("U3", "U4"),)}),)


def test_a_declared_step_orders_a_tie_and_is_named() -> None:
    sheets = {
        "U3": (in_points("points", 96_50), in_points("bonus", 1_00)),
        "U4": (in_points("points", 96_00), in_points("bonus", 1_50)),
    }

    found = standings(stage_of(rulebook(POINTS, BONUS, ranking=ranked_by("without-bonus")), sheets))

    assert found.places == (("U3",), ("U4",))
    assert [row.decided_by for row in found.rows] == ["without-bonus", "without-bonus"]
    assert found.ties == (
        Step("tie-broken", {"rank": 1, "by": "without-bonus", "order": (("U3",), ("U4",))}),
    )


def test_a_ladder_goes_on_where_a_step_leaves_some_alike() -> None:
    extra = Criterion(id="extra", name="Extra", maximum=10_00)
    rules = rulebook(POINTS, extra, BONUS, ranking=ranked_by("criterion:points", "criterion:extra"))
    marks = {"A": (40, 0, 4), "B": (39, 1, 4), "C": (39, 2, 3), "D": (39, 2, 3)}
    sheets = {
        name: (
            in_points("points", points * 100),
            in_points("extra", more * 100),
            in_points("bonus", bonus * 100),
        )
        for name, (points, more, bonus) in marks.items()
    }

    found = standings(stage_of(rules, sheets))

    assert found.places == (("A",), ("C", "D"), ("B",))
    assert {row.candidate: row.decided_by for row in found.rows} == {
        "A": "criterion:points",
        "B": "criterion:extra",
        "C": "criterion:extra",
        "D": "criterion:extra",
    }
    assert [step.code for step in found.ties] == ["tie-broken", "tie-broken", "tie-left"]


def test_who_is_barred_or_missing_is_listed_without_a_place() -> None:
    sheets = {
        name: (in_points("points", each),) for name, each in (("U1", 9), ("U2", 8), ("U5", 7))
    }

    found = standings(
        stage_of(
            rulebook(POINTS),
            sheets,
            bars={"U1": HELD, "U5": RULED, "U6": RULED},
            missing=("U6", "U7"),
        )
    )

    assert found.places == (("U2",),)
    assert _ranks(found) == {"U2": 1, "U1": None, "U5": None}
    assert found.unranked == (
        Unranked(candidate="U1", reason="hold", ground="inspection", authority="Council"),
        Unranked(candidate="U5", reason="ineligible", ground="fraud", authority="Council"),
        Unranked(candidate="U6", reason="ineligible", ground="fraud", authority="Council"),
        Unranked(candidate="U7", reason="not-submitted"),
    )


def test_a_row_is_found_by_candidate_and_its_points_by_criterion_or_group() -> None:
    found = standings(stage_of(rulebook(), {"U1": FULL}))
    row = found.row("U1")

    assert found.row("U2") is None
    assert row is not None
    assert (row.points("work"), row.points("tasks"), row.points("prize")) == (45_00, 80_00, None)
