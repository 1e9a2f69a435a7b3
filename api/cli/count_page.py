"""One count for people: who won, the places with their figures, and the steps in words."""

from collections.abc import Iterable, Mapping

from rich import box
from rich.table import Table
from rich.text import Text

from api.cli.paper import Paper
from api.formats.ballot_file import BallotFile
from api.i18n.catalogue import Words
from api.i18n.forms import decimal, shown
from engine.rules.catalogue import rule_of
from engine.rules.outcome import Fact, Outcome, Step, ranks

COLUMNS_MAX = 5
"""Columns of figures that fit beside the names; more are told option by option."""
MATRIX_MAX = 10
"""Options of which a table of duels fits on a page; larger ones are in the JSON."""


def show(outcome: Outcome, file: BallotFile, form: str, words: Words) -> None:
    """Print a count on standard output."""
    page = _Page(outcome, file, words)
    page.head(form)
    page.winners()
    page.places()
    page.details()
    page.facts(outcome.totals, "count.totals", "total")
    page.facts(outcome.parameters, "count.parameters", "")
    page.steps(outcome.ties, "count.ties")
    page.steps(outcome.trace, "count.rounds")


class _Page:
    """The parts of the page, in order."""

    def __init__(self, outcome: Outcome, file: BallotFile, words: Words) -> None:
        self.outcome = outcome
        self.file = file
        self.words = words
        self.paper = Paper()
        self.place = ranks(outcome.ranking)
        self.options = (*self.place, *(o for o in file.tally.options if o not in self.place))
        """Those ranked by place, then those that the rule does not rank."""
        told = [name for figures in outcome.figures.values() for name in figures]
        self.names = tuple(name for name in dict.fromkeys(told) if not self._plain_channel(name))
        flat = [name for name in self.names if not self._nested(name)]
        self.columns = flat if len(flat) <= COLUMNS_MAX else []

    def _nested(self, name: str) -> bool:
        figures = self.outcome.figures.values()
        return any(isinstance(told.get(name), tuple | list) for told in figures)

    def _plain_channel(self, name: str) -> bool:
        """Whether this figure only repeats what all ballots gave, for want of other channels."""
        figures = self.outcome.figures.values()
        return name == "channels" and all(_is_unnamed(told.get(name, ())) for told in figures)

    def head(self, form: str) -> None:
        """What was counted, by what."""
        rule, words, file = rule_of(self.outcome.rule), self.words, self.file
        self.paper.heading(file.title or words.text("count.untitled"))
        self.paper.paragraph(
            words.text(
                "count.by",
                title=words.text(f"rule.{rule.id}.title", otherwise=rule.title),
                rule=rule.id,
                seats=self.outcome.seats,
                ballots=file.ballots_number,
                different=file.ballots_different,
                format=form,
            )
        )
        if file.withdrawn:
            self.paper.paragraph(words.text("count.withdrawn", options=file.withdrawn))
        for note in file.notes:
            self.paper.paragraph(self._step(note, "note"))
        self.paper.blank()

    def winners(self) -> None:
        """Who is elected, and between whom it is open."""
        outcome = self.outcome
        self.paper.heading(
            self.words.text("count.winners" if outcome.winners else "count.no-winner")
        )
        for number, winner in enumerate(outcome.winners, 1):
            self.paper.paragraph(f"{number}. {self._labelled(winner)}", indent=2, hang=3)
        if outcome.undecided:
            told = self.words.text("count.undecided", options=outcome.undecided)
            self.paper.paragraph(told, indent=2, hang=2)
        self.paper.blank()

    def places(self) -> None:
        """The ranking with its plain figures."""
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        table.add_column(self.words.text("count.place"), justify="right")
        table.add_column(self.words.text("count.option"), overflow="fold")
        for name in self.columns:
            table.add_column(self._figure(name), justify="right")
        for option in self.options:
            figures = self.outcome.figures.get(option, {})
            cells = [self._cell(figures.get(name, "")) for name in self.columns]
            told = Text(self._labelled(option))
            table.add_row(str(self.place.get(option, "–")), told, *cells)
        self.paper.heading(self.words.text("count.ranking"))
        self.paper.console.print(table)
        self.paper.blank()

    def details(self) -> None:
        """Figures that do not fit into columns, option by option."""
        names = [name for name in self.names if name not in self.columns]
        if not names:
            return
        self.paper.heading(self.words.text("count.figures"))
        for option in self.options:
            figures = self.outcome.figures.get(option, {})
            told = "; ".join(
                f"{self._figure(name)} {self._fact(name, figures[name])}"
                for name in names
                if name in figures
            )
            self.paper.paragraph(f"{option}: {told}", indent=2, hang=2)
        self.paper.blank()

    def facts(self, facts: Mapping[str, Fact], title: str, prefix: str) -> None:
        """Names and values, one a line."""
        if not facts:
            return
        self.paper.heading(self.words.text(title))
        for name, value in facts.items():
            told = self.words.text(f"{prefix}.{name}", otherwise=name)
            self.paper.paragraph(f"{told}: {self._fact(name, value)}", indent=2, hang=2)
        self.paper.blank()

    def steps(self, steps: Iterable[Step], title: str) -> None:
        """Steps in words, numbered; tables of duels below theirs."""
        listed = tuple(steps)
        if not listed:
            return
        self.paper.heading(self.words.text(title))
        for number, step in enumerate(listed, 1):
            self.paper.paragraph(f"{number}. {self._step(step, 'step')}", indent=2, hang=3)
            self._matrix(step.facts)
        self.paper.blank()

    def _step(self, step: Step, prefix: str) -> str:
        """A step in words; one without words as its code and facts."""
        plain = "; ".join(f"{name} {shown(fact)}" for name, fact in step.facts.items())
        key = f"{prefix}.{step.code}"
        return self.words.text(key, otherwise=f"{step.code}: {plain}", **step.facts)

    def _matrix(self, facts: Mapping[str, Fact]) -> None:
        options = facts.get("options", ())
        for rows in facts.values():
            if not isinstance(options, tuple) or not _is_square(rows, len(options)):
                continue
            if len(options) > MATRIX_MAX:
                return
            table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
            table.add_column("")
            for number in range(1, len(options) + 1):
                table.add_column(str(number), justify="right")
            for number, row in enumerate(rows if isinstance(rows, tuple) else (), 1):
                cells = [shown(cell) for cell in (row if isinstance(row, tuple) else ())]
                cells[number - 1] = "–"
                table.add_row(f"     {number} {options[number - 1]}", *cells)
            self.paper.console.print(table)

    def _labelled(self, option: str) -> str:
        """An option, and what else the file calls it: a project's name, a party."""
        label = self.file.labels.get(option, "")
        return f"{option} ({label})" if label else option

    def _cell(self, value: Fact) -> str:
        return self._truth(value) if isinstance(value, bool) else decimal(value)

    def _truth(self, value: bool) -> str:  # a fact to be told, no switch
        return self.words.text(f"value.{shown(value)}", otherwise=shown(value))

    def _figure(self, name: str) -> str:
        return self.words.text(f"figure.{name}", otherwise=name)

    def _fact(self, name: str, value: Fact) -> str:
        """A fact; one of rows in the words of `row.<name>`, where there are any."""
        key = f"row.{name}"
        if isinstance(value, bool):
            return self._truth(value)
        if value in ("", ()):
            return "–"
        if name == "ballots" and _is_unnamed(value):
            return decimal(value[0][1]) if isinstance(value, tuple) else ""
        if key not in self.words or not isinstance(value, tuple):
            return decimal(value)
        rows = (row if isinstance(row, tuple) else (row,) for row in value)
        return "; ".join(
            self.words.text(key, **{f"f{number}": cell for number, cell in enumerate(row, 1)})
            for row in rows
        )


def _is_unnamed(rows: Fact) -> bool:
    """Whether rows by channel are those of the one channel without a name."""
    return isinstance(rows, tuple) and len(rows) == 1 and rows[0][:1] == ("",)


def _is_square(rows: Fact, size: int) -> bool:
    return (
        size > 1
        and isinstance(rows, tuple)
        and len(rows) == size
        and all(isinstance(row, tuple) and len(row) == size for row in rows)
        and all(isinstance(cell, int) for row in rows if isinstance(row, tuple) for cell in row)
    )
