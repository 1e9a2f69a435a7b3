"""`suyton members`: who is in the body, with which weight and office, now or at any moment."""

from api.answers_out import plain
from api.cli.answers import canonical, say, words_of
from api.cli.errors import UsageWrong
from api.cli.options import AsCsv, AsJson, AsOfOption, Data, LedgerName
from api.cli.printing import print_csv, print_table
from api.cli.store import reading_house
from api.nouns.roster import members_out
from api.telling import headline

COLUMNS = ("id", "name", "kind", "weight", "votes", "ranked", "offices", "released")


def members(
    ledger: LedgerName,
    *,
    as_of: AsOfOption = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    data: Data = "",
) -> None:
    """The roster: members, weights, who votes and who is ranked, offices."""
    if as_json and as_csv:
        raise UsageWrong(reason="one of --json and --csv, not both", help="suyton members --help")
    with reading_house(data) as house, house.answers.view(house.id_of(ledger), as_of) as view:
        answer = plain(members_out(house, view))
        words = words_of(None)
        title = headline(words, house, view)
    for row in answer["rows"]:
        held = [office for office, holders in answer["offices"].items() if row["id"] in holders]
        row["offices"] = sorted(held)
    if as_json:
        say(canonical(answer))
        return
    for row in answer["rows"]:
        row["offices"] = ", ".join(row["offices"])
    if as_csv:
        print_csv(COLUMNS, [[row[name] for name in COLUMNS] for row in answer["rows"]])
    else:
        parts = ("votes", "ranked")
        shown = [
            (
                row["id"],
                row["name"],
                row["weight"],
                *(words.text(f"value.{str(row[part]).lower()}") for part in parts),
                row["offices"],
                row["released"],
            )
            for row in answer["rows"]
        ]
        names = ("id", "name", "weight", *parts, "offices", "released")
        sides = {"weight": "right", "released": "right"}
        headings = [(words.text(f"column.{name}"), sides.get(name, "left")) for name in names]
        print_table(title, headings, shown)
