"""What ignore lists say of an indicator, and whether a source may be asked about it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from backend.db.connection import utc_now
from backend.ignore_lists.compiled import Compiled
from backend.ignore_lists.facets import facets_of
from backend.models.answers import Skip, SkipReason
from backend.models.ignore_lists import Action, ListHit, Matching, Scope
from backend.models.indicators import Indicator, KindName
from backend.models.sources import Source


class ListState(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A list as matching needs it; what it holds is in the images."""

    id: str
    name: str
    enabled: bool
    is_global: bool = msgspec.field(name="global")
    action: Action
    kinds: frozenset[KindName] | None
    expires_at: datetime | None
    entry_count: int
    entries_version: int
    source_ids: frozenset[str]
    provider_ids: frozenset[str]

    @property
    def scope(self) -> Scope:
        """The widest that it has."""
        if self.is_global:
            return Scope.GLOBAL
        if self.provider_ids:
            return Scope.PROVIDER
        return Scope.SOURCE if self.source_ids else Scope.NONE

    def counts_for(self, source: Source) -> bool:
        """Whether questions to this source are its business."""
        return (
            self.is_global
            or source.id in self.source_ids
            or (source.provider_id or "") in self.provider_ids
        )

    def is_about(self, indicator: Indicator) -> bool:
        """Whether it is in force, and about indicators of this kind."""
        if self.kinds is not None and indicator.kind not in self.kinds:
            return False
        return self.expires_at is None or self.expires_at > utc_now()


class Hit(NamedTuple):
    """An entry that matches, and its list."""

    list: ListState
    matching: Matching
    entry: str

    def shown(self) -> ListHit:
        """As the API shows it."""
        return ListHit(
            list_id=self.list.id,
            list_name=self.list.name,
            entry=self.entry,
            matching=self.matching,
            action=self.list.action,
            scope=self.list.scope,
        )


class Part(NamedTuple):
    """An image, and its lists by number; None for those that it does not answer for."""

    compiled: Compiled
    lists: Sequence[ListState | None]


class Matcher:
    """All lists at one time. Never changed, but replaced; any thread may ask it."""

    def __init__(self, parts: Iterable[Part] = ()) -> None:
        self._parts = tuple(parts)

    def match(self, indicator: Indicator) -> tuple[Hit, ...]:
        """Every entry that the indicator matches, of lists that are switched on and in force."""
        if not self._parts:
            return ()
        facets = facets_of(indicator)
        return tuple(
            Hit(found, entry.matching, entry.text)
            for compiled, lists in self._parts
            for entry in compiled.find(facets)
            if (found := lists[entry.list_number]) is not None and found.is_about(indicator)
        )


NOTHING = Matcher()


def reasons(hits: Sequence[Hit], source: Source) -> list[Skip]:
    """Why a source is not asked about an indicator with these hits: none or one reason."""
    blocking = [h for h in hits if h.list.action is Action.BLOCK and h.list.counts_for(source)]
    if not blocking:
        return []
    first = {hit.list.id: hit for hit in reversed(blocking)}
    named = "; ".join(
        f"it is on the ignore list {hit.list.name!r} by the entry {hit.entry!r}"
        for hit in reversed(first.values())
    )
    return [Skip(SkipReason.WITHIN_IGNORE_LIST, named, list(reversed(first)))]
