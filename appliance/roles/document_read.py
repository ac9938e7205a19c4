"""The role `document-read`: finds indicators in a document on standard input, without rights."""

from collections.abc import Sequence

from backend.extraction import child


def run(arguments: Sequence[str]) -> None:
    """Read, and exit with the reader's status."""
    raise SystemExit(child.main(arguments))
