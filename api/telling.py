"""Answers in words, line by line, for every door that speaks to people."""

from collections.abc import Iterator
from typing import Any

from api.answers_out import about
from api.house import House
from api.i18n.catalogue import Words
from projections.answers import View


def headline(words: Words, house: House, view: View) -> str:
    """Which ledger and moment the answer holds for."""
    told = about(house, view)
    title = view.state.ledger.season.title
    return words.text(
        "title.about", title=title, index=told["index"], as_of=told["as_of"][:19].replace("T", " ")
    )


def said_moment(words: Words, row: dict[str, Any]) -> str:
    """One event in a sentence; without an entry for it, its topic and plain fields."""
    facts = {name: value for name, value in row["data"].items() if not isinstance(value, dict)}
    plain = ", ".join(f"{name}={value}" for name, value in list(facts.items())[:3])
    if row["withheld"]:
        return words.text("timeline.withheld", **row["data"])
    return words.text(f"event.{row['topic']}", otherwise=f"{row['topic']}: {plain}", **row["data"])


def poll_lines(words: Words, answer: dict[str, Any]) -> Iterator[str]:
    """A poll in lines: question, turnout, figures by option, every base."""
    yield answer["question"]
    yield words.text(
        "poll.turnout-on-paper" if answer["paper"] else "poll.turnout",
        status=words.text(f"status.{answer['status']}"),
        method=words.text(f"method.{answer['method']}"),
        **{
            name: answer[name]
            for name in ("voters", "cast", "written", "objections", "members")
            if answer[name] is not None
        },
    )
    if answer["paper"]:
        yield words.text("poll.paper", **answer["paper"])
    names = {option["id"]: option["name"] for option in answer["options"]}
    outcome = answer["outcome"]
    if outcome is None:
        yield words.text("poll.no-outcome")
        return
    for option, figures in outcome["figures"].items():
        name = names.get(option, option)
        yield f"  {name if name == option else f'{name} ({option})'}: {votes(words, figures)}"
        for measure in figures.get("measures", ()):
            yield "    " + _measure(words, answer, measure)
    winners = [names.get(option, option) for option in outcome["winners"]]
    yield words.text("poll.winners", winners=winners or words.text("value.nobody"))
    if outcome.get("undecided"):
        yield words.text("poll.undecided", undecided=outcome["undecided"])


def votes(words: Words, figures: dict[str, Any]) -> str:
    """An option's plain figures in a line."""
    told = [(name, value) for name, value in figures.items() if isinstance(value, int | str)]
    return ", ".join(
        f"{words.text(f'figure.{name}')} {value}"
        for name, value in told
        if f"figure.{name}" in words and not isinstance(value, bool)
    )


def _measure(words: Words, answer: dict[str, Any], measure: list[Any]) -> str:
    base, written, votes, figure, _, needed, passes = measure
    own = answer["parameters"].get("base") == base
    counted = answer["parameters"].get("written", written) == written
    line = words.text(
        "poll.measure",
        votes=votes,
        figure=figure,
        base=words.text(f"base.{base}"),
        written=words.text(f"measured.{written}") if answer["written"] else "",
        needed=needed,
        passes=words.text("poll.passes" if passes else "poll.fails"),
    )
    return line + (words.text("poll.own") if own and counted else "")


def minutes_lines(words: Words, answer: dict[str, Any]) -> Iterator[str]:
    """The record of a meeting in lines: the room, the motions, every poll, what was proposed."""
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
