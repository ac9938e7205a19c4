"""The role `feed-parse`: reads a feed's file on standard input, without rights."""

from collections.abc import Sequence

from backend.feeds import child


def run(arguments: Sequence[str]) -> None:
    """Parse, and exit with the parser's status."""
    raise SystemExit(child.main(arguments))
