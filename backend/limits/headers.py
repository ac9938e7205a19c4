"""What vendors say of their limits in headers, in the several ways that are in use.

`Retry-After`; `X-RateLimit-Limit/-Remaining/-Reset` and their relatives; the drafts' `RateLimit`
and `RateLimit-Policy` (both shapes), `RateLimit-Limit/-Remaining/-Reset`. What cannot be read says
nothing.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from backend.models.limits import VendorSaid, WindowSaid

TOO_MANY = (429, 509)
UNAVAILABLE = 503
# How long a server that has had too much is left alone when it does not say.
CLOSED_SECONDS = 60.0
# Nobody is obeyed for longer than a month and a day.
AT_MOST_SECONDS = 32 * 86_400.0
# A reset that is larger than any number of seconds to come is a moment.
MOMENT = 1_000_000_000
MILLISECONDS = 100_000_000_000

# Limit, remaining, reset; of the last also whether it always counts seconds to come.
FAMILIES = (
    ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"),
    ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"),
    ("X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset-After"),
    ("X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset"),
    ("X-Api-Quota-Limit", "X-Api-Quota-Remaining", "X-Api-Quota-Reset"),
    ("X-Quota-Limit", "X-Quota-Remaining", "X-Quota-Reset"),
    ("X-Rl-Limit", "X-Rl", "X-Ttl"),
)
NUMBER = re.compile(r"^\s*(\d{1,15})(?:\.\d+)?")
PARAMETER = re.compile(r"\b(limit|remaining|reset|q|r|t|w)\s*=\s*(\d{1,15})")


def read_headers(status: int, headers: Mapping[str, str], now: datetime) -> VendorSaid | None:
    """What an answer says of limits; None when it says nothing. Names of headers in any case."""
    windows = [*_structured(headers), *_families(headers, now)]
    closed = _seconds_to(headers.get("Retry-After", ""), now)
    if status not in (*TOO_MANY, UNAVAILABLE):
        closed = None
    elif status in TOO_MANY and closed is None:
        used_up = [window.resets_in_seconds for window in windows if not window.left]
        closed = max(used_up, default=CLOSED_SECONDS)
    if closed is None and not windows:
        return None
    return VendorSaid(tuple(windows), closed)


def _families(headers: Mapping[str, str], now: datetime) -> list[WindowSaid]:
    for limit_name, left_name, reset_name in FAMILIES:
        left = _number(headers.get(left_name, ""))
        resets = _seconds_to(headers.get(reset_name, ""), now)
        if left is None or resets is None:
            continue
        text = headers.get(limit_name, "")
        limit = _number(text)
        seconds = dict(PARAMETER.findall(text)).get("w")
        return [_window(left if limit is None else limit, left, resets, seconds)]
    return []


def _structured(headers: Mapping[str, str]) -> list[WindowSaid]:
    """`limit=100, remaining=50, reset=5`, or `"name";r=50;t=5` by policy `"name";q=100;w=60`."""
    text = headers.get("RateLimit", "")
    if not text:
        return []
    policies = {_name(item): dict(PARAMETER.findall(item)) for item in _policies(headers)}
    if "remaining" in text:
        found = dict(PARAMETER.findall(text))
        if "remaining" not in found or "reset" not in found:
            return []
        left = int(found["remaining"])
        window = next(iter(policies.values()), {}).get("w")
        return [_window(int(found.get("limit", left)), left, float(found["reset"]), window)]
    windows = []
    for item in text.split(","):
        found, policy = dict(PARAMETER.findall(item)), policies.get(_name(item), {})
        resets = found.get("t", policy.get("w"))
        if "r" in found and resets is not None:
            left = int(found["r"])
            windows.append(
                _window(int(policy.get("q", left)), left, float(resets), policy.get("w"))
            )
    return windows


def _policies(headers: Mapping[str, str]) -> list[str]:
    return headers.get("RateLimit-Policy", "").split(",")


def _name(item: str) -> str:
    return item.partition(";")[0].strip().strip('"')


def _window(limit: int, left: int, resets: float, seconds: str | None) -> WindowSaid:
    return WindowSaid(
        max(limit, left), left, min(resets, AT_MOST_SECONDS), int(seconds) if seconds else None
    )


def _number(text: str) -> int | None:
    found = NUMBER.match(text)
    return int(found[1]) if found else None


def _seconds_to(text: str, now: datetime) -> float | None:
    """Seconds, a moment as seconds or milliseconds since 1970, or a date."""
    number = _number(text)
    if number is None:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (moment - now).total_seconds()
    elif number >= MILLISECONDS:
        seconds = number / 1000 - now.timestamp()
    elif number >= MOMENT:
        seconds = number - now.timestamp()
    else:
        seconds = float(number)
    return min(max(0.0, seconds), AT_MOST_SECONDS)
