"""A feed's settings: what the administrator set, else what the source declares."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from backend.sources.contract import FeedPart, FilePart, Source

MAX_AGE_SETTING = "max_age_hours"


def setting(source: Source, settings: Mapping[str, Any], name: str) -> Any:
    """The setting's value.

    Raises:
        KeyError: the source has no such setting.
    """
    return settings.get(name, declared(source, name))


def declared(source: Source, name: str) -> Any:
    """What the source declares for a setting; KeyError as `setting`."""
    return {s.name: s.default for s in source.settings}[name]


def address_of(
    source: Source,
    settings: Mapping[str, Any],
    part: FeedPart | FilePart,
    secrets: Collection[str],
) -> str:
    """Where a part's file is; empty when it is only imported. `secrets` are names of slots.

    The address that the source declares is of no use without the secrets that the part `needs`.
    """
    url = str(setting(source, settings, part.url_setting)).strip()
    lacks = any(name not in secrets for name in part.needs)
    return "" if lacks and url == declared(source, part.url_setting) else url


def has_address(source: Source, settings: Mapping[str, Any], secrets: Collection[str]) -> bool:
    """Whether any part is downloaded; a feed without an address is only imported."""
    return any(address_of(source, settings, part, secrets) for part in source.feed)


def max_age(source: Source, settings: Mapping[str, Any]) -> timedelta | None:
    """How old the source's copy may be; None is any age (the setting is 0 or there is none)."""
    if any(s.name == MAX_AGE_SETTING for s in source.settings):
        hours = int(setting(source, settings, MAX_AGE_SETTING))
        return timedelta(hours=hours) if hours > 0 else None
    return timedelta(seconds=source.max_age_seconds) if source.max_age_seconds else None


def keep_days(source: Source, settings: Mapping[str, Any], part: FeedPart | FilePart) -> int | None:
    """For how many days a part keeps rows that its file no longer has: 0 for ever, None not."""
    if isinstance(part, FilePart) or part.keeps is None:
        return None
    return max(0, int(setting(source, settings, part.keeps)))
