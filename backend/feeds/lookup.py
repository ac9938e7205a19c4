"""Look-ups in a feed's local copy: one query gives the rows and the copy's age together."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from backend.db.connection import DatabaseError, DatabaseUnavailableError, utc_now
from backend.db.pool import Database
from backend.db.queries import Query, load
from backend.models.answers import FailureKind, SkipReason
from backend.models.errors import SourceError, SourceSkippedError
from backend.models.indicators import KindName
from backend.sources.contract import FeedAnswer, FeedHit

Q = load("feeds")


class FeedLookup:
    """Implements `contract.FeedStore` for one feed; nothing is kept between look-ups.

    Without anything loaded, a feed that is `awaited` (there is an address to download it from) is a
    failure; one that is only imported has nothing to be asked yet.
    """

    def __init__(
        self,
        database: Database,
        slug: str,
        max_age: timedelta | None,
        *,
        awaited: bool = True,
    ) -> None:
        self._database = database
        self._slug = slug
        self._max_age = max_age
        self._awaited = awaited

    async def find(self, kind: KindName, value: str, *, parts: tuple[str, ...] = ()) -> FeedAnswer:
        """Rows whose value is exactly `value`.

        Raises:
            SourceError: STALE without a fresh copy of any of the parts; DATABASE_ERROR.
            SourceSkippedError: NOTHING_LOADED, nothing was imported yet.
        """
        rows = await self._run(Q.find_rows, kind=str(kind), value=value)
        return self._answer(rows, parts)

    async def find_containing(self, network: str, *, parts: tuple[str, ...] = ()) -> FeedAnswer:
        """Rows whose network holds this address or network, most specific first. Same errors."""
        return self._answer(await self._run(Q.find_containing, network=network), parts)

    async def find_host(self, *hosts: str, parts: tuple[str, ...] = ()) -> FeedAnswer:
        """Rows whose host is any of these; at most 1,000. Same errors."""
        return self._answer(await self._run(Q.find_host, hosts=list(hosts)), parts)

    async def _run(self, query: Query, **params: Any) -> list[dict[str, Any]]:
        # PostgreSQL has no NUL in a text, so that nothing can be found with one.
        clean = {name: _without_nul(value) for name, value in params.items()}
        try:
            return await self._database.run(query, slug=self._slug, **clean)
        except (DatabaseError, DatabaseUnavailableError) as error:
            raise SourceError(FailureKind.DATABASE_ERROR, error.detail) from error

    def _answer(self, rows: list[dict[str, Any]], parts: tuple[str, ...]) -> FeedAnswer:
        looked_in = [row for row in rows if not parts or row["part"] in parts]
        if not rows and not self._awaited:
            raise nothing_loaded(self._slug)
        fresh = [row for row in looked_in if self._is_fresh(row["as_of"])]
        if not fresh:
            raise stale(self._slug, [row["as_of"] for row in looked_in], self._max_age, parts)
        hits = tuple(
            FeedHit(
                part=row["part"],
                kind=row["kind"],
                value=row["value"],
                data=row["data"],
                as_of=row["as_of"],
                listed=row["seen_at"] is None,
                seen_at=row["seen_at"] or row["as_of"],
            )
            for row in fresh
            if row["value"] is not None
        )
        return FeedAnswer(
            hits=hits,
            as_of=min(row["as_of"] for row in fresh),
            too_old=tuple(dict.fromkeys(row["part"] for row in looked_in if row not in fresh)),
        )

    def _is_fresh(self, as_of: datetime) -> bool:
        return is_fresh(as_of, self._max_age)


def _without_nul(value: str | list[str]) -> str | list[str]:
    if isinstance(value, list):
        return [text.replace("\0", "\N{REPLACEMENT CHARACTER}") for text in value]
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}")


def is_fresh(as_of: datetime, max_age: timedelta | None) -> bool:
    """Whether a copy of this time may still answer; None is any age."""
    return max_age is None or utc_now() - as_of <= max_age


def nothing_loaded(slug: str) -> SourceSkippedError:
    """The skip of a feed that is only imported, and was not yet."""
    return SourceSkippedError(
        f"no file was imported yet: load one with `feed import {slug} FILE`",
        reason=SkipReason.NOTHING_LOADED,
    )


def stale(
    slug: str, times: Sequence[datetime], max_age: timedelta | None, parts: tuple[str, ...] = ()
) -> SourceError:
    """That none of the parts can answer: `times` are of their copies, none if there is none."""
    what = f"{slug} ({' or '.join(parts)})" if parts else slug
    if times and max_age is not None:
        hours = max_age.total_seconds() / 3600
        text = (
            f"the copy of {what} is of {max(times):%Y-%m-%d %H:%M} UTC, more than {hours:g} hours "
            "ago"
        )
    else:
        text = f"nothing was loaded for {what} yet"
    return SourceError(
        FailureKind.STALE,
        f"{text}: refresh the source, or load a file with `feed import {slug} FILE`",
    )
