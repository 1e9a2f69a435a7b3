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
        "poll.turnout",
        status=words.text(f"status.{answer['status']}"),
        method=words.text(f"method.{answer['method']}"),
        **{name: answer[name] for name in ("voters", "cast", "written", "objections", "members")},
    )
    if answer["paper"]:
        yield words.text("poll.paper", **answer["paper"])
    names = {option["id"]: option["name"] for option in answer["options"]}
    outcome = answer["outcome"]
    if outcome is None:
        yield words.text("poll.no-outcome")
        return
    for option, figures in outcome["figures"].items():
        told = ", ".join(
            f"{words.text(f'figure.{k}', otherwise=k)} {v}" for k, v in figures.items()
        )
        yield f"  {option}  {names.get(option, option)}: {told}"
    yield words.text("poll.winners", winners=outcome["winners"] or words.text("value.nobody"))
    for other in answer["other_bases"]:
        yield "  " + words.text(
            "poll.other-base",
            base=words.text(f"base.{other['base']}", otherwise=other["base"]),
            written=words.text(f"written.{other.get('written', 'counted')}", otherwise=""),
            needed=other["totals"].get("needed", ""),
            winners=other["winners"] or words.text("value.nobody"),
        )
