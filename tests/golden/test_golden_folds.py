"""The same events fold into the same state, or the fold has another version.

Snapshots are kept under `FOLD_VERSION`: a state made by other code under the same version would
be taken for this one.
"""

from typing import Any

import msgpack
import pytest

from engine.events.registry import EVENTS
from projections.state import FOLD_VERSION
from projections.tree import root_of_rows
from tests.golden.folding import digest_of
from tests.golden.kept import FOLDS_FOLDER, as_row, read

FOLDS = sorted(FOLDS_FOLDER.glob("*.json"))


@pytest.fixture(params=FOLDS, ids=lambda path: path.stem)
def kept(request: pytest.FixtureRequest) -> dict[str, Any]:
    story: dict[str, Any] = read(request.param)
    return story


def test_the_stories_tell_of_every_event() -> None:
    told = {
        (row["topic"], msgpack.unpackb(bytes.fromhex(row["state"]))["v"])
        for path in FOLDS
        for row in read(path)["rows"]
    }

    missing = {*EVENTS} - told

    assert not missing, (
        "let tests/golden/story.py tell of these, then run `python -m tests.golden.add`"
    )


def test_a_story_folds_into_the_state_it_folded_into(kept: dict[str, Any]) -> None:
    known = kept["digests"].get(str(FOLD_VERSION))

    assert known is not None, "run `python -m tests.golden.add` to keep the digest of this fold"
    assert digest_of(kept) == known, (
        "the same events fold into another state: raise FOLD_VERSION in projections/state.py, "
        "then run `python -m tests.golden.add`"
    )


def test_a_story_has_the_root_it_had(kept: dict[str, Any]) -> None:
    assert root_of_rows(map(as_row, kept["rows"])).root.hex() == kept["root"]
