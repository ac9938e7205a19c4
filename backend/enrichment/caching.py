"""Answers that are kept: for how long, under which key, and how they are forgotten."""

from datetime import datetime, timedelta

import msgspec

from backend.cache import Cache
from backend.db.connection import utc_now
from backend.enrichment.results import Outcome
from backend.models.answers import Answer
from backend.models.indicators import Indicator
from backend.models.requests import CacheAction, CacheNote
from backend.models.sources import Source
from runners.telemetry import tracing

# That somebody knows nothing becomes wrong sooner than what they know.
NOT_FOUND_SECONDS = 3600


class _Cached(msgspec.Struct, frozen=True):
    answer: Answer
    cached_at: datetime
    expires_at: datetime
    logs: tuple[str, ...] = ()


class AnswerCache:
    """Answers of sources in a cache. Failures and skips are never kept."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    async def get(self, key: str) -> Outcome | None:
        """What was kept, with its age; what cannot be read any longer is a miss."""
        with tracing.span("cache get") as span:
            stored = await self._cache.get(key)
            span.set("cache.hit", stored is not None)
        if stored is None:
            return None
        try:
            cached = msgspec.json.decode(stored, type=_Cached)
        except msgspec.DecodeError:
            return None
        note = CacheNote(CacheAction.FROM_CACHE, cached.cached_at, cached.expires_at, key)
        return Outcome(answer=cached.answer, cache=note, logs=cached.logs)

    async def put(self, key: str, source: Source, outcome: Outcome) -> Outcome:
        """Keep an answer, in place of what was kept before; the outcome says so."""
        answer = outcome.answer
        if answer is None or not is_cached(source):
            return outcome
        seconds, now = seconds_kept(source, found=answer.found), utc_now()
        expires_at = now + timedelta(seconds=seconds)
        cached = _Cached(answer, now, expires_at, outcome.logs)
        with tracing.span("cache put"):
            await self._cache.put(key, msgspec.json.encode(cached), seconds)
        note = CacheNote(CacheAction.SAVED_TO_CACHE, now, expires_at, key)
        return msgspec.structs.replace(outcome, cache=note)

    async def forget(self, source_id: str) -> None:
        """Drop every answer of a source."""
        await self._cache.forget(f"{source_id}:")


def is_cached(source: Source) -> bool:
    """Whether answers of a source are kept."""
    return source.cache_enabled and source.cache_interval is not None


def key_of(source: Source, indicator: Indicator) -> str:
    """What an answer is kept under: any change of the source makes it another."""
    return f"{source.id}:{source.version}:{indicator.kind}:{indicator.data}"


def seconds_kept(source: Source, *, found: bool) -> int:
    """How long an answer is kept."""
    longest = source.cache_interval or 0
    if found:
        return longest
    return source.cache_not_found_interval or min(longest, NOT_FOUND_SECONDS)
