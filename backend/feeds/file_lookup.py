"""Look-ups in a feed's files, which are mapped into memory: some microseconds, without a query."""

from datetime import timedelta

from backend.db.pool import Database
from backend.feeds.files import UNREADABLE, FeedFiles
from backend.feeds.lookup import FeedLookup, is_fresh, nothing_loaded, stale
from backend.models.answers import FailureKind
from backend.models.errors import SourceError
from backend.models.indicators import KindName
from backend.sources.contract import FeedAnswer, FeedHit, FeedStore, FilePart, KeptFile, Source


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
        """What the files have for exactly `value`. Errors as `find_containing`."""
        answer = await self.find_containing(value, parts=parts)
        hits = tuple(hit for hit in answer.hits if hit.value == value)
        return FeedAnswer(hits=hits, as_of=answer.as_of, too_old=answer.too_old)

    async def find_host(self, *hosts: str, parts: tuple[str, ...] = ()) -> FeedAnswer:
        """What the files have for any of these addresses. Errors as `find_containing`."""
        answers = [await self.find_containing(host, parts=parts) for host in hosts]
        return FeedAnswer(
            hits=tuple(hit for answer in answers for hit in answer.hits),
            as_of=min(answer.as_of for answer in answers),
            too_old=answers[0].too_old,
        )

    async def find_containing(self, network: str, *, parts: tuple[str, ...] = ()) -> FeedAnswer:
        """What each file has for this value, networks from the most specific on.

        Raises:
            SourceError: STALE without a fresh file of any of the parts; INVALID_ANSWER when a file
                is damaged; REQUEST_ERROR as `contract.KeptFile`.
            SourceSkippedError: NOTHING_LOADED, no file was imported yet.
        """
        files = [
            part
            for part in self._source.feed
            if isinstance(part, FilePart) and (not parts or part.name in parts)
        ]
        opened = {part.name: file for part in files if (file := self._find(part))}
        if not opened and not self._awaited:
            raise nothing_loaded(self._source.slug)
        fresh = {n: file for n, file in opened.items() if is_fresh(file.as_of, self._max_age)}
        if not fresh:
            times = [file.as_of for file in opened.values()]
            raise stale(self._source.slug, times, self._max_age, parts)
        found = [hit for name, file in fresh.items() if (hit := self._hit(name, file, network))]
        return FeedAnswer(
            hits=tuple(sorted(found, key=lambda hit: -_prefix_length(hit.value))),
            as_of=min(file.as_of for file in fresh.values()),
            too_old=tuple(name for name in opened if name not in fresh),
        )

    def _find(self, part: FilePart) -> KeptFile | None:
        try:
            return self._files.find(self._source.slug, part)
        except UNREADABLE as error:
            raise self._damaged(part.name, error) from None

    def _hit(self, part: str, file: KeptFile, value: str) -> FeedHit | None:
        try:
            found = file.look_up(value)
        except UNREADABLE as error:
            raise self._damaged(part, error) from None
        if found is None:
            return None
        return FeedHit(part=part, value=found.value, data=found.data, as_of=file.as_of)

    def _damaged(self, part: str, error: Exception) -> SourceError:
        slug = self._source.slug
        return SourceError(
            FailureKind.INVALID_ANSWER,
            f"the file of {slug} ({part}) cannot be read: {error}; load it anew with "
            f"`feed import {slug} FILE`",
        )


def _prefix_length(value: str) -> int:
    """How narrow a network is; 0 for what is none."""
    length = value.rpartition("/")[2]
    return int(length) if "/" in value and length.isdecimal() else 0
