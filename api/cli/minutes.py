"""`suyton minutes LEDGER`: the meeting's record as text."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from api.cli.answers import canonical, say, words_of
from api.cli.options import AsJson, AsOfOption, Data, LedgerName
from api.cli.printing import print_lines
from api.cli.telling import poll_lines
from api.i18n.catalogue import Words


def minutes(
    ledger: LedgerName,
    *,
    meeting: Annotated[
        str | None, typer.Option(help="Which meeting; by default the newest.")
    ] = None,
    as_of: AsOfOption = None,
    as_json: AsJson = False,
    data: Data = "",
) -> None:
    """The record of a meeting: attendance, motions, polls with every base, proposals."""
    from api.cli.store import reading_house
    from api.minutes_out import minutes_out

    with reading_house(data) as house, house.answers.view(house.id_of(ledger), as_of) as view:
        answer = minutes_out(house, view, meeting)
    if as_json:
        say(canonical(answer))
        return
    print_lines(answer["title"], _lines(words_of(None), answer))


def _lines(words: Words, answer: dict[str, Any]) -> Iterator[str]:
    yield from _room(words, answer)
    yield from _motions(words, answer)
    yield from _results(words, answer)


def _room(words: Words, answer: dict[str, Any]) -> Iterator[str]:
    """Who presided, who was there, and whether they were enough."""
    names = answer["names"]
    for office in ("chair", "secretary"):
        if answer[office]:
            yield words.text(f"minutes.{office}", name=names.get(answer[office], answer[office]))
    for part in ("present", "left", "excused", "absent", "guests"):
        if answer[part]:
            named = ", ".join(names.get(each, each) for each in answer[part])
            yield words.text(f"minutes.{part}", count=len(answer[part]), names=named)
    for quorum in answer["quorums"]:
        met = words.text("poll.passes" if quorum["met"] else "poll.fails")
        yield words.text("minutes.quorum", **{**quorum, "met": met})


def _motions(words: Words, answer: dict[str, Any]) -> Iterator[str]:
    """Who took no part in what, and what was adopted."""
    for recusal in answer["recusals"]:
        yield words.text("event.recusal-declared", **recusal)
    for motion in answer["motions"]:
        key = "minutes.carried" if motion["carried"] else "minutes.not-carried"
        yield words.text(key, text=motion["text"])


def _results(words: Words, answer: dict[str, Any]) -> Iterator[str]:
    """Every poll with its bases, the ranking, the proposals."""
    names = answer["names"]
    for poll in answer["polls"]:
        yield ""
        yield from poll_lines(words, poll)
    if answer["ranking"]:
        places = [[names.get(each, each) for each in group] for group in answer["ranking"]]
        yield ""
        yield words.text("event.ranking-adopted", places=places)
    for proposal in answer["proposals"]:
        yield words.text(
            "minutes.proposal",
            award=answer["award_names"].get(proposal["award"], proposal["award"]),
            name=names.get(proposal["candidate"], proposal["candidate"]),
            status=words.text(f"status.{proposal['status']}"),
        )
