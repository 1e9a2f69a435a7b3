"""The delegate's phone: told before voting, recorded once, refused in words, nothing lost."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from msgspec.structs import replace

from engine.commands.attendance import RecordArrival, RecordDeparture
from engine.commands.member import AdmitMember
from engine.commands.poll import ClosePoll
from engine.commands.rulebook import AmendRulebook
from engine.events.poll import BallotCast, PollOption
from engine.persistence.codec import decode_row, open_envelope
from engine.persistence.store import Private
from engine.rules.ballots import Ballot, Choice, Opinions, Ranking, Scores
from engine.rules.rulebook import Rulebook
from tests.api.pages.conftest import SLUG, Hall, key_of
from tests.engine.meeting_room import RULES, ballot, opening

FOR = {"view:it": "for"}


def cast(hall: Hall) -> list[BallotCast]:
    rows = hall.house.store.read(hall.house.id_of(SLUG))
    return [e for row in rows if isinstance(e := decode_row(row).event, BallotCast)]


def test_a_phone_shows_what_is_on_says_that_votes_are_by_name_and_takes_the_vote(
    hall: Hall,
) -> None:
    phone = hall.phone("U1")
    assert "Nothing is being voted on" in phone.get("/vote").text
    hall.play(opening("line"))

    page = phone.get("/vote").text
    assert "recorded under your name" in page
    after = phone.post("/vote/p/U1", data={"key": key_of(page), **FOR})

    assert "Your vote is recorded" in after.text
    (vote,) = cast(hall)
    assert (vote.member, vote.ballot) == ("U1", Opinions((("it", "for"),)))
    newest = next(hall.house.store.read(hall.house.id_of(SLUG), after=hall.size() - 2))
    assert open_envelope(newest).by == "U1"


def test_two_taps_two_tabs_and_a_reload_record_one_vote(hall: Hall) -> None:
    hall.play(opening("line"))
    phone = hall.phone("U1")
    first, second = phone.get("/vote").text, phone.get("/vote").text

    for key in (key_of(first), key_of(first), key_of(second)):
        phone.post("/vote/p/U1", data={"key": key, **FOR})

    assert len(cast(hall)) == 1


def test_many_taps_at_once_record_one_vote(hall: Hall) -> None:
    hall.play(opening("line"))
    phone = hall.phone("U1")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: phone.post("/vote/p/U1", data={"key": f"k{n}", **FOR}), range(16)))

    assert len(cast(hall)) == 1


def test_a_vote_a_moment_after_the_close_is_refused_in_words(hall: Hall) -> None:
    hall.play(opening("line"))
    phone = hall.phone("U1")
    page = phone.get("/vote").text
    hall.play(ClosePoll(poll="p"))

    answer = phone.post(
        "/vote/p/U1", data={"key": key_of(page), **FOR}, headers={"Accept-Language": "vi"}
    )

    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert "poll-not-open" not in answer.text
    assert cast(hall) == []


def test_who_is_not_in_the_room_or_somebody_else_casts_nothing(hall: Hall) -> None:
    hall.play(opening("line"))
    phone = hall.phone("U1")

    answer = phone.post("/vote/p/U2", data={"key": "k", **FOR})

    assert answer.status_code == 409
    assert cast(hall) == []


def test_a_code_opens_one_phone_and_a_new_one_puts_the_old_out(hall: Hall) -> None:
    first = hall.phone("U1")
    second = hall.phone("U1")

    assert first.get("/vote").status_code == 401
    assert second.get("/vote").status_code == 200


def test_a_change_is_offered_only_where_the_rulebook_allows_it(hall: Hall) -> None:
    hall.play(opening("roll", method="electronic"))
    phone = hall.phone("U1")

    phone.post("/vote/p/U1", data={"key": "k1", **FOR})
    page = phone.get("/vote").text
    phone.post("/vote/p/U1", data={"key": "k2", "view:it": "against"})

    assert "Change my vote" in page
    assert [vote.ballot for vote in cast(hall)][-1] == Opinions((("it", "against"),))


KINDS: dict[str, dict[str, object]] = {
    "choice": {"ballot": "choice", "rule": "choose-1", "parameters": {"share": "0"}},
    "ranking": {"ballot": "ranking", "rule": "borda-1", "parameters": {}},
    "scores": {"ballot": "scores", "rule": "star-1", "parameters": {"score_max": 5}},
}
OPTIONS = (
    PollOption(id="a", label="A"),
    PollOption(id="b", label="B"),
    PollOption(id="c", label="C"),
)


def with_kind(name: str) -> Rulebook:
    fields = {"base": None, "quorum": False, **KINDS[name]}
    return replace(RULES, ballots=(*RULES.ballots, ballot(name, "electronic", **fields)))


@pytest.mark.parametrize(
    ("kind", "form", "expected"),
    [
        pytest.param("choice", {"mark": ["b", "a"]}, Choice(("a", "b")), id="choice"),
        pytest.param("choice", {}, Choice(()), id="blank"),
        pytest.param(
            "ranking", {"rank:a": "2", "rank:c": "1"}, Ranking((("c",), ("a",))), id="ranking"
        ),
        pytest.param(
            "ranking",
            {"rank:a": "1", "rank:b": "1", "rank:c": "7"},
            Ranking((("a", "b"), ("c",))),
            id="equal-ranks",
        ),
        pytest.param("scores", {"points:b": "5", "points:a": "0"}, Scores((("a", 0), ("b", 5)))),
    ],
)
def test_every_kind_of_ballot_has_a_form(
    hall: Hall, kind: str, form: dict[str, object], expected: Ballot
) -> None:
    hall.play(
        AmendRulebook(rulebook=with_kind(kind), reason="More kinds"),
        opening(kind, options=OPTIONS, seats=2 if kind == "choice" else 1),
    )
    phone = hall.phone("U1")
    assert phone.get("/vote").status_code == 200

    answer = phone.post("/vote/p/U1", data={"key": "k", **form})

    assert "Your vote is recorded" in answer.text
    assert cast(hall)[0].ballot == expected


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        pytest.param("choice", {"mark": ["a", "b", "c"]}, id="too-many"),
        pytest.param("choice", {"mark": ["nobody"]}, id="unknown-option"),
        pytest.param("ranking", {"rank:a": "first"}, id="no-number"),
        pytest.param("scores", {"points:a": "6"}, id="too-high"),
        pytest.param("scores", {"points:a": "-1"}, id="negative"),
    ],
)
def test_what_would_spoil_a_ballot_is_refused_while_it_can_be_mended(
    hall: Hall, kind: str, form: dict[str, object]
) -> None:
    hall.play(
        AmendRulebook(rulebook=with_kind(kind), reason="More kinds"),
        opening(kind, options=OPTIONS, seats=2 if kind == "choice" else 1),
    )
    phone = hall.phone("U1")

    answer = phone.post("/vote/p/U1", data={"key": "k", **form})

    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert cast(hall) == []


def test_an_acclamation_asks_only_for_objections(hall: Hall) -> None:
    hall.play(opening("acclaim"))
    phone = hall.phone("U2")

    page = phone.get("/vote").text
    after = phone.post("/vote/p/U2", data={"key": key_of(page)})

    assert "unless somebody objects" in page
    assert "objection is recorded" in after.text


def test_who_left_the_room_is_told_so(hall: Hall) -> None:
    hall.play(RecordDeparture(meeting="m", member="U3"), opening("line"))
    phone = hall.phone("U3")

    assert "not recorded as present" in phone.get("/vote").text
    hall.play(RecordArrival(meeting="m", member="U3"))
    assert 'name="view:it"' in phone.get("/vote").text


def test_a_hall_of_persons_costs_a_phone_and_the_wall_only_the_names_they_show(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall.play(
        *(
            AdmitMember(member=f"P{n}", kind="person", name=f"Lê Văn {n}", votes=False)
            for n in range(9)
        ),
        opening("line", "P7"),
    )
    phone = hall.phone("U1")
    looked_up: list[UUID] = []
    kept = hall.house.store.privates

    def counted(ledger: UUID, refs: Sequence[UUID]) -> dict[UUID, Private]:
        looked_up.extend(refs)
        return kept(ledger, refs)

    monkeypatch.setattr(hall.house.store, "privates", counted)

    assert "Lê Văn 7" in phone.get("/vote").text
    assert len(looked_up) == 1
    assert phone.get(f"/ledgers/{SLUG}/wall").status_code == 200
    assert len(looked_up) == 2
