"""What if: the same fold with something replaced, beside what happened, and never recorded."""

import inspect
from typing import Any, get_type_hints

import msgspec
import pytest
from msgspec.structs import replace

from api.house import House
from engine.commands.base import Command
from engine.commands.submit import Submitter
from engine.errors import DomainError
from engine.errors.replay import SuppositionInvalid, SuppositionUnknown
from engine.errors.rules import ParameterInvalid
from engine.errors.season import RulebookNotAdopted
from engine.events.award import Line
from engine.events.meeting import MotionResolved
from engine.events.poll import ObjectionRaised
from engine.rules.ballots import Ballot, BallotKind, Choice, Opinions, Ranking, Scores
from projections.state import digest
from projections.whatif.answers import read_ballot
from projections.whatif.ballots import among
from projections.whatif.paths import PATHS, suppositions_of
from projections.whatif.retelling import Retold, retold
from projections.whatif.whatif import WhatIf, what_if
from tests.golden.kept import FOLDS_FOLDER
from tests.projections.records import Record
from tests.projections.supposing import every_supposition
from tests.projections.test_replay import LEDGERS


def asked(house: House, ledger: str, *supposed: str, as_of: int | None = None) -> WhatIf:
    record = Record(house, ledger)
    with house.answers.view(ledger, as_of) as view:
        events = record.events()[: view.index + 1]
        return what_if(events, record.content, view.state.ledger, supposed)


def told(found: WhatIf) -> dict[str, Any]:
    return {
        "/".join((*subject, *line.path)): (line.was, line.becomes)
        for subject, lines in found.differences.items()
        for line in lines
    }


def reasons(found: WhatIf) -> dict[int, str]:
    return {step.index: step.left_out for step in found.steps if step.left_out is not None}


@pytest.mark.parametrize("ledger", LEDGERS)
def test_with_nothing_supposed_everything_is_as_it_was(seasons: House, ledger: str) -> None:
    record = Record(seasons, ledger)

    found = retold(record.events(), (), record.content)

    assert digest(found.twin.state) == digest(found.twin.official)
    assert found.steps == []


@pytest.mark.parametrize("path", sorted(FOLDS_FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_with_nothing_supposed_every_kind_of_event_is_as_it_was(path: Any) -> None:
    record = Record.of_story(path)

    found = retold(record.events(), (), record.content)

    assert digest(found.twin.state) == digest(found.twin.official)


@pytest.mark.parametrize(
    ("ledger", "supposed", "expected"),
    [
        pytest.param(*row, id=" ".join(row[1].split()))
        for row in (
            (
                "bloc-of-nine",
                "threshold.flag-ballot=9/10",
                {"awards/flag/U2/status": ("granted", "not-passed")},
            ),
            (
                "bloc-of-nine",
                "quota.certificate=2",
                {"awards/certificate/U1/status": ("granted", "nominated")},
            ),
            (
                "bloc-of-nine",
                "quota.certificate=none threshold.certificate-ballot=1/5",
                {"polls/certificates/winners": (["U3", "U4", "U1"], ["U3", "U4", "U1", "U6"])},
            ),
            ("bloc-of-nine", "tie-break=none", {"ranking/U4/place": (3, 2)}),
            ("bloc-of-nine", "tie-break=criterion:work", {}),
            ("bloc-of-nine", "standing.U5=free", {"ranking/U5/place": (None, 1)}),
            (
                "bloc-of-nine",
                "standing.U2=hold",
                {
                    "ranking/U3/place": (2, 1),
                    "awards/flag/U2/status": ("granted", "nominated"),
                    "polls/flag/status": ("announced", None),
                },
            ),
            ("bloc-of-nine", "points.U6.work=99.00", {"ranking/U6/place": (5, 1)}),
            ("bloc-of-nine", "maximum.bonus=1", {"ranking/U1/place": (4, 3)}),
            (
                "bloc-of-nine",
                "votes.flag.U2=5",
                {"awards/flag/U2/status": ("granted", "not-passed")},
            ),
            (
                "bloc-of-nine",
                "weight.U1=3",
                {"awards/certificate/U1/status": ("granted", "not-passed")},
            ),
            (
                "council-of-fifteen",
                "base.vote=present",
                {"awards/certificate/five-V3/status": ("not-passed", "submitted")},
            ),
            (
                "council-of-fifteen",
                "ballot.flag.M10=nine-U2:against,five-V1:for",
                {
                    "awards/flag/nine-U2/status": ("granted", "not-passed"),
                    "polls/flag/figures/nine-U2/for": (11, 10),
                },
            ),
            (
                "council-of-fifteen",
                "ballot.flag.M10=out ballot.flag.M12=for",
                {"polls/flag/figures/nine-U2/against": (3, 2)},
            ),
            (
                "council-of-fifteen",
                "ballot.flag.M13=against",
                {"polls/flag/figures/nine-U2/written_for": (1, 0)},
            ),
            (
                "council-of-fifteen",
                "ballot.flag.M13=out",
                {"polls/flag/written": (2, 1)},
            ),
            (
                "council-of-fifteen",
                "ballot.certificates.M15=for",
                {
                    "polls/certificates/cast": (12, 13),
                    "awards/certificate/five-V3/status": ("not-passed", "submitted"),
                },
            ),
            (
                "council-of-fifteen",
                "weight.M11=3",
                {"awards/flag/nine-U2/status": ("granted", "not-passed")},
            ),
            (
                "council-of-fifteen",
                "standing.nine-U2=ineligible",
                {
                    "awards/flag/nine-U2/status": ("granted", "proposed"),
                    "polls/flag/winners": (["five-V1", "nine-U2"], ["five-V1"]),
                },
            ),
            (
                "council-of-fifteen",
                "quorum=9/10",
                {"awards/certificate/five-V2/status": ("annulled", "proposed")},
            ),
            (
                "hoa-binh-2024",
                "ballot.flag.van-phong=against",
                {"awards/flag/uy-ban-kiem-tra/status": ("submitted", "not-passed")},
            ),
            (
                "hoa-binh-2024",
                "ballot.first.van-phong=against",
                {"ranking/uy-ban-kiem-tra/place": (1, None)},
            ),
            ("cluster-criteria", "points.D.c22=20", {"ranking/D/place": (6, 2)}),
            (
                "bloc-of-five",
                "quota.certificate=0",
                {"polls/certificates/status": ("announced", None)},
            ),
            (
                "bloc-of-five",
                "votes.flag.V1=2",
                {"awards/flag/V1/status": ("refused", "not-passed")},
            ),
        )
    ],
)
def test_what_would_have_been_otherwise(
    seasons: House, ledger: str, supposed: str, expected: dict[str, Any]
) -> None:
    found = asked(seasons, ledger, *supposed.split())

    for path, sides in expected.items():
        assert told(found)[path] == sides
    assert bool(found.differences) or not expected


def test_what_would_not_have_happened_says_why(seasons: House) -> None:
    found = asked(seasons, "council-of-fifteen", "quorum=9/10")

    assert reasons(found)[32] == "quorum-not-met"
    assert reasons(found)[48] == "poll-not-found"
    assert reasons(found)[74] == "submission-empty"
    assert reasons(found)[75] == "decision-empty"
    assert reasons(found)[78] == "proposal-status-wrong"
    assert found.first == 18


def test_a_dossier_that_was_not_sent_was_not_returned(seasons: House) -> None:
    found = asked(seasons, "bloc-of-five", "votes.flag.V1=0", "quota.certificate=0")

    assert set(reasons(found).values()) >= {"submission-empty", "submission-not-found"}


def test_a_poll_that_could_not_be_counted_passes_nothing(seasons: House) -> None:
    found = asked(seasons, "bloc-of-nine", "parameter.certificate-ballot.marks_min=9")

    assert reasons(found)[89] == "parameter-invalid"
    assert reasons(found)[93] == "poll-not-announced"
    assert told(found)["awards/certificate/U3/status"] == ("granted", "proposed")


def of(record: Record, *supposed: str) -> Retold:
    """What is supposed of a record that a test has changed."""
    ledger = retold(record.events(), (), record.content).twin.official.ledger
    return retold(record.events(), suppositions_of(ledger, supposed), record.content)


def test_a_motion_that_was_put_to_the_vote_follows_its_poll(seasons: House) -> None:
    record = Record(seasons, "bloc-of-nine")
    resolved = MotionResolved(motion="directions", carried=True, poll="flag")
    record.forge(record.where("next-officers-chosen"), lambda _: resolved)

    twin = of(record, "votes.flag.U2=0").twin

    assert twin.official.ledger.meetings.motions["directions"].carried is True
    assert twin.state.ledger.meetings.motions["directions"].carried is False


def test_an_objection_can_be_left_out(seasons: House) -> None:
    record = Record(seasons, "hoa-binh-2024")
    closed = record.where("poll-closed", poll="flag")
    record.insert(closed, ObjectionRaised(poll="flag", member="van-phong"))

    twin = of(record, "ballot.flag.van-phong=out").twin

    assert [*twin.official.ledger.polls.polls["flag"].objections] == ["van-phong"]
    assert [*twin.state.ledger.polls.polls["flag"].objections] == []


def test_a_dossier_of_chosen_lines_holds_no_others(seasons: House) -> None:
    record = Record(seasons, "bloc-of-nine")
    flag = Line(award="flag", candidate="U2")
    chosen = record.where("submission-sent")
    record.forge(chosen, lambda event: replace(event, lines=(flag,)))
    for _ in range(4):
        record.drop(len(record.rows) - 1)

    twin = of(record, "quota.certificate=1").twin

    assert twin.state.ledger.awards.submissions["to-council"].lines == (("flag", "U2"),)


def test_without_a_quorum_rule_there_is_no_finding(seasons: House) -> None:
    found = asked(seasons, "bloc-of-nine", "quorum=none")

    assert reasons(found) == {73: "quorum-rule-missing"}
    assert found.differences == {}


def test_a_ranking_that_would_not_be_lawful_is_not_adopted(seasons: House) -> None:
    free = asked(seasons, "hoa-binh-2024", "ballot.first.van-phong=against")

    assert "ranking-poll-invalid" in reasons(free).values()


def test_suppositions_end_where_the_asked_moment_ends(seasons: House) -> None:
    found = asked(seasons, "bloc-of-nine", "standing.U5=free", as_of=79)

    assert told(found)["ranking/U5/place"] == (None, 1)
    assert "flag" not in found.official["polls"]


@pytest.mark.parametrize(
    ("ledger", "supposed"),
    [
        ("bloc-of-nine", "nothing=1"),
        ("bloc-of-nine", "quota.certificate"),
        ("bloc-of-nine", "quota.gone=1"),
        ("bloc-of-nine", "quorum.x=1/2"),
        ("bloc-of-nine", "tie-break.x=none"),
        ("bloc-of-nine", "threshold.gone=1/2"),
        ("bloc-of-nine", "threshold.consent=1/2"),
        ("bloc-of-nine", "base.consent=cast"),
        ("bloc-of-nine", "parameter.gone.share=1/2"),
        ("bloc-of-nine", "parameter.flag-ballot.gone=1/2"),
        ("bloc-of-nine", "parameter.flag-ballot.base=cast"),
        ("bloc-of-nine", "weight.U99=1"),
        ("bloc-of-nine", "standing.U99=free"),
        ("bloc-of-nine", "points.U6=1"),
        ("bloc-of-nine", "points.U6.gone=1"),
        ("bloc-of-nine", "ballot.flag.U1=out"),
        ("bloc-of-nine", "votes.flag.U9=1"),
        ("bloc-of-nine", "papers.flag.votes=1"),
        ("council-of-fifteen", "votes.flag.nine-U2=1"),
        ("council-of-fifteen", "ballot.flag.M99=out"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(seasons: House, ledger: str, supposed: str) -> None:
    with pytest.raises(SuppositionUnknown):
        asked(seasons, ledger, supposed)


@pytest.mark.parametrize(
    ("ledger", "supposed"),
    [
        ("bloc-of-nine", "quota.certificate=many"),
        ("bloc-of-nine", "quota.certificate=-1"),
        ("bloc-of-nine", "quota.certificate=99999999999"),
        ("bloc-of-nine", "quorum=3/2"),
        ("bloc-of-nine", "quorum=half"),
        ("hoa-binh-2024", "quorum=1/2"),
        ("bloc-of-nine", "base.flag-ballot=everybody"),
        ("bloc-of-nine", "ties.flag-ballot=coin"),
        ("bloc-of-nine", "tie-break=criterion:gone"),
        ("bloc-of-nine", "nomination.flag=maybe"),
        ("bloc-of-nine", "weight.U1=0"),
        ("bloc-of-nine", "standing.U5=well"),
        ("bloc-of-nine", "points.U6.work=100.01"),
        ("bloc-of-nine", "points.U6.work=9.999"),
        ("bloc-of-nine", "points.U6.work=much"),
        ("council-of-fifteen", "ballot.flag.M10=perhaps"),
        ("council-of-fifteen", "ballot.flag.M10=gone:for"),
        ("council-of-fifteen", "ballot.flag.M10=nine-U2:for,nine-U2:against"),
    ],
)
def test_a_value_that_cannot_stand_there_is_refused(
    seasons: House, ledger: str, supposed: str
) -> None:
    with pytest.raises(SuppositionInvalid):
        asked(seasons, ledger, supposed)


def test_a_rule_refuses_its_own_parameters(seasons: House) -> None:
    with pytest.raises(ParameterInvalid):
        asked(seasons, "bloc-of-nine", "threshold.flag-ballot=most")


def test_before_there_are_rules_nothing_can_be_supposed(seasons: House) -> None:
    with pytest.raises(RulebookNotAdopted):
        asked(seasons, "bloc-of-nine", "quorum=1/2", as_of=3)


def test_ballots_of_an_open_poll_cannot_be_supposed_otherwise(seasons: House) -> None:
    with pytest.raises(SuppositionUnknown):
        asked(seasons, "council-of-fifteen", "ballot.flag.M01=out", as_of=40)


def test_nothing_leads_from_a_what_if_into_the_ledger() -> None:
    """By type: it holds pictures, which are plain data, and no state, command or submitter."""
    held = get_type_hints(WhatIf)
    taken = get_type_hints(Submitter.submit)

    assert not {
        each for each in held.values() if inspect.isclass(each) and issubclass(each, Command)
    }
    assert all(not isinstance(each, type) or each not in held.values() for each in taken.values())
    assert {field.name for field in msgspec.structs.fields(WhatIf)} == {
        "supposed",
        "official",
        "hypothetical",
        "differences",
        "steps",
    }


def test_every_path_is_told_where_one_is_unknown(seasons: House) -> None:
    with pytest.raises(DomainError) as refusal:
        asked(seasons, "bloc-of-nine", "nothing=1")

    assert refusal.value.facts["known"] == PATHS


@pytest.mark.parametrize("ledger", LEDGERS)
def test_whatever_is_supposed_of_a_season_can_be_folded(seasons: House, ledger: str) -> None:
    record = Record(seasons, ledger)
    events = record.events()
    with seasons.answers.view(ledger) as view:
        tried = [
            what_if(events, record.content, view.state.ledger, [supposed])
            for supposed in every_supposition(view.state.ledger)
        ]

    assert any(found.differences for found in tried)


@pytest.mark.parametrize("path", sorted(FOLDS_FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_whatever_is_supposed_of_any_kind_of_event_can_be_folded(path: Any) -> None:
    record = Record.of_story(path)
    events = record.events()
    ledger = retold(events, (), record.content).twin.official.ledger

    tried = [
        retold(events, suppositions_of(ledger, [supposed]), record.content)
        for supposed in every_supposition(ledger)
    ]

    assert any(found.steps for found in tried)


@pytest.mark.parametrize(
    ("text", "kind", "ballot"),
    [
        ("for", "opinions", Opinions((("a", "for"), ("b", "for")))),
        ("b:against,a:for", "opinions", Opinions((("a", "for"), ("b", "against")))),
        ("b,a", "choice", Choice(("a", "b"))),
        ("blank", "choice", Choice(())),
        ("blank", "opinions", Opinions(())),
        ("b>a", "ranking", Ranking((("b",), ("a",)))),
        ("b=a", "ranking", Ranking((("a", "b"),))),
        ("b:3,a:5", "scores", Scores((("a", 5), ("b", 3)))),
        ("a,c", "choice", None),
        ("a>a", "ranking", None),
        ("a>c", "ranking", None),
        ("a:much", "scores", None),
        ("a:1,a:2", "scores", None),
        ("a:maybe", "opinions", None),
    ],
)
def test_an_answer_is_written_on_one_line(
    text: str, kind: BallotKind, ballot: Ballot | None
) -> None:
    assert read_ballot(text, kind, ("a", "b")) == ballot


@pytest.mark.parametrize(
    ("ballot", "left"),
    [
        (Opinions((("a", "for"), ("b", "for"))), Opinions((("a", "for"),))),
        (Choice(("a", "b")), Choice(("a",))),
        (Ranking((("b",), ("a", "c"))), Ranking((("a",),))),
        (Ranking((("a",), ())), Ranking((("a",), ()))),
        (Scores((("a", 1), ("b", 2))), Scores((("a", 1),))),
    ],
)
def test_an_answer_among_fewer_options_keeps_what_it_says_of_them(
    ballot: Ballot, left: Ballot
) -> None:
    assert among(ballot, {"a"}) == left
