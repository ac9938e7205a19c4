"""Overrides in memory, and which of them fits an indicator.

Exact ones are one look-up; wildcards are found by what stands before the first `*` or after the
last one, so that a look-up costs one for each length that such an end has, not one for each
pattern. Only those with neither are tried one by one.
"""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import datetime

from backend.db.connection import utc_now
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.models.indicators import Indicator
from backend.models.overrides import Override, OverrideMatching

Q = load("overrides")

ANY = "*"
Ends = dict[int, dict[str, list[Override]]]
"""Overrides by the length of an end of their pattern, then by that end."""


class OverrideBook:
    """Every override. Never changed, but replaced."""

    def __init__(self, overrides: Iterable[Override] = ()) -> None:
        self._exact: dict[str, list[Override]] = {}
        self._heads: Ends = {}
        self._tails: Ends = {}
        self._others: list[Override] = []
        for override in overrides:
            if override.matching is OverrideMatching.EXACT:
                self._exact.setdefault(override.pattern, []).append(override)
            else:
                self._add_wildcard(override)

    def find(self, indicator: Indicator, now: datetime | None = None) -> Override | None:
        """The override that counts for an indicator, if any fits (docs/verdicts.md)."""
        fitting = list(self._fitting(indicator))
        if not fitting:
            return None
        moment = now or utc_now()
        return max((o for o in fitting if not o.expired(moment)), key=_rank, default=None)

    def _add_wildcard(self, override: Override) -> None:
        pattern = override.pattern.lower()
        head, tail = pattern.split(ANY, 1)[0], pattern.rsplit(ANY, 1)[1]
        if not head and not tail:
            self._others.append(override)
            return
        end, ends = (head, self._heads) if len(head) > len(tail) else (tail, self._tails)
        ends.setdefault(len(end), {}).setdefault(end, []).append(override)

    def _fitting(self, indicator: Indicator) -> Iterator[Override]:
        for override in self._exact.get(indicator.data, ()):
            if override.kind in (None, indicator.kind):
                yield override
        if not (self._heads or self._tails or self._others):
            return
        value = indicator.data.lower()
        for override in self._candidates(value):
            if override.kind in (None, indicator.kind) and fits(override.pattern.lower(), value):
                yield override

    def _candidates(self, value: str) -> Iterator[Override]:
        for length, by_end in self._heads.items():
            yield from by_end.get(value[:length], ())
        for length, by_end in self._tails.items():
            yield from by_end.get(value[-length:], ())
        yield from self._others


def fits(pattern: str, value: str) -> bool:
    """Whether a value is what `pattern` says, in which `*` stands for any characters.

    Each part is looked for behind the one before it: no pattern makes it slow.
    """
    head, *middle, tail = pattern.split(ANY)
    if len(value) < len(head) + len(tail) or not value.startswith(head):
        return False
    if not value.endswith(tail):
        return False
    position, end = len(head), len(value) - len(tail)
    for part in middle:
        found = value.find(part, position, end)
        if found < 0:
            return False
        position = found + len(part)
    return True


def _rank(override: Override) -> tuple[bool, bool, int, datetime, str]:
    """The higher goes before the lower."""
    return (
        override.matching is OverrideMatching.EXACT,
        override.kind is not None,
        len(override.pattern.replace(ANY, "")),
        override.updated_at,
        override.id,
    )


class OverrideHolder:
    """The overrides of this process, read again when a change is announced."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reading = asyncio.Lock()
        self.all: list[Override] = []
        self.current = OverrideBook()

    async def reload(self) -> None:
        """Read everything again, one reader after the other: what was read last stays."""
        async with self._reading:
            rows = await self._database.run(Q.list_overrides)
            self.all = [to_struct(row, Override) for row in rows]
            self.current = OverrideBook(self.all)
