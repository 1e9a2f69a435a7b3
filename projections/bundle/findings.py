"""What a verification finds: named failures with the place, and what was checked and how much.

`CHECKS` is the order in which an auditor asks. A finding names the check, what is wrong (a code
for life), the member of the archive, and the index of the event where there is one.
"""

from typing import Any, Literal

import msgspec

from projections.notes import Note

CHECKS = (
    "archive",
    "sums",
    "signature",
    "quorum",
    "root",
    "history",
    "events",
    "votes",
    "recount",
    "content",
    "derived",
    "others",
)
"""The checks in their order: of the archive, its sums, who signed, whether witnesses did, the root
from the entries, earlier checkpoints, form and order of events, one vote a member, every result,
content and persons, derived files, and other bodies' ledgers.
"""
FINDINGS_MAX = 20
"""Findings of one code that are listed."""

Standing = Literal["sound", "failed", "not-done"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong."""

    check: str
    code: str
    member: str | None = None
    index: int | None = None
    facts: dict[str, Any] = {}


class Checked(msgspec.Struct, kw_only=True):
    """How one check stands, and how many things it has looked at."""

    standing: Standing = "not-done"
    count: int = 0


class Report(msgspec.Struct, kw_only=True):
    """What a verification says. `trusted`: a key from elsewhere was given, and it signed."""

    bundle: str
    format: str = ""
    ledger: str = ""
    slug: str = ""
    origin: str = ""
    size: int = 0
    root: str = ""
    disclosure: str = ""
    fingerprint: str = ""
    trusted: bool = False
    withheld: int = 0
    cosigned: tuple[str, ...] = ()
    checks: dict[str, Checked] = {}
    findings: list[Finding] = []
    more: int = 0
    """Findings beyond those that are listed."""
    note: Note | None = None
    """The checkpoint as it is signed."""

    @property
    def is_sound(self) -> bool:
        """Was nothing found."""
        return not self.findings

    def begin(self, check: str) -> Checked:
        """A check is being done from here on."""
        found = self.checks.setdefault(check, Checked())
        if found.standing == "not-done":
            found.standing = "sound"
        return found

    def find(
        self,
        check: str,
        code: str,
        *,
        member: str | None = None,
        index: int | None = None,
        **facts: Any,
    ) -> None:
        """Something is wrong."""
        self.begin(check).standing = "failed"
        if sum(each.code == code for each in self.findings) >= FINDINGS_MAX:
            self.more += 1
            return
        told = Finding(check=check, code=code, member=member, index=index, facts=facts)
        self.findings.append(told)

    def end(self) -> None:
        """Put checks and findings into the order in which they are asked."""
        self.checks = {check: self.checks.get(check, Checked()) for check in CHECKS}
        self.findings.sort(key=lambda each: CHECKS.index(each.check))
