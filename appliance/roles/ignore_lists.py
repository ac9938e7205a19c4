"""The role `ignore-lists`: compiles and imports for the backend, which does not wait for it."""

from collections.abc import Sequence

from backend.ignore_lists import child


def run(arguments: Sequence[str]) -> None:
    """Do what standard input says, and exit."""
    del arguments
    raise SystemExit(child.main())
