"""Cached answers: in memory, bounded in bytes, or in Redis. A cache that fails is a miss."""

import sys
import time
from typing import NamedTuple, Protocol

import cachetools
import structlog

log = structlog.get_logger()

WARN_SECONDS = 60.0
CONNECT_SECONDS = 1.0
# What an entry takes in memory beside its value and its key, measured.
ENTRY_BYTES = 350
# A Redis that did not answer is left alone for so long: who asks must not wait for it each time.
AWAY_SECONDS = 1.0
SCAN_KEYS = 1000
PREFIX = "indicator-aggregator:answer:"


class Cache(Protocol):
    """Bytes by key until they expire."""

    async def get(self, key: str) -> bytes | None:
        """What was put, unless it expired or was pushed out."""
        ...

    async def put(self, key: str, value: bytes, seconds: int) -> None:
        """Keep `value` for at most `seconds`."""
        ...

    async def forget(self, prefix: str) -> None:
        """Drop everything whose key begins so, as far as it can be reached."""
        ...

    async def close(self) -> None:
        """Let connections go."""
        ...


class _Entry(NamedTuple):
    """A value, how long it is kept, and what it costs in memory with its key."""

    value: bytes
    seconds: int
    size: int


class MemoryCache:
    """In this process; the least recently used go first."""

    def __init__(self, max_bytes: int) -> None:
        self._entries: cachetools.TLRUCache[str, _Entry] = cachetools.TLRUCache(
            maxsize=max_bytes,
            ttu=lambda _key, entry, now: now + entry.seconds,
            timer=time.monotonic,
            getsizeof=lambda entry: entry.size,
        )

    async def get(self, key: str) -> bytes | None:
        """See `Cache`."""
        entry = self._entries.get(key)
        return entry.value if entry is not None else None

    async def put(self, key: str, value: bytes, seconds: int) -> None:
        """See `Cache`. What is larger than the whole cache is not kept."""
        entry = _Entry(value, seconds, sys.getsizeof(value) + sys.getsizeof(key) + ENTRY_BYTES)
        if entry.size <= self._entries.maxsize:
            self._entries[key] = entry

    async def forget(self, prefix: str) -> None:
        """See `Cache`."""
        for key in [key for key in self._entries if key.startswith(prefix)]:
            self._entries.pop(key, None)

    async def close(self) -> None:
        """See `Cache`."""
        self._entries.clear()


class RedisCache:
    """In Redis, shared by processes. A Redis that is away costs one warning a minute."""

    def __init__(self, url: str) -> None:
        # Its library brings OpenTelemetry along, which is only for those who have Redis.
        import redis.asyncio

        self._errors = (redis.exceptions.RedisError, OSError)
        self._redis = redis.asyncio.Redis.from_url(
            url, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=CONNECT_SECONDS
        )
        self._quiet_until = 0.0
        self._away_until = 0.0

    async def get(self, key: str) -> bytes | None:
        """See `Cache`."""
        if self._is_away():
            return None
        try:
            value = await self._redis.get(PREFIX + key)
        except self._errors as error:
            self._leave_alone(error)
            return None
        return value if isinstance(value, bytes) else None

    async def put(self, key: str, value: bytes, seconds: int) -> None:
        """See `Cache`."""
        if self._is_away():
            return
        try:
            await self._redis.set(PREFIX + key, value, ex=seconds)
        except self._errors as error:
            self._leave_alone(error)

    async def forget(self, prefix: str) -> None:
        """See `Cache`."""
        if self._is_away():
            return
        try:
            keys = self._redis.scan_iter(match=f"{PREFIX}{prefix}*", count=SCAN_KEYS)
            batch: list[bytes] = []
            async for key in keys:
                batch.append(key)
                if len(batch) == SCAN_KEYS:
                    await self._redis.unlink(*batch)
                    batch.clear()
            if batch:
                await self._redis.unlink(*batch)
        except self._errors as error:
            self._leave_alone(error)

    async def close(self) -> None:
        """See `Cache`."""
        await self._redis.aclose()

    def _is_away(self) -> bool:
        return time.monotonic() < self._away_until

    def _leave_alone(self, error: Exception) -> None:
        now = time.monotonic()
        self._away_until = now + AWAY_SECONDS
        if now >= self._quiet_until:
            self._quiet_until = now + WARN_SECONDS
            log.warning("redis_unavailable", detail=str(error))


def open_cache(redis_url: str | None, memory_bytes: int) -> Cache:
    """The cache that the configuration asks for."""
    return RedisCache(redis_url) if redis_url else MemoryCache(memory_bytes)
