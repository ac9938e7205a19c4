"""The cache: bounded in memory, shared in Redis, a miss when Redis is away."""

import asyncio
import shutil
import signal
import subprocess
import time
import tracemalloc
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
    assert kept == list(range(100 - len(kept), 100))
    assert 7 <= len(kept) <= 10
    await cache.put("large", b"x" * 20_000, 60)
    assert await cache.get("large") is None


@pytest.mark.parametrize(("key_length", "value_length"), [(40, 300), (8000, 100), (40, 20_000)])
async def test_memory_counts_all_that_it_takes(key_length: int, value_length: int) -> None:
    cache = MemoryCache(2_000_000)
    tracemalloc.start()
    try:
        for number in range(20_000):
            await cache.put(f"{number:0{key_length}}", bytes(bytearray(value_length)), 60)
            if tracemalloc.get_traced_memory()[0] > 4_000_000:
                break
        assert tracemalloc.get_traced_memory()[0] < 2_500_000
    finally:
        tracemalloc.stop()


async def test_memory_forgets_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = MemoryCache(10_000)
    await cache.put("key", b"value", 0)
    assert await cache.get("key") is None


async def test_memory_forgets_what_begins_so() -> None:
    cache = MemoryCache(100_000)
    for key in ("one:1", "one:2", "two:1"):
        await cache.put(key, b"value", 60)
    await cache.forget("one:")
    assert [await cache.get(key) for key in ("one:1", "one:2", "two:1")] == [None, None, b"value"]


async def test_redis_forgets_what_begins_so(redis_server: str) -> None:
    cache = RedisCache(redis_server)
    keys = [f"forgotten:{number}" for number in range(1500)]
    for key in (*keys, "kept:1"):
        await cache.put(key, b"value", 60)
    await cache.forget("forgotten:")
    assert {await cache.get(key) for key in keys[::100]} == {None}
    assert await cache.get("kept:1") == b"value"
    await cache.close()


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
        async with asyncio.timeout(10):
            while await cache.get("key") != b"back":
                await cache.put("key", b"back", 60)
                await asyncio.sleep(0.05)
    finally:
        await cache.close()
        again.kill()
        again.wait(10)


async def test_a_redis_that_hangs_is_waited_for_once_and_not_for_each_question(
    killable: tuple[int, "subprocess.Popen[bytes]"],
) -> None:
    port, process = killable
    cache = RedisCache(f"redis://127.0.0.1:{port}/0")
    await cache.put("key", b"value", 60)
    process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    for _ in range(50):
        assert await cache.get("key") is None
    assert time.monotonic() - began < 2
    process.send_signal(signal.SIGCONT)
    await cache.close()
