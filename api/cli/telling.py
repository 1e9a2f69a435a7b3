"""Answers in words, line by line, for a terminal."""

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
        yield f"  {name if name == option else f'{name} ({option})'}: {_votes(words, figures)}"
        for measure in figures.get("measures", ()):
            yield "    " + _measure(words, answer, measure)
    winners = [names.get(option, option) for option in outcome["winners"]]
    yield words.text("poll.winners", winners=winners or words.text("value.nobody"))
    if outcome.get("undecided"):
        yield words.text("poll.undecided", undecided=outcome["undecided"])


def _votes(words: Words, figures: dict[str, Any]) -> str:
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
