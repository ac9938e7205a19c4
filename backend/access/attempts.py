"""How often somebody may try a password: per account and per address, in memory or in Redis."""

import hashlib
import ipaddress
import math
import time
from typing import Any

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.storage.redis.redispy import RedispyBridge
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError

from backend.models.errors import TooManyRequestsError

log = structlog.get_logger()

MINUTES = 5
PER_ACCOUNT = RateLimitItemPerMinute(10, MINUTES, namespace="account")
# Several people may share an address; successes count here too.
PER_ADDRESS = RateLimitItemPerMinute(60, MINUTES, namespace="address")
IPV6_PREFIX = 64
REDIS_SECONDS = 1.0
# A Redis that did not answer is left alone for so long.
AWAY_SECONDS = 10.0
PREFIX = "indicator-aggregator:attempts"


class Attempts:
    """Counts attempts. While Redis is away, this process counts for itself."""

    def __init__(self, redis_url: str | None) -> None:
        self._memory = FixedWindowRateLimiter(MemoryStorage(wrap_exceptions=True))
        self._redis = _redis_storage(redis_url) if redis_url else None
        self._shared = FixedWindowRateLimiter(self._redis) if self._redis else self._memory
        self._away_until = 0.0

    async def take(self, account: str, address: str) -> None:
        """Count one attempt, before it is made, so that many at once count too.

        Raises:
            TooManyRequestsError: there were too many.
        """
        await self._take(PER_ADDRESS, _network(address))
        await self._take(PER_ACCOUNT, _hidden(account))

    async def succeeded(self, account: str) -> None:
        """It was the right password: the account's attempts are forgotten."""
        key = _hidden(account)
        await self._memory.clear(PER_ACCOUNT, key)
        if self._is_shared():
            try:
                await self._shared.clear(PER_ACCOUNT, key)
            except StorageError as error:
                self._leave_alone(error)

    async def close(self) -> None:
        """Let the connections to Redis go."""
        if self._redis is not None and isinstance(self._redis.bridge, RedispyBridge):
            client: Any = self._redis.bridge.get_connection()
            await client.aclose()

    async def _take(self, limit: RateLimitItem, key: str) -> None:
        if self._is_shared():
            try:
                return await _hit(self._shared, limit, key)
            except StorageError as error:
                self._leave_alone(error)
        return await _hit(self._memory, limit, key)

    def _is_shared(self) -> bool:
        return self._redis is not None and time.monotonic() >= self._away_until

    def _leave_alone(self, error: StorageError) -> None:
        self._away_until = time.monotonic() + AWAY_SECONDS
        log.warning("attempts_counted_alone", detail=str(error.storage_error))


async def _hit(limiter: FixedWindowRateLimiter, limit: RateLimitItem, key: str) -> None:
    if await limiter.hit(limit, key):
        return
    stats = await limiter.get_window_stats(limit, key)
    seconds = max(1, math.ceil(stats.reset_time - time.time()))
    raise TooManyRequestsError(
        f"too many attempts to sign in: try again in {seconds} seconds", retry_after=seconds
    )


def _redis_storage(url: str) -> RedisStorage:
    scheme, _, rest = url.partition("://")
    return RedisStorage(
        f"async+{'redis+unix' if scheme == 'unix' else scheme}://{rest}",
        wrap_exceptions=True,
        implementation="redispy",
        key_prefix=PREFIX,
        socket_connect_timeout=REDIS_SECONDS,
        socket_timeout=REDIS_SECONDS,
    )


def _network(address: str) -> str:
    """Whom an address belongs to: for IPv6 a whole /64, of which one machine has every address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 4:  # noqa: PLR2004 — IPv4
        return str(parsed)
    return str(ipaddress.ip_network((int(parsed), IPV6_PREFIX), strict=False).network_address)


def _hidden(account: str) -> str:
    """Of what somebody typed, Redis sees a hash of a known length."""
    return hashlib.sha256(account.lower().encode("utf-8", "replace")).hexdigest()
