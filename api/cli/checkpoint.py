"""`suyton checkpoint`: the signed size and root of a ledger, and proofs under it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.answers import canonical, say
from api.cli.errors import UsageWrong
from api.cli.keys import print_qr
from api.cli.options import AsJson, Data, LedgerName
from api.cli.store import reading_house
from api.formats.errors import FileUnreadable


def checkpoint(
    ledger: LedgerName,
    *,
    receipt: Annotated[
        int | None,
        typer.Option("--receipt", help="The event of this index, and its proof.", metavar="INDEX"),
    ] = None,
    since: Annotated[
        int | None,
        typer.Option("--since", help="The proof that a signed tree of this size is extended."),
    ] = None,
    cosigned: Annotated[
        Path | None,
        typer.Option("--cosigned", help="Take a checkpoint back from witnesses.", metavar="FILE"),
    ] = None,
    qr: Annotated[bool, typer.Option("--qr", help="Print it as a QR code too.")] = False,
    as_json: AsJson = False,
    data: Data = "",
) -> None:
    """Sign the ledger as it is now. Keep it, or give it away: it shows every later change.

    What is printed is the checkpoint itself (C2SP tlog-checkpoint), a receipt (tlog-proof), or
    with --since what a witness is sent (tlog-witness).
    """
    if sum(each is not None for each in (receipt, since, cosigned)) > 1:
        reason = "one of --receipt, --since and --cosigned"
        raise UsageWrong(reason=reason, help="suyton checkpoint --help")
    with reading_house(data) as house:
        told = _told(house, ledger, receipt, since, cosigned)
    if as_json:
        say(canonical(told))
        return
    say(str(told["text"]).removesuffix("\n"))
    if qr:
        print_qr(str(told["text"]))


def _told(
    house: Any, ledger: str, receipt: int | None, since: int | None, cosigned: Path | None
) -> dict[str, Any]:
    import msgspec

    from api.notary.told import checkpoint_out
    from projections.notes import read_note

    notary, found = house.notary, house.id_of(ledger)
    if cosigned is not None:
        try:
            data = cosigned.read_bytes()
        except OSError as error:
            raise FileUnreadable(file=str(cosigned), reason=error.strerror or "") from error
        note = notary.take_cosignatures(found, read_note(data))
    else:
        note = notary.checkpoint(found)
    out = checkpoint_out(notary, found, note, since)
    told: dict[str, Any] = msgspec.to_builtins(out)
    if receipt is not None:
        told |= {"index": receipt, "text": str(notary.receipt(found, receipt))}
    if out.proof is not None:
        told["text"] = "\n".join([f"old {since}", *out.proof, "", out.text])
    return {name: value for name, value in told.items() if value is not None}
