"""Writes ABIF: rankings, scores in decimals, approvals. What it cannot hold is refused."""

from api.formats.abif import dumped
from api.formats.ballot_file import BallotFile
from api.formats.errors import FormatCannotHold
from api.formats.numbers import decimal
from engine.rules.ballots import Ballot, Choice, OptionId, Ranking, Scores, options_of

_TYPES = {Ranking: "ranked", Scores: "rated", Choice: "choose_many"}


def write(file: BallotFile) -> str:
    """The file as ABIF."""
    tokens = {option: f"c{number}" for number, option in enumerate(file.tally.options, 1)}
    rows = ['{version: "0.1"}']
    if file.title:
        rows.append("{title: " + dumped(file.title) + "}")
    if file.seats is not None:
        rows.append(f"{{seats: {file.seats}}}")
    rows.append("{ballot_type: " + dumped(_type(file)) + "}")
    rows.extend(f"={token}:{_name(name)}" for name, token in tokens.items())
    for ballot, weight in file.tally.ballots.items():
        rows.append(f"{weight}: {_marks(ballot, tokens, file.tally.unit)}".rstrip())
    return "\n".join(rows) + "\n"


def _type(file: BallotFile) -> str:
    kinds = sorted({_TYPES.get(type(ballot), "opinions") for ballot in file.tally.ballots})
    if len(kinds) > 1 or kinds == ["opinions"]:
        raise FormatCannotHold(format="abif", what="kind", found=" ".join(kinds))
    return kinds[0] if kinds else "ranked"


def _name(name: str) -> str:
    return dumped(name) if "[" in name or "]" in name else f"[{name}]"


def _marks(ballot: Ballot, tokens: dict[OptionId, str], unit: tuple[int, int]) -> str:
    named = options_of(ballot)
    if len(set(named)) < len(named):
        raise FormatCannotHold(format="abif", what="repeated-option", found=" ".join(named))
    match ballot:
        case Ranking(groups=groups):
            if () in groups:
                raise FormatCannotHold(format="abif", what="skipped-rank", found=" ".join(named))
            return " > ".join(" = ".join(tokens[option] for option in group) for group in groups)
        case Scores(points=points):
            return ", ".join(f"{tokens[option]}/{_decimal(told, unit)}" for option, told in points)
    return " = ".join(tokens[option] for option in named)


def _decimal(points: int, unit: tuple[int, int]) -> str:
    told = decimal(points, unit)
    if told is None:
        raise FormatCannotHold(format="abif", what="unit", found="/".join(map(str, unit)))
    return told
