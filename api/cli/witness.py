"""`suyton witness`: an auditor's or teller's own machine vouches for what it has seen."""

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from api.cli.answers import canonical, say, words_of
from api.cli.options import AsJson
from api.cli.verify import finding_words, key_text


def witness(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="A bundle of the log.")],
    *,
    name: Annotated[
        str, typer.Option("--as", help="Who you are, such as example.org/teller.", metavar="NAME")
    ],
    key: Annotated[
        str | None, typer.Option("--key", help="The log's fingerprint or key, from elsewhere.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Verify a bundle and cosign its checkpoint, if it extends every one you have cosigned.

    What you cosigned and your key are kept in `witness` of your data folder. Give the printed
    checkpoint to the log's operator (`suyton checkpoint LEDGER --cosigned FILE`), and your key once
    (`suyton keys --trust KEY`). Exit code 1 if the bundle is not sound or another history.
    """
    import msgspec

    from api.notary.witness import Witness
    from api.settings import default_data
    from projections.bundle.trust import read_trusted

    trusted = None if key is None else read_trusted(key_text(key))
    told = Witness(Path(default_data()) / "witness", name).see(bundle, trusted, int(time.time()))
    words = words_of(None)
    findings = [msgspec.to_builtins(each) for each in told.findings]
    if as_json:
        say(canonical({**msgspec.to_builtins(told), "findings": findings}))
    elif told.text is None:
        for each in findings:
            sys.stderr.write(f"{finding_words(words, each)}\n")
        sys.stderr.write(words.text("witness.refuses") + "\n")
    else:
        say(told.text.removesuffix("\n"))
        sys.stderr.write(words.text("witness.key", key=told.key) + "\n")
    raise typer.Exit(0 if told.text is not None else 1)
