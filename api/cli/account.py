"""`suyton account …`: staff accounts, their tokens, and which ledgers they act in."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, get_args
from uuid import uuid4

import typer

from api.access.doorkeeper import Doorkeeper, open_doorkeeper
from api.access.errors import TokenNotValid
from api.cli.answers import canonical, say, words_of
from api.cli.options import AsJson, Data, LedgerName
from api.cli.printing import print_table
from api.cli.store import address_of, recording_house
from api.house import now_micros
from api.typed import typed
from engine.commands.actor import AdmitActor, DismissActor
from engine.errors.actor import RolesInvalid
from engine.events.actor import Role

account = typer.Typer(
    help="Staff accounts: who may sign in, and what they may do in which ledger.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
SignIn = Annotated[str, typer.Argument(metavar="SIGN_IN", help="The name to sign in with.")]
FromPipe = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from standard input, not a prompt."),
]


@account.command("add")
def add(
    sign_in: SignIn,
    *,
    name: Annotated[str, typer.Option(help="The person's name.")],
    administrator: Annotated[
        bool, typer.Option("--administrator", help="May make accounts and admit others.")
    ] = False,
    password_stdin: FromPipe = False,
    data: Data = "",
) -> None:
    """Make an account. From the first administrator on, nobody is let in without signing in."""
    with _doors(data) as doors:
        made = doors.accounts.open(
            sign_in,
            name=typed(name),
            password=_password(from_pipe=password_stdin),
            administrator=administrator,
        )
    say(words_of(None).text("account.made", sign_in=made.sign_in, id=made.id))


@account.command("list")
def list_accounts(as_json: AsJson = False, data: Data = "") -> None:
    """List the accounts."""
    with _doors(data) as doors:
        rows = [
            {
                "id": each.id,
                "sign_in": each.sign_in,
                "name": each.name,
                "administrator": each.administrator,
                "closed": each.closed is not None,
            }
            for each in doors.accounts.all()
        ]
    if as_json:
        say(canonical(rows))
        return
    words = words_of(None)
    columns = ("sign_in", "name", "administrator", "closed", "id")
    headings = [(words.text(f"column.{column}"), "left") for column in columns]
    shown = [
        [
            words.text(f"value.{str(v).lower()}") if isinstance(v := row[c], bool) else v
            for c in columns
        ]
        for row in rows
    ]
    print_table(words.text("title.accounts"), headings, shown)


@account.command("password")
def password(sign_in: SignIn, password_stdin: FromPipe = False, data: Data = "") -> None:
    """Give an account another password; it is signed out everywhere."""
    with _doors(data) as doors:
        doors.accounts.change_password(sign_in, _password(from_pipe=password_stdin))
    say(words_of(None).text("account.password-changed", sign_in=sign_in))


@account.command("close")
def close(sign_in: SignIn, data: Data = "") -> None:
    """Close an account at once: its sessions and tokens end, what it did stays on record."""
    with _doors(data) as doors:
        doors.accounts.close(sign_in)
    say(words_of(None).text("account.closed", sign_in=sign_in))


@account.command("admit")
def admit(
    ledger: LedgerName,
    sign_in: SignIn,
    *,
    role: Annotated[
        list[str], typer.Option(help="secretary, chair, teller or auditor; repeatable.")
    ],
    data: Data = "",
) -> None:
    """Let an account act in a ledger in these roles, in place of any it had there. It is recorded."""
    known = get_args(Role)
    if not set(role) <= set(known):
        raise RolesInvalid(actor=sign_in, roles=tuple(role))
    with _doors(data) as doors:
        found = doors.accounts.named(sign_in)
    command = AdmitActor(actor=found.id, name=found.name, roles=tuple(role))  # type: ignore[arg-type]  # checked above
    with recording_house(data) as house:
        verdict = house.carry_out(house.id_of(ledger), command, key=f"admit-{uuid4()}")
    say(
        words_of(None).text(
            "account.admitted",
            sign_in=sign_in,
            ledger=ledger,
            roles=tuple(role),
            index=verdict.first,
        )
    )


@account.command("dismiss")
def dismiss(
    ledger: LedgerName,
    sign_in: SignIn,
    *,
    reason: Annotated[str, typer.Option(help="Why; it is recorded.")],
    data: Data = "",
) -> None:
    """Let an account act no more in a ledger. It is recorded."""
    with _doors(data) as doors:
        found = doors.accounts.named(sign_in)
    with recording_house(data) as house:
        command = DismissActor(actor=found.id, reason=typed(reason))
        house.carry_out(house.id_of(ledger), command, key=f"dismiss-{uuid4()}")
    say(words_of(None).text("account.dismissed", sign_in=sign_in, ledger=ledger))


@account.command("token")
def token(
    sign_in: SignIn,
    *,
    label: Annotated[str, typer.Option(help="What it is for.")],
    writes: Annotated[
        bool, typer.Option("--writes", help="May also change, not only read.")
    ] = False,
    data: Data = "",
) -> None:
    """Make an API token that acts as this account. It is shown once."""
    with _doors(data) as doors:
        found = doors.accounts.named(sign_in)
        id_, secret = doors.sessions.make_token(
            found.id, label=typed(label), scope="write" if writes else "read"
        )
    say(words_of(None).text("account.token", id=id_))
    say(secret)


@account.command("revoke")
def revoke(token_id: Annotated[str, typer.Argument(metavar="TOKEN_ID")], data: Data = "") -> None:
    """Revoke an API token at once."""
    with _doors(data) as doors:
        if not doors.sessions.revoke_token(token_id):
            raise TokenNotValid
    say(words_of(None).text("account.token-revoked", id=token_id))


@contextmanager
def _doors(data: str) -> Iterator[Doorkeeper]:
    doors = open_doorkeeper(address_of(data), clock=now_micros)
    try:
        yield doors
    finally:
        doors.close()


def _password(*, from_pipe: bool) -> str:
    if from_pipe:
        return sys.stdin.readline().rstrip("\n")
    asked = words_of(None).text("account.ask-password")
    told: str = typer.prompt(asked, hide_input=True, confirmation_prompt=True)
    return told
