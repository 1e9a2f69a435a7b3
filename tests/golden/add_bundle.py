"""Keep a bundle of the present format: `python -m tests.golden.add_bundle`. Nothing is overwritten.

`bundles/N.tar` is the golden story as a bundle of format `suyton-bundle/N`, made when that format was
new. Until the first release it may be deleted and made anew; afterwards never: auditors hold such files.
"""

import sys
import tempfile
from pathlib import Path

from projections.bundle.layout import FORMAT
from tests.projections.bundles.world import played

FOLDER = Path(__file__).parent / "bundles"


def main() -> None:
    """Add what is missing."""
    path = FOLDER / f"{FORMAT.rpartition('/')[2]}.tar"
    if path.exists():
        return
    path.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        world = played(Path(folder))
        path.write_bytes(world.bundle("auditor"))
        world.store.close()
    sys.stdout.write(f"added {path.name}\n")


if __name__ == "__main__":
    main()
