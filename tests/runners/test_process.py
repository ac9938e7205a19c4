"""Start, stop and every sudden end, seen from outside."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import grpc
import pytest

from runners.rpc import runner_pb2 as pb
from tests.runners.harness import (
    ROOT,
    Asker,
    Runner,
    children_of,
    eventually,
    lives,
)
from tests.runners.languages import Language


def workers_of(runner: Runner) -> set[int]:
    """All descendants of the launcher."""
    workers = children_of(runner.launcher)
    return {*workers, *(child for worker in workers for child in children_of(worker))}


async def running(runner: Runner, language: Language, processes: int) -> set[int]:
    """Wait until so many processes run beside those that wait; all of them."""
    count = language.idle + processes
    assert await eventually(lambda: len(workers_of(runner)) == count)
    return workers_of(runner)


async def test_cancelling_a_call_kills_its_worker(
    start_runner: Callable[..., Runner], language: Language
) -> None:
    runner = start_runner()
    code = language.lasting(60)
    async with runner.channel() as channel:
        asker = Asker(channel)
        call = asyncio.ensure_future(asker.test(code, deadline_ms=60_000))
        workers = await running(runner, language, 1)
        call.cancel()
        left = await running(runner, language, 0)
        assert len(workers & left) == language.idle
        assert (await asker.test(language.returning(1))).data == "1"


async def test_a_client_that_dies_is_a_client_that_cancels(
    start_runner: Callable[..., Runner], language: Language
) -> None:
    runner = start_runner()
    async with runner.channel() as channel:
        asked = Asker(channel).test(language.lasting(60), deadline_ms=60_000)
        call = asyncio.ensure_future(asked)
        await running(runner, language, 1)
    with pytest.raises(asyncio.CancelledError):
        await call
    await running(runner, language, 0)


async def test_sigterm_lets_calls_finish(
    start_runner: Callable[..., Runner], language: Language
) -> None:
    runner = start_runner()
    launcher = runner.launcher
    async with runner.channel() as channel:
        asker = Asker(channel)
        call = asyncio.ensure_future(asker.test(language.lasting(2)))
        await running(runner, language, 1)
        runner.process.terminate()
        # As a supervisor does that signals the whole group.
        os.kill(launcher, signal.SIGTERM)
        assert (await call).data == '"slept"'
        assert await eventually(lambda: runner.process.poll() is not None)
    assert runner.process.returncode == 0
    assert not lives(launcher)
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        async with runner.channel() as channel:
            await Asker(channel).test(language.returning(1))
    assert raised.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_sigterm_waits_ten_seconds_at_most(
    start_runner: Callable[..., Runner], language: Language
) -> None:
    runner = start_runner()
    async with runner.channel() as channel:
        call = asyncio.ensure_future(Asker(channel).test(language.lasting(60), deadline_ms=60_000))
        workers = await running(runner, language, 1)
        started = time.monotonic()
        runner.process.terminate()
        with pytest.raises(grpc.aio.AioRpcError):
            await call
        assert await eventually(lambda: runner.process.poll() is not None, 15)
        assert 9 < time.monotonic() - started < 14
    assert runner.process.returncode == 0
    assert not any(map(lives, workers))


async def test_a_killed_launcher_is_replaced_and_nothing_of_its_workers_is_left(
    start_runner: Callable[..., Runner], language: Language
) -> None:
    runner = start_runner()
    async with runner.channel() as channel:
        code = language.lasting(60)
        asker = Asker(channel)
        call = asyncio.ensure_future(asker.test(code, deadline_ms=60_000))
        workers = await running(runner, language, 1)
        killed = runner.launcher
        os.kill(killed, signal.SIGKILL)
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await call
        assert raised.value.code() is grpc.StatusCode.UNAVAILABLE
        # Whoever comes meanwhile waits for the next one.
        assert (await asker.test(language.returning(1))).data == "1"
    assert runner.launcher != killed
    assert runner.process.poll() is None
    assert "runner_launcher_ended" in runner.log.read_text()
    assert await eventually(lambda: not any(map(lives, workers)))
    await running(runner, language, 0)


async def test_kill_9_of_the_runner_leaves_no_process(
    start_runner: Callable[..., Runner], language: Language
) -> None:
    runner = start_runner()
    async with runner.channel() as channel:
        asker = Asker(channel)
        code = language.lasting(60)
        calls = [asyncio.ensure_future(asker.test(code, deadline_ms=60_000)) for _ in range(3)]
        all_of_them = [runner.launcher, *await running(runner, language, 3)]
        runner.process.kill()
        for call in calls:
            with pytest.raises(grpc.aio.AioRpcError):
                await call
    assert await eventually(lambda: not any(map(lives, all_of_them)))


async def test_a_restarted_runner_knows_no_code(
    start_runner: Callable[..., Runner], language: Language
) -> None:
    first = start_runner()
    async with first.channel() as channel:
        await Asker(channel).update("source", language.returning(1), version="1")
    second = start_runner()
    async with second.channel() as channel:
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await Asker(channel).fetch("source", version="1")
        assert raised.value.code() is grpc.StatusCode.NOT_FOUND
        update = pb.UpdateRequest(source="source", source_code=language.returning(1), version="1")
        await Asker(channel).stub.Init(pb.InitRequest(updates=[update]), timeout=60)
        assert (await Asker(channel).fetch("source", version="1")).data == "1"


def test_a_stale_socket_does_not_keep_it_from_starting(
    start_runner: Callable[..., Runner], language: Language
) -> None:
    runner = start_runner()
    runner.process.kill()
    runner.process.wait()
    assert runner.socket.is_socket()
    again = run_to_the_end(language, "--socket", str(runner.socket), seconds=3)
    assert "runner_ready" in again.stderr


def test_what_keeps_it_from_starting_is_said(tmp_path: Path, language: Language) -> None:
    long = tmp_path / ("x" * 120) / "runner.sock"
    ended = run_to_the_end(language, "--socket", str(long))
    assert ended.returncode == 1
    assert "Choose a shorter data directory." in ended.stderr
    (tmp_path / "file").touch()
    ended = run_to_the_end(language, "--socket", str(tmp_path / "file" / "runner.sock"))
    assert ended.returncode == 1
    assert "Can't make" in ended.stderr


@pytest.mark.usefixtures("as_root")
def test_an_account_that_does_not_exist_is_named(tmp_path: Path, language: Language) -> None:
    ended = run_to_the_end(
        language, "--socket", str(tmp_path / "r.sock"), "--account", "no-such-account"
    )
    assert ended.returncode == 1
    assert "no account 'no-such-account'" in ended.stderr


def run_to_the_end(
    language: Language, *arguments: str, seconds: float = 20
) -> "subprocess.CompletedProcess[str]":
    command = ["timeout", str(seconds), sys.executable, "-m", language.module, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
