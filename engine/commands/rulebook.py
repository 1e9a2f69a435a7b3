"""Commands of the rulebook: adopted whole, amended whole, every version on record."""

from engine.aggregates.ledger import Ledger
from engine.commands.base import Command, Context, Decision, content_ref, decided, decides
from engine.errors.season import RulebookAlreadyAdopted, RulebookNotAdopted, RulebookUnchanged
from engine.events.season import RulebookAdopted
from engine.persistence.codec import encode
from engine.rules.rulebook import Rulebook
from engine.rules.rulebook_check import check_rulebook
from engine.values.text import Text


class AdoptRulebook(Command, frozen=True, kw_only=True):
    """Adopt the season's rules in full, as version 1."""

    NAME = "adopt-rulebook"

    rulebook: Rulebook


@decides(AdoptRulebook)
def _(ledger: Ledger, command: AdoptRulebook, context: Context) -> Decision:
    ledger.season.check_running()
    if ledger.rulebooks.versions:
        raise RulebookAlreadyAdopted(version=ledger.rulebooks.version)
    return _adopted(command.rulebook, version=1, reason=None)


class AmendRulebook(Command, frozen=True, kw_only=True):
    """Replace the rules by a new version, with the reason. What was scored or voted under an
    earlier version stays with it.
    """

    NAME = "amend-rulebook"

    rulebook: Rulebook
    reason: Text


@decides(AmendRulebook)
def _(ledger: Ledger, command: AmendRulebook, context: Context) -> Decision:
    ledger.season.check_running()
    versions = ledger.rulebooks
    if not versions.versions:
        raise RulebookNotAdopted
    if versions.versions[versions.version].digest == content_ref(encode(command.rulebook)).digest:
        raise RulebookUnchanged(version=versions.version)
    return _adopted(command.rulebook, version=versions.version + 1, reason=command.reason)


def _adopted(rulebook: Rulebook, *, version: int, reason: str | None) -> Decision:
    check_rulebook(rulebook)
    content = encode(rulebook)
    return decided(
        RulebookAdopted(
            version=version,
            title=rulebook.title,
            content=content_ref(content),
            number=rulebook.number,
            reason=reason,
        ),
        contents=(content,),
    )
