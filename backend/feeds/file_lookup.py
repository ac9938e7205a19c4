"""Look-ups in a feed's files, which are mapped into memory: some microseconds, without a query."""

import ipaddress
from datetime import timedelta

from backend.db.pool import Database
from backend.feeds.files import UNREADABLE, FeedFiles, OpenFile
from backend.feeds.lookup import FeedLookup, is_fresh, nothing_loaded, stale
from backend.models.answers import FailureKind
from backend.models.errors import SourceError
from backend.models.indicators import KindName
from backend.sources.contract import FeedAnswer, FeedHit, FeedStore, FilePart, Source


def feed_store(
    source: Source,
    database: Database,
    files: FeedFiles,
    max_age: timedelta | None,
    *,
    awaited: bool = True,
) -> FeedStore:
    """Where a source looks things up in its own feed; `awaited` as `FeedLookup` has it."""
    if any(isinstance(part, FilePart) for part in source.feed):
        return FileLookup(files, source, max_age, awaited=awaited)
    return FeedLookup(database, source.slug, max_age, awaited=awaited)


class FileLookup:
    """Implements `contract.FeedStore` for a feed of files.

    `awaited` as `FeedLookup` has it.
    """

    def __init__(
        self,
        files: FeedFiles,
        source: Source,
        max_age: timedelta | None,
        *,
        awaited: bool = True,
    ) -> None:
        self._awaited = awaited
        self._files = files
        self._source = source
        self._max_age = max_age

    async def find(self, _kind: KindName, value: str, *, parts: tuple[str, ...] = ()) -> FeedAnswer:
        """Records whose network is exactly `value`. Errors as `find_containing`."""
        answer = await self.find_containing(value, parts=parts)
        hits = tuple(hit for hit in answer.hits if hit.value == value)
        return FeedAnswer(hits=hits, as_of=answer.as_of, too_old=answer.too_old)

    async def find_host(self, *hosts: str, parts: tuple[str, ...] = ()) -> FeedAnswer:
        """Records of the networks that hold any of these addresses. Errors as `find_containing`."""
        answers = [await self.find_containing(host, parts=parts) for host in hosts]
        return FeedAnswer(
            hits=tuple(hit for answer in answers for hit in answer.hits),
            as_of=min(answer.as_of for answer in answers),
            too_old=answers[0].too_old,
        )

    async def find_containing(self, network: str, *, parts: tuple[str, ...] = ()) -> FeedAnswer:
        """The record of each file that holds this address or network, most specific first.

        Raises:
            SourceError: STALE without a fresh file of any of the parts; REQUEST_ERROR when the
                value is no address; INVALID_ANSWER when a file is damaged.
            SourceSkippedError: NOTHING_LOADED, no file was imported yet.
        """
        try:
            asked = ipaddress.ip_network(network)
        except ValueError:
            raise SourceError(FailureKind.REQUEST_ERROR, f"{network!r} is no address") from None
        names = [part.name for part in self._source.feed if not parts or part.name in parts]
        opened = {name: file for name in names if (file := self._find(name))}
        if not opened and not self._awaited:
            raise nothing_loaded(self._source.slug)
        fresh = {n: file for n, file in opened.items() if is_fresh(file.built_at, self._max_age)}
        if not fresh:
            times = [file.built_at for file in opened.values()]
            raise stale(self._source.slug, times, self._max_age, parts)
        found = [hit for name, file in fresh.items() if (hit := self._hit(name, file, asked))]
        return FeedAnswer(
            hits=tuple(sorted(found, key=lambda hit: -int(hit.value.rpartition("/")[2]))),
            as_of=min(file.built_at for file in fresh.values()),
            too_old=tuple(name for name in opened if name not in fresh),
        )

    def _find(self, part: str) -> OpenFile | None:
        try:
            return self._files.find(self._source.slug, part)
        except UNREADABLE as error:
            raise self._damaged(part, error) from None

    def _hit(
        self, part: str, file: OpenFile, asked: ipaddress.IPv4Network | ipaddress.IPv6Network
    ) -> FeedHit | None:
        if asked.version > file.ip_version:
            return None
        try:
            record, length = file.reader.get_with_prefix_len(asked.network_address)
        except UNREADABLE as error:
            raise self._damaged(part, error) from None
        if record is None or length > asked.prefixlen:
            return None
        network = ipaddress.ip_network((asked.network_address, max(length, 0)), strict=False)
        return FeedHit(
            part=part,
            value=str(network),
            data={"database": file.database_type, "record": record},
            as_of=file.built_at,
        )

    def _damaged(self, part: str, error: Exception) -> SourceError:
        slug = self._source.slug
        return SourceError(
            FailureKind.INVALID_ANSWER,
            f"the file of {slug} ({part}) cannot be read: {error}; load it anew with "
            f"`feed import {slug} FILE`",
        )
