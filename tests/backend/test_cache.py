"""The cache: bounded in memory, shared in Redis, a miss when Redis is away."""

import shutil
import signal
import subprocess
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from backend.cache import MemoryCache, RedisCache, open_cache
from tests.support.ports import free_port, wait_for_port


async def test_memory_gives_what_was_put() -> None:
    cache = MemoryCache(10_000)
    await cache.put("key", b"value", 60)
    assert (await cache.get("key"), await cache.get("other")) == (b"value", None)


async def test_memory_is_bounded_and_the_oldest_go_first() -> None:
    cache = MemoryCache(10_000)
    for number in range(100):
        await cache.put(str(number), b"x" * 800, 60)
    kept = [n for n in range(100) if await cache.get(str(n)) is not None]
    assert kept == list(range(90, 100))
    await cache.put("large", b"x" * 20_000, 60)
    assert await cache.get("large") is None


async def test_memory_forgets_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = MemoryCache(10_000)
    await cache.put("key", b"value", 0)
    assert await cache.get("key") is None


async def test_redis_gives_what_was_put(redis_server: str) -> None:
    cache = open_cache(redis_server, 1000)
    await cache.put("key", b"value", 60)
    other = RedisCache(redis_server)
    assert (await other.get("key"), await other.get("other")) == (b"value", None)
    await cache.close()
    await other.close()


@pytest.fixture
def killable() -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server here: `./build.sh test` as root installs it")
    port = free_port()
    process = start_redis(program, port)
    yield port, process
    process.kill()
    process.wait(10)


def start_redis(program: str, port: int) -> "subprocess.Popen[bytes]":
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL)
    wait_for_port(port)
    return process


async def test_a_redis_that_is_away_is_a_miss_and_one_warning(
    killable: tuple[int, "subprocess.Popen[bytes]"],
) -> None:
    port, process = killable
    cache = RedisCache(f"redis://127.0.0.1:{port}/0")
    await cache.put("key", b"value", 60)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    with capture_logs() as lines:
        for _ in range(5):
            assert await cache.get("key") is None
            await cache.put("key", b"value", 60)
    assert [line["event"] for line in lines] == ["redis_unavailable"]
    again = start_redis(shutil.which("redis-server") or "", port)
    try:
        await cache.put("key", b"back", 60)
        assert await cache.get("key") == b"back"
    finally:
        await cache.close()
        again.kill()
        again.wait(10)
