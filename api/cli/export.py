"""`suyton export`: the audit bundle of a ledger."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from api.cli.answers import canonical, say, words_of
from api.cli.options import AsJson, Data, LedgerName
from api.cli.store import reading_house


def export(
    ledger: LedgerName,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write, *.tar.")],
    *,
    disclosure: Annotated[
        str,
        typer.Option("--disclosure", help="public; or auditor: attachments and names as well."),
    ] = "public",
    as_json: AsJson = False,
    data: Data = "",
) -> None:
    """Write a bundle from which anybody can check the ledger without trusting this program.

    The same ledger gives the same bytes. A file that is there is not written over.
    """
    from api.notary.bundles import write_bundle
    from engine.errors.audit import BundleUnwritable

    with reading_house(data) as house:
        found = house.id_of(ledger)
        made = out.with_name(f".{out.name}.new")
        try:
            if out.exists():
                raise FileExistsError(17, os.strerror(17))
            with made.open("xb") as file:
                told = write_bundle(house.notary, found, file, level=disclosure)
            os.link(made, out)
        except OSError as error:
            raise BundleUnwritable(file=str(out), reason=error.strerror or str(error)) from error
        finally:
            with suppress(OSError):
                made.unlink(missing_ok=True)
    facts = {**told, "file": str(out), "bytes": out.stat().st_size}
    say(canonical(facts) if as_json else words_of(None).text("export.done", **facts))
