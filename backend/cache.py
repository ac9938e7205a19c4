"""Cached answers: in memory, bounded in bytes, or in Redis. A cache that fails is a miss."""

import time
from typing import Protocol

import cachetools
import redis.asyncio
import structlog

log = structlog.get_logger()

WARN_SECONDS = 60.0
CONNECT_SECONDS = 1.0
PREFIX = "indicator-aggregator:answer:"


class Cache(Protocol):
    """Bytes by key until they expire."""

    async def get(self, key: str) -> bytes | None:
        """What was put, unless it expired or was pushed out."""
        ...

    async def put(self, key: str, value: bytes, seconds: int) -> None:
        """Keep `value` for at most `seconds`."""
        ...

    async def close(self) -> None:
        """Let connections go."""
        ...


class MemoryCache:
    """In this process; the least recently used go first."""

    def __init__(self, max_bytes: int) -> None:
        self._entries: cachetools.TLRUCache[str, tuple[bytes, int]] = cachetools.TLRUCache(
            maxsize=max_bytes,
            ttu=lambda _key, value, now: now + value[1],
            timer=time.monotonic,
            getsizeof=lambda value: len(value[0]) + 200,
        )

    async def get(self, key: str) -> bytes | None:
        """See `Cache`."""
        entry = self._entries.get(key)
        return entry[0] if entry is not None else None

    async def put(self, key: str, value: bytes, seconds: int) -> None:
        """See `Cache`. What is larger than the whole cache is not kept."""
        if len(value) + 200 <= self._entries.maxsize:
            self._entries[key] = (value, seconds)

    async def close(self) -> None:
        """See `Cache`."""
        self._entries.clear()


class RedisCache:
    """In Redis, shared by processes. A Redis that is away costs one warning a minute."""

    def __init__(self, url: str) -> None:
        self._redis = redis.asyncio.Redis.from_url(
            url, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=CONNECT_SECONDS
        )
        self._quiet_until = 0.0

    async def get(self, key: str) -> bytes | None:
        """See `Cache`."""
        try:
            value = await self._redis.get(PREFIX + key)
        except (redis.exceptions.RedisError, OSError) as error:
            self._warn(error)
            return None
        return value if isinstance(value, bytes) else None

    async def put(self, key: str, value: bytes, seconds: int) -> None:
        """See `Cache`."""
        try:
            await self._redis.set(PREFIX + key, value, ex=seconds)
        except (redis.exceptions.RedisError, OSError) as error:
            self._warn(error)

    async def close(self) -> None:
        """See `Cache`."""
        await self._redis.aclose()

    def _warn(self, error: Exception) -> None:
        if time.monotonic() >= self._quiet_until:
            self._quiet_until = time.monotonic() + WARN_SECONDS
            log.warning("redis_unavailable", detail=str(error))


def open_cache(redis_url: str | None, memory_bytes: int) -> Cache:
    """The cache that the configuration asks for."""
    return RedisCache(redis_url) if redis_url else MemoryCache(memory_bytes)
