"""Options that several commands share, so that they are named and explained once."""

from typing import Annotated

import typer

Data = Annotated[
    str,
    typer.Option("--data", help="The store: a folder or a postgresql:// address.", metavar="PLACE"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", help="An index, or a time such as 2025-01-02T14:32.", metavar="WHEN"),
]
LedgerName = Annotated[str, typer.Argument(metavar="LEDGER", help="Slug or id of the ledger.")]
