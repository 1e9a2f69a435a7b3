"""`suyton migrate`: bring a store's tables to the version this program works with."""

from api.cli.answers import canonical, say, words_of
from api.cli.options import AsJson, Data


def migrate(as_json: AsJson = False, data: Data = "") -> None:
    """Bring a store of an older version forward, in one transaction.

    Every other command refuses such a store and changes nothing. Migrating again does nothing.
    """
    import msgspec

    from api.cli.store import existing
    from engine.persistence.opening import migrate_store

    migrated = migrate_store(existing(data))
    facts = msgspec.structs.asdict(migrated)
    key = "migrate.done" if migrated.was < migrated.now else "migrate.nothing"
    say(canonical(facts) if as_json else words_of(None).text(key, **facts))
