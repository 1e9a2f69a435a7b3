"""Frauds by somebody who has the key of the log and signs what was made."""

from hashlib import sha256
from random import Random
from typing import Any

import msgpack
import msgspec

from projections.bundle import layout
from tests.golden.story_rules import BLOC
from tests.projections.bundles.forging import INSIDER, Workbench, in_order, leaf_of
from tests.projections.bundles.fraud import at_of, final_ballot, inside
from tests.projections.bundles.world import LEDGERS


@inside("result-differs")
def a_choice_is_changed(bench: Workbench, chance: Random) -> bytes:
    at = final_ballot(bench, chance)

    def change(event: dict[str, Any]) -> None:
        ballot = event["state"]["data"]["ballot"]
        if ballot["type"] == "choice":
            ballot["marks"] = [] if ballot["marks"] else ["a"]
        else:
            other = {"for": "against", "against": "for", "abstain": "for"}
            ballot["views"] = [[option, other[view]] for option, view in ballot["views"]]

    return bench.with_leaves(bench.change(at, change), INSIDER)


@inside("result-differs")
def a_vote_is_removed(bench: Workbench, chance: Random) -> bytes:
    at = final_ballot(bench, chance)
    leaves = bench.leaves
    del leaves[at]
    return bench.with_leaves(leaves, INSIDER)


def _inserted(bench: Workbench, at: int, event: dict[str, Any]) -> bytes:
    leaves = bench.leaves
    leaves.insert(at, leaf_of(event))
    return bench.with_leaves(leaves, INSIDER)


def _ballot_stream(poll: str, member: str) -> bytes:
    told = b"ballot-2" + LEDGERS[BLOC].bytes
    whole = f"{poll}\0{member}".encode()
    return sha256(told + poll.encode()).digest()[:2] + sha256(told + whole).digest()[:14]


@inside("voter-not-on-roll")
def a_ghost_votes(bench: Workbench, chance: Random) -> bytes:
    at = at_of(bench, chance, "ballot-cast")
    event = bench.events()[at]
    ghost = f"G{chance.randrange(100)}"
    data = event["state"]["data"]
    data.pop("was", None)
    data["member"] = ghost
    event |= {"version": 1, "stream": _ballot_stream(data["poll"], ghost)}
    return _inserted(bench, at, event)


@inside("ballot-twice")
def a_member_votes_twice(bench: Workbench, chance: Random) -> bytes:
    at, events = final_ballot(bench, chance), bench.events()
    event = events[at]
    event["state"]["data"]["was"] = event["state"]["data"]["ballot"]
    event["version"] = 2
    return _inserted(bench, at + 1, event)


@inside("stream-version-wrong")
def an_event_is_recorded_twice(bench: Workbench, chance: Random) -> bytes:
    at = chance.randrange(1, len(bench.leaves))
    leaves = bench.leaves
    leaves.insert(at, leaves[at])
    return bench.with_leaves(leaves, INSIDER)


@inside("poll-not-open")
def a_ballot_comes_after_the_close(bench: Workbench, chance: Random) -> bytes:
    events = bench.events()
    at = final_ballot(bench, chance)
    poll = events[at]["state"]["data"]["poll"]
    close = next(
        n
        for n, each in enumerate(events)
        if each["topic"] == "poll-closed" and each["state"]["data"]["poll"] == poll
    )
    leaves = bench.leaves
    late = leaves.pop(at)
    leaves.insert(close, late)
    return bench.with_leaves(leaves, INSIDER)


@inside("result-differs")
def an_outcome_is_changed(bench: Workbench, chance: Random) -> bytes:
    at = at_of(bench, chance, "outcome-announced")

    def change(event: dict[str, Any]) -> None:
        data = event["state"]["data"]
        data["winners"] = [] if data["winners"] else ["U2"]

    return bench.with_leaves(bench.change(at, change), INSIDER)


@inside("result-differs")
def a_threshold_is_changed(bench: Workbench, chance: Random) -> bytes:
    events = bench.events()
    at = chance.choice(
        [
            at
            for at, event in enumerate(events)
            if event["topic"] == "poll-opened" and "share" in event["state"]["data"]["parameters"]
        ]
    )

    def change(event: dict[str, Any]) -> None:
        event["state"]["data"]["parameters"]["share"] = chance.choice(["1/100", "99%", "1/7"])

    return bench.with_leaves(bench.change(at, change), INSIDER)


@inside("result-differs")
def the_roll_of_a_poll_is_changed(bench: Workbench, chance: Random) -> bytes:
    at = at_of(bench, chance, "poll-opened")

    def change(event: dict[str, Any]) -> None:
        voters = event["state"]["data"]["roll"]["voters"]
        voters[chance.randrange(len(voters))][1] += chance.randrange(1, 5)

    return bench.with_leaves(bench.change(at, change), INSIDER)


@inside("content-missing")
def the_rulebook_is_swapped_in_the_log(bench: Workbench, chance: Random) -> bytes:
    at = at_of(bench, chance, "rulebook-adopted")

    def change(event: dict[str, Any]) -> None:
        event["state"]["data"]["content"]["digest"] = chance.randbytes(32)

    return bench.with_leaves(bench.change(at, change), INSIDER)


@inside("result-differs")
def the_rulebook_is_swapped_with_its_content(bench: Workbench, chance: Random) -> bytes:
    at = at_of(bench, chance, "rulebook-adopted")
    reference = bench.events()[at]["state"]["data"]["content"]
    name = layout.content_path(reference["digest"])
    rulebook = msgpack.unpackb(bench.members[name])
    rulebook["ballots"][0]["base"] = "present"
    data = msgpack.packb(in_order(rulebook))
    digest = sha256(data).digest()
    bench.members = {
        layout.content_path(digest) if each == name else each: data if each == name else kept
        for each, kept in bench.members.items()
    }

    def change(event: dict[str, Any]) -> None:
        event["state"]["data"]["content"] = {"digest": digest, "size": len(data)}

    return bench.with_leaves(bench.change(at, change), INSIDER)


@inside("event-unknown")
def an_event_of_no_kind(bench: Workbench, chance: Random) -> bytes:
    def change(event: dict[str, Any]) -> None:
        event["topic"] = f"wish-{chance.randrange(9)}"

    return bench.with_leaves(bench.change(chance.randrange(1, 50), change), INSIDER)


@inside("event-unreadable")
def an_event_with_a_field_too_many(bench: Workbench, chance: Random) -> bytes:
    def change(event: dict[str, Any]) -> None:
        event["state"]["data"]["hint"] = "vote for U1"

    return bench.with_leaves(bench.change(chance.randrange(1, 50), change), INSIDER)


@inside("event-not-canonical")
def an_event_in_another_encoding(bench: Workbench, chance: Random) -> bytes:
    at = chance.randrange(len(bench.leaves))
    leaves, event = bench.leaves, bench.events()[at]
    state = {key: event["state"][key] for key in sorted(event["state"], reverse=True)}
    packed = msgpack.packb(state)
    leaves[at] = msgpack.packb([1, event["stream"], event["version"], event["topic"], packed])
    return bench.with_leaves(leaves, INSIDER)


@inside("time-goes-back")
def an_event_is_dated_back(bench: Workbench, chance: Random) -> bytes:
    def change(event: dict[str, Any]) -> None:
        event["state"]["at"] -= 3_600_000_000

    return bench.with_leaves(bench.change(chance.randrange(1, 100), change), INSIDER)


@inside("stream-wrong")
def a_ballot_in_another_stream(bench: Workbench, chance: Random) -> bytes:
    def change(event: dict[str, Any]) -> None:
        event["stream"] = chance.randbytes(16)

    return bench.with_leaves(bench.change(at_of(bench, chance, "ballot-cast"), change), INSIDER)


@inside("result-differs")
def a_proposal_passes_that_was_not_carried(bench: Workbench, chance: Random) -> bytes:
    def change(event: dict[str, Any]) -> None:
        event["topic"] = "proposal-passed"

    at = at_of(bench, chance, "proposal-not-passed")
    return bench.with_leaves(bench.change(at, change), INSIDER)


@inside("result-differs")
def a_ranking_is_turned_round(bench: Workbench, chance: Random) -> bytes:
    def change(event: dict[str, Any]) -> None:
        event["state"]["data"]["places"].reverse()

    return bench.with_leaves(bench.change(at_of(bench, chance, "ranking-adopted"), change), INSIDER)


@inside("claimed-root-differs")
def a_submission_names_another_tree(bench: Workbench, chance: Random) -> bytes:
    def change(event: dict[str, Any]) -> None:
        event["state"]["data"]["root"] = chance.randbytes(32)

    at = at_of(bench, chance, "submission-sent", "submission-resent")
    return bench.with_leaves(bench.change(at, change), INSIDER)


@inside("lot-not-committed")
def another_lot_is_drawn(bench: Workbench, chance: Random) -> bytes:
    def change(event: dict[str, Any]) -> None:
        event["state"]["data"]["seed"] = chance.randbytes(16)

    return bench.with_leaves(bench.change(at_of(bench, chance, "lot-drawn"), change), INSIDER)


@inside("tally-not-agreed")
def the_tellers_figures_are_changed(bench: Workbench, chance: Random) -> bytes:
    def change(event: dict[str, Any]) -> None:
        event["state"]["data"]["count"]["votes"][0][2] += 1

    return bench.with_leaves(bench.change(at_of(bench, chance, "tally-entered"), change), INSIDER)


@inside("history-differs")
def the_past_is_rewritten(bench: Workbench, chance: Random) -> bytes:
    def change(event: dict[str, Any]) -> None:
        event["state"]["data"]["title"] = f"another {chance.random()}"

    return bench.with_leaves(bench.change(0, change), INSIDER)


@inside("withheld-without-ground")
def a_ballot_is_hidden(bench: Workbench, chance: Random) -> bytes:
    at = final_ballot(bench, chance)
    event = bench.events()[at]
    leaf = bench.leaves[at]
    name = next(each for each in bench.members if each.startswith("tile/entries/"))
    told = len(leaf).to_bytes(2) + leaf
    bench.members[name] = bench.members[name].replace(told, b"\0\0", 1)
    manifest = msgspec.json.decode(bench.members[layout.MANIFEST])
    manifest["withheld"] = [{"poll": event["state"]["data"]["poll"], "indexes": [at]}]
    bench.set_manifest(manifest)
    return bench.summed(INSIDER)


@inside("opening-out-of-place")
def the_ledger_is_opened_twice(bench: Workbench, chance: Random) -> bytes:
    event = bench.events()[0]
    event["version"] = 2
    later = bench.events()[50]["state"]["at"]
    event["state"]["at"] = later
    return _inserted(bench, 51, event)
