"""What holds wherever kinds of indicators are compared."""

import re
from pathlib import Path

import backend

IDENTITY = re.compile(r"\bis (?:not )?Kind\.")


def test_kinds_are_compared_as_the_names_that_they_are() -> None:
    """What is read from JSON or the database equals a `Kind` and never is one."""
    folder = Path(backend.__file__).parent
    found = [
        f"{file.relative_to(folder)}:{number}"
        for file in sorted(folder.rglob("*.py"))
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if IDENTITY.search(line)
    ]
    assert found == []
