"""What Shodan's tags of a host say of it."""

from collections.abc import Sequence

from backend.models.answers import Level

VULNERABLE = "vulnerable"
BAD = frozenset({"malware", "c2", "compromised"})


def verdict_of(tags: Sequence[str]) -> tuple[Level, int | None]:
    """Level and score; that a host is open to the internet is information and no verdict."""
    if BAD.intersection(tag.casefold() for tag in tags):
        return Level.MALICIOUS, 80
    return Level.INFORMATIONAL, None


def colour_of(level: Level) -> Level | None:
    """The colour of what made the verdict."""
    return level if level is Level.MALICIOUS else None
