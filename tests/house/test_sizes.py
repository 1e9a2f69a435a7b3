"""A file is about one thing; a long one is about two."""

from pathlib import Path

LINES_MAX = 500
LINES_HOPED_FOR = 350


def test_no_python_file_is_longer_than_five_hundred_lines(
    root: Path,
    files: tuple[Path, ...],
) -> None:
    lengths = {
        str(path.relative_to(root)): len(path.read_text(encoding="utf-8").splitlines())
        for path in files
        if path.suffix == ".py"
    }

    long = {name: lines for name, lines in lengths.items() if lines > LINES_HOPED_FOR}

    for name, lines in sorted(long.items()):
        print(f"{name}: {lines} lines, above {LINES_HOPED_FOR}")  # noqa: T201  shown by pytest -rP
    assert lengths
    assert [name for name, lines in long.items() if lines > LINES_MAX] == []
