"""A runner says how well it holds user code, and runs none where that is not enough."""

import contextlib
import dataclasses
import json
from collections.abc import AsyncIterator, Callable

import grpc
import pytest

from backend.models.errors import SourceSkippedError
from backend.models.indicators import Indicator
from backend.sources import user_code
from runners.rpc import runner_pb2 as pb
from tests.runners.filtered import LANDLOCK
from tests.runners.harness import Asker, Runner
from tests.runners.languages import Language
from tests.support.enrichment import row


@contextlib.asynccontextmanager
async def asking(runner: Runner) -> AsyncIterator[Asker]:
    async with runner.channel() as channel:
        yield Asker(channel)


@pytest.fixture
def start_without_landlock(language: Language) -> object:
    """Starts a runner for which a filter forbids Landlock."""
    started: list[Runner] = []

    def start(*arguments: str) -> Runner:
        poorer = dataclasses.replace(language, module="tests.runners.filtered")
        runner = Runner(poorer, *arguments, before_arguments=("EPERM", LANDLOCK, language.module))
        started.append(runner)
        return runner

    yield start
    for runner in started:
        runner.stop()


async def test_a_runner_says_how_well_it_holds_code(ask: Asker) -> None:
    reply: pb.StatusReply = await ask.stub.Status(pb.Empty(), timeout=60)
    assert reply.level in (pb.StatusReply.STRONG, pb.StatusReply.FULL)
    assert list(reply.layers)[:2] == ["landlock", "seccomp"]
    assert bool(reply.cause) == (reply.level == pb.StatusReply.STRONG)
    assert reply.network in ("namespace", "brokered")
    assert reply.accepted


async def test_without_landlock_no_code_is_run(
    start_without_landlock: Callable[..., Runner], language: Language
) -> None:
    runner = start_without_landlock()
    async with asking(runner) as ask:
        reply: pb.StatusReply = await ask.stub.Status(pb.Empty(), timeout=60)
        assert (reply.level, reply.accepted) == (pb.StatusReply.REDUCED, False)
        assert "Landlock is forbidden here (EPERM): a filter" in reply.cause
        for call in (
            ask.test(language.returning(1)),
            ask.update("source", language.returning(1)),
        ):
            with pytest.raises(grpc.aio.AioRpcError) as raised:
                await call
            assert raised.value.code() is grpc.StatusCode.PERMISSION_DENIED
            assert 'set accept_level = "reduced"' in (raised.value.details() or "")
    backend = user_code.Runner(runner.socket)
    try:
        assert await backend.is_serving()
        status = await backend.status()
        assert status is not None
        assert (status.level, status.accepted, status.layers[0]) == ("reduced", False, "seccomp")
        with pytest.raises(
            SourceSkippedError, match="User code is not run: the sandbox of this machine is reduced"
        ):
            await backend.try_out(
                row(kind=language.name.upper(), source_code=language.returning(1)),
                Indicator(kind="IPV4", data="192.0.2.1"),
                "0" * 32,
                {},
            )
        # Saving goes on: it is checked where it can be run.
        assert not await backend.check("source", language.returning(1))
    finally:
        await backend.close()
    log = [json.loads(line) for line in runner.log.read_bytes().splitlines()]
    (refusal,) = [line for line in log if line["event"] == "runner_refuses_user_code"]
    assert (refusal["level"], refusal["sandbox"]) == ("warning", "reduced")
    assert "Landlock is forbidden here (EPERM)" in refusal["reason"]


async def test_the_configuration_may_accept_less(
    start_without_landlock: Callable[..., Runner], language: Language
) -> None:
    async with asking(start_without_landlock("--accept-level", "reduced")) as ask:
        reply: pb.StatusReply = await ask.stub.Status(pb.Empty(), timeout=60)
        assert (reply.level, reply.accepted) == (pb.StatusReply.REDUCED, True)
        assert json.loads((await ask.test(language.returning(1))).data) == 1
