"""One count for people: who won, the places with their figures, and the steps in words."""

from collections.abc import Iterable, Mapping

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli.paper import heading, indented, sheet
from api.formats.ballot_file import BallotFile
from api.i18n.catalogue import Words, decimal, shown
from engine.rules.catalogue import rule_of
from engine.rules.outcome import Fact, Outcome, Step, ranks

FIGURES_MAX = 5
"""Columns of figures that fit on a page beside the names; more are told below the table."""


def show(outcome: Outcome, file: BallotFile, form: str, words: Words) -> None:
    """Print a count on standard output."""
    page = sheet()
    rule = rule_of(outcome.rule)
    title = words.text(f"rule.{rule.id}.title", otherwise=rule.title)
    page.print(heading(file.title or words.text("count.untitled")))
    page.print(
        words.text(
            "count.by",
            title=title,
            rule=rule.id,
            seats=outcome.seats,
            ballots=file.ballots_number,
            different=file.ballots_different,
            format=form,
        )
    )
    if file.withdrawn:
        page.print(words.text("count.withdrawn", options=file.withdrawn))
    for note in file.notes:
        page.print(words.text(f"note.{note.code}", otherwise=_plain(note), **note.facts))
    page.print()
    _winners(page, outcome, words)
    _places(page, outcome, file, words)
    _facts(page, outcome.totals, words, "count.totals", "total")
    _facts(page, outcome.parameters, words, "count.parameters", "")
    _steps(page, outcome.ties, words, "count.ties")
    _steps(page, outcome.trace, words, "count.rounds")


def _winners(page: Console, outcome: Outcome, words: Words) -> None:
    key = "count.winners" if outcome.winners else "count.no-winner"
    page.print(heading(words.text(key)))
    for number, winner in enumerate(outcome.winners, 1):
        page.print(indented(f"{number}. {winner}"))
    if outcome.undecided:
        left = outcome.seats - len(outcome.winners)
        page.print(
            indented(words.text("count.undecided", options=outcome.undecided, seats=max(left, 0)))
        )
    page.print()


def _places(page: Console, outcome: Outcome, file: BallotFile, words: Words) -> None:
    """The ranking; options that the rule does not rank stand below, without a place."""
    place = ranks(outcome.ranking)
    unplaced = [option for option in file.tally.options if option not in place]
    names = [name for name, _ in _figure_names(outcome)]
    columns = names if len(names) <= FIGURES_MAX else []
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(words.text("count.place"), justify="right")
    table.add_column(words.text("count.option"), overflow="fold")
    for name in columns:
        table.add_column(words.text(f"figure.{name}", otherwise=name), justify="right")
    for option in (*place, *unplaced):
        figures = outcome.figures.get(option, {})
        cells = [decimal(figures[name]) if name in figures else "" for name in columns]
        table.add_row(str(place.get(option, "–")), Text(option), *cells)
    page.print(heading(words.text("count.ranking")))
    page.print(table)
    page.print()
    if columns or not names:
        return
    page.print(heading(words.text("count.figures")))
    for option in (*place, *unplaced):
        told = "; ".join(
            f"{words.text(f'figure.{name}', otherwise=name)} {decimal(value)}"
            for name, value in outcome.figures.get(option, {}).items()
        )
        page.print(indented(f"{option}: {told}"))
    page.print()


def _figure_names(outcome: Outcome) -> Iterable[tuple[str, None]]:
    """The names of all figures, in the order in which options first have them."""
    return dict.fromkeys(name for told in outcome.figures.values() for name in told).items()


def _facts(page: Console, facts: Mapping[str, Fact], words: Words, title: str, prefix: str) -> None:
    if not facts:
        return
    page.print(heading(words.text(title)))
    for name, value in facts.items():
        told = words.text(f"{prefix}.{name}", otherwise=name) if prefix else name
        page.print(indented(f"{told}: {decimal(value)}"))
    page.print()


def _steps(page: Console, steps: Iterable[Step], words: Words, title: str) -> None:
    told = [words.text(f"step.{step.code}", otherwise=_plain(step), **step.facts) for step in steps]
    if not told:
        return
    page.print(heading(words.text(title)))
    for number, text in enumerate(told, 1):
        page.print(indented(f"{number}. {text}"))
    page.print()


def _plain(step: Step) -> str:
    """A step without words: its code and facts."""
    return f"{step.code}: " + "; ".join(
        f"{name} {shown(fact)}" for name, fact in step.facts.items()
    )
