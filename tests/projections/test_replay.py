"""Replay: an honest record gives no difference, a forged one says what and where."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from api.house import House
from engine.errors.replay import LedgerNotReplayable
from engine.events.award import Line, ProposalMade
from engine.events.meeting import MotionResolved
from engine.persistence.codec import encode
from engine.rules.rulebook import Quota
from projections.replay import Check
from tests.golden.kept import FOLDS_FOLDER
from tests.projections.records import Record

LEDGERS = (
    "hoa-binh-2024",
    "bloc-of-nine",
    "cluster-1000-points",
    "cluster-criteria",
    "bloc-of-five",
    "council-of-fifteen",
)


def nine(seasons: House) -> Record:
    return Record(seasons, "bloc-of-nine")


def parted(record: Record) -> Check:
    """The one check that differs."""
    (found,) = (check for check in record.replay().checks if not check.equal)
    return found


def told(check: Check) -> dict[str, tuple[Any, Any]]:
    return {"/".join(each.path): (each.was, each.becomes) for each in check.differences}


@pytest.mark.parametrize("ledger", LEDGERS)
def test_an_honest_record_is_what_its_recount_gives(seasons: House, ledger: str) -> None:
    record = Record(seasons, ledger)

    found = record.replay()

    assert found.equal
    assert found.first is None
    assert found.index == len(record.rows) - 1


def test_every_result_of_the_bloc_of_nine_is_checked(seasons: House) -> None:
    checks = nine(seasons).replay().checks

    assert {(check.topic, check.subject) for check in checks} == {
        ("quorum-found", "conference"),
        ("motion-resolved", "report"),
        ("motion-resolved", "directions"),
        ("ranking-adopted", ""),
        ("poll-opened", "flag"),
        ("outcome-announced", "flag"),
        ("poll-opened", "certificates"),
        ("outcome-announced", "certificates"),
        *((f"proposal-{step}", "flag/U2") for step in ("made", "passed")),
        *(
            (f"proposal-{step}", f"certificate/{unit}")
            for step in ("made", "passed")
            for unit in ("U1", "U3", "U4")
        ),
        ("submission-sent", "to-council"),
    }


@pytest.mark.parametrize("path", sorted(FOLDS_FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_the_golden_stories_are_replayed_to_their_end(path: Any) -> None:
    found = Record.of_story(path).replay()

    assert [check for check in found.checks if not check.equal] == []


def test_a_forged_winner_is_told_with_the_event_that_names_it(seasons: House) -> None:
    record = nine(seasons)
    index = record.where("outcome-announced", poll="flag")
    record.forge(index, lambda event: replace(event, winners=()))

    found = record.replay()

    # Whoever rests on the forged winner parts as well, but later.
    assert found.first == index
    assert told(found.checks[[c.index for c in found.checks].index(index)]) == {
        "winners": ([], ["U2"])
    }


def test_a_forged_result_shows_the_figures_that_differ(seasons: House) -> None:
    record = nine(seasons)
    index = record.where("outcome-announced", poll="certificates")
    true = record.content(record.event(index).result.digest)
    false = record.keep(true.replace(b"\xa5votes\x02", b"\xa5votes\x07"))
    record.forge(index, lambda event: replace(event, result=false))

    check = parted(record)

    assert check.index == index
    assert told(check) == {"result/figures/U6/votes": (7, 2)}


def test_the_same_figures_in_other_bytes_are_another_result(seasons: House) -> None:
    record = nine(seasons)
    index = record.where("outcome-announced", poll="flag")
    true = record.content(record.event(index).result.digest)
    false = record.keep(true.replace(b"\xa5seats\x01", b"\xa5seats\xcc\x01"))
    record.forge(index, lambda event: replace(event, result=false))

    assert set(told(parted(record))) == {"result/sha256"}


def test_a_result_that_is_not_there_is_told_by_its_digest(seasons: House) -> None:
    record = nine(seasons)
    index = record.where("outcome-announced", poll="flag")
    record.forge(
        index, lambda event: replace(event, result=replace(event.result, digest=bytes(32)))
    )

    ((was, _),) = told(parted(record)).values()

    assert was == "00" * 32


def test_an_outcome_announced_before_its_poll_was_closed_is_told(seasons: House) -> None:
    record = nine(seasons)
    index = record.where("outcome-announced", poll="flag")
    closed = record.where("poll-closed", poll="flag")
    record.forge(index, lambda event: replace(event, index=3))

    assert told(parted(record)) == {"index": (3, closed)}


def test_a_forged_place_is_told_by_the_unit(seasons: House) -> None:
    record = nine(seasons)
    index = record.where("ranking-adopted")

    def swapped(event: Any) -> Any:
        first, second, *rest = event.places
        return replace(event, places=(second, first, *rest))

    record.forge(index, swapped)

    assert told(parted(record)) == {"places/U3": (1, 2), "places/U2": (2, 1)}


def test_a_changed_mark_shows_the_totals_and_places_it_changes(seasons: House) -> None:
    record = nine(seasons)
    index = record.where("scores-entered", candidate="U6", stage="verified")

    def raised(event: Any) -> Any:
        work, *rest = event.marks
        return replace(event, marks=(replace(work, points=9_900), *rest))

    record.forge(index, raised)
    found = record.replay()
    ranking = next(check for check in found.checks if check.topic == "ranking-adopted")

    assert found.first == ranking.index
    assert told(ranking)["places/U6"] == (5, 1)
    assert told(ranking)["result/rows/U6/total"] == (9_425, 9_900)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda e: replace(e, parameters={**e.parameters, "share": "1/2"}), "parameters/share"),
        (lambda e: replace(e, rule="approval-1"), "rule"),
        (lambda e: replace(e, base="present"), "base"),
        (lambda e: replace(e, ties=("lot",)), "ties"),
        (lambda e: replace(e, tellers_needed=1), "flags/tellers"),
        (lambda e: replace(e, rulebook=2), "rulebook"),
        (lambda e: replace(e, seats=4), "seats"),
        (lambda e: replace(e, members=10), "members"),
        (lambda e: replace(e, template="gone"), "template"),
    ],
)
def test_a_poll_opened_on_other_terms_is_told(
    seasons: House, change: Callable[[Any], Any], path: str
) -> None:
    record = nine(seasons)
    index = record.where("poll-opened", poll="certificates")
    record.forge(index, change)

    found = record.replay()

    assert found.first == index
    check = next(check for check in found.checks if check.index == index)
    assert path in told(check)


def test_a_voter_slipped_into_the_roll_is_told(seasons: House) -> None:
    record = nine(seasons)
    index = record.where("poll-opened", poll="flag")

    def heavier(event: Any) -> Any:
        first, *rest = event.roll.voters
        return replace(event, roll=replace(event.roll, voters=(replace(first, weight=5), *rest)))

    record.forge(index, heavier)
    check = next(check for check in record.replay().checks if check.index == index)

    assert told(check) == {"roll/U1": ([5, None, "present"], [1, None, "present"])}


def test_a_candidate_on_hold_may_not_stand(seasons: House) -> None:
    record = nine(seasons)
    index = record.where("poll-opened", poll="certificates")

    def with_u5(event: Any) -> Any:
        return replace(
            event, options=(*event.options, replace(event.options[0], id="U5", candidate="U5"))
        )

    record.forge(index, with_u5)
    check = next(check for check in record.replay().checks if check.index == index)

    assert told(check) == {"barred": ([], ["U5"])}


def test_another_threshold_in_the_rulebook_parts_from_the_poll_on(seasons: House) -> None:
    record = nine(seasons)
    adopted = record.where("rulebook-adopted")
    rulebook = record.events()[adopted].content
    ballots = tuple(
        replace(each, parameters={**each.parameters, "share": "9/10"})
        if each.id == "flag-ballot"
        else each
        for each in rulebook.ballots
    )
    reference = record.keep(encode(replace(rulebook, ballots=ballots)))
    record.forge(adopted, lambda event: replace(event, content=reference))

    assert record.replay().first == record.where("poll-opened", poll="flag")


def test_a_quota_that_was_smaller_parts_where_it_is_used_up(seasons: House) -> None:
    record = nine(seasons)
    adopted = record.where("rulebook-adopted")
    rulebook = record.events()[adopted].content
    awards = tuple(replace(each, quota=Quota(count=1)) for each in rulebook.awards)
    reference = record.keep(encode(replace(rulebook, awards=awards)))
    record.forge(adopted, lambda event: replace(event, content=reference))

    found = record.replay()

    assert found.first == record.where("poll-opened", poll="certificates")
    above = [
        check.subject
        for check in found.checks
        for difference in check.differences
        if difference.path == ("quota",)
    ]
    assert above == ["certificate/U4", "certificate/U1"]


@pytest.mark.parametrize(
    ("topic", "path"),
    [("nomination-made", "nominated"), ("hold-placed", "bar"), ("proposal-made", "excluded")],
)
def test_a_proposal_is_held_to_the_rulebook(seasons: House, topic: str, path: str) -> None:
    record = nine(seasons)
    made = record.where("proposal-made", award="flag")
    if topic == "nomination-made":
        record.forge(record.where(topic, award="flag"), lambda e: replace(e, candidate="U7"))
    elif topic == "hold-placed":
        record.forge(record.where(topic), lambda e: replace(e, candidate="U2", award="flag"))
    else:
        record.insert(made, ProposalMade(award="certificate", candidate="U2"))
        made += 1

    check = next(check for check in record.replay().checks if check.index == made)

    assert path in told(check)


def test_a_quorum_is_counted_again(seasons: House) -> None:
    record = nine(seasons)
    index = record.where("quorum-found")
    record.forge(index, lambda event: replace(event, present=8))

    assert told(parted(record)) == {"present": (8, 9)}


def test_a_quorum_without_a_rule_for_it_is_none(seasons: House) -> None:
    record = nine(seasons)
    adopted = record.where("rulebook-adopted")
    rulebook = record.events()[adopted].content
    reference = record.keep(encode(replace(rulebook, quorum=None)))
    record.forge(adopted, lambda event: replace(event, content=reference))

    check = parted(record)

    assert told(check)["needed"] == (6, None)


def test_a_candidate_the_poll_did_not_carry_has_not_passed(seasons: House) -> None:
    record = Record(seasons, "council-of-fifteen")
    index = record.where("proposal-not-passed", candidate="five-V3")
    passed = record.event(record.where("proposal-passed", candidate="five-V2"))
    record.forge(index, lambda _: replace(passed, candidate="five-V3"))

    assert told(parted(record)) == {"passed": (True, False)}


def test_a_decision_on_what_was_not_submitted_is_told(seasons: House) -> None:
    record = Record(seasons, "council-of-fifteen")
    index = record.where("decision-issued", decision="flags")
    more = Line(award="certificate", candidate="five-V3")
    record.forge(index, lambda event: replace(event, lines=(*event.lines, more)))

    assert told(parted(record)) == {"certificate/five-V3": ("submitted", "not-passed")}


def test_a_proposal_out_of_nowhere_cannot_be_submitted(seasons: House) -> None:
    record = Record(seasons, "council-of-fifteen")
    index = record.where("award-refused")
    record.forge(index, lambda event: replace(event, candidate="nobody"))

    with pytest.raises(LedgerNotReplayable) as refusal:
        record.replay()

    assert refusal.value.facts["index"] == index


def test_a_motion_decided_by_a_poll_follows_its_outcome(seasons: House) -> None:
    record = nine(seasons)
    index = record.where("motion-resolved", motion="directions")
    record.forge(index, lambda event: replace(event, poll="gone"))

    assert told(parted(record)) == {"refused": (None, "poll-not-found")}


def test_a_dropped_event_leaves_a_gap_or_a_contradiction(seasons: House) -> None:
    gap = nine(seasons)
    del gap.rows[40]
    with pytest.raises(LedgerNotReplayable) as refusal:
        gap.replay()
    assert refusal.value.facts["index"] == 41

    closed = nine(seasons)
    index = closed.where("poll-opened", poll="flag")
    closed.drop(index)
    with pytest.raises(LedgerNotReplayable) as refusal:
        closed.replay()
    assert refusal.value.facts["topic"] == "tally-entered"


def test_a_ballot_that_names_nobody_known_cannot_be_counted(seasons: House) -> None:
    record = nine(seasons)
    index = record.where("poll-closed", poll="flag")

    def renamed(event: Any) -> Any:
        return replace(event, tally=replace(event.tally, votes=(("U9", "for", 9),)))

    record.forge(index, renamed)

    assert told(parted(record)) == {"refused": (None, "option-unknown")}


def test_a_motion_is_carried_by_the_first_option_of_its_poll(seasons: House) -> None:
    record = nine(seasons)
    index = record.where("next-officers-chosen")
    record.forge(index, lambda _: MotionResolved(motion="directions", carried=False, poll="flag"))

    assert told(parted(record)) == {"carried": (False, True)}


def test_a_poll_without_a_roll_cannot_have_been_opened(seasons: House) -> None:
    record = nine(seasons)
    index = record.where("poll-opened", poll="flag")
    record.forge(index, lambda event: replace(event, roll=None))

    with pytest.raises(LedgerNotReplayable) as refusal:
        record.replay()

    assert refusal.value.facts["index"] == index
