"""One call, seen from the runner: a worker, its frames, and its end whatever it does."""

import asyncio
import dataclasses
import math
import signal
import time
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import structlog

from runners.calls import Call, EngineError, Failure, FailureKind, Outcome
from runners.egress.outside import Outside
from runners.egress.visit import Visit
from runners.sandbox.limits import Limits
from runners.workers.conversation import Conversation
from runners.workers.door import Door
from runners.workers.shares import Shares
from runners.workers.supply import ReadyWorker, Supply

_log = structlog.stdlib.get_logger()

# A worker whose channel closed is about to end. One that is not has closed the channel itself.
_END_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class Endings:
    """What the end of a worker that gave no answer says, in one language.

    `by_exit` is why it may have ended by itself; `out_of_memory` are the signals by which it ends
    where there is no memory left.
    """

    by_exit: str
    out_of_memory: AbstractSet[int]


class WorkerEngine:
    """Has workers run code, at most `concurrency` calls at a time and of a source half of them.

    `processes` limits those of the account of user code, threads included; None does not. Workers
    of a language that `compiles` say what a source's code became, for the next that is to run it.
    """

    def __init__(
        self,
        supply: Supply,
        endings: Endings,
        *,
        outside: Outside,
        concurrency: int,
        processes: int | None,
        compiles: bool = False,
    ) -> None:
        self._outside = outside
        self._supply = supply
        self._endings = endings
        self._concurrency = concurrency
        self._processes = processes
        self._compiles = compiles
        self._shares = Shares(concurrency)

    async def run(self, call: Call) -> Outcome:
        """See `runners.calls.Engine`."""
        started = time.perf_counter()
        until = asyncio.get_running_loop().time() + call.deadline_seconds
        try:
            async with asyncio.timeout_at(until):
                await self._shares.take(call.source)
        except TimeoutError:
            return self._never_started(call, _since(started))
        waited_ms = _since(started)
        try:
            outcome = await self._run_now(call, until)
        finally:
            self._shares.free(call.source)
        return dataclasses.replace(outcome, waited_ms=waited_ms)

    async def _run_now(self, call: Call, until: float) -> Outcome:
        try:
            async with asyncio.timeout_at(until):
                worker = await self._supply.take(self._limits(call))
        except TimeoutError:
            return Outcome(failure=_too_late(call))
        call = dataclasses.replace(call, compile=call.compile and self._compiles)
        visit = Visit(self._outside, call.allowed, most_bytes=call.most_bytes, secrets=call.secrets)
        talk, door = Conversation(call, worker.channel, visit), Door(worker.door, visit)
        door.open()
        try:
            outcome = await self._see_through(worker, talk, until)
        finally:
            await door.close()
            worker.let_go()
        return dataclasses.replace(
            outcome, calls=tuple(visit.calls), peak_memory_bytes=worker.peak_memory_bytes
        )

    async def _see_through(self, worker: ReadyWorker, talk: Conversation, until: float) -> Outcome:
        answered, closed_by_code = None, False
        code: int | None = None
        try:
            async with asyncio.timeout_at(until):
                answered = await talk.hold()
            if answered is None:
                closed_by_code = not await _ends(worker)
        except TimeoutError:
            answered = talk.failed(_too_late(talk.call))
        finally:
            # Also when it has answered, also when this was cancelled.
            code = await worker.end()
        if answered is None:
            if worker.lost:
                raise EngineError("The launcher of workers was killed, and they with it.")
            return talk.failed(self._without_answer(None if closed_by_code else code))
        return talk.checked(answered)

    def _limits(self, call: Call) -> Limits:
        return Limits(
            memory_bytes=call.memory_bytes,
            cpu_seconds=cpu_seconds(call.deadline_seconds),
            processes=self._processes,
            own_processes=call.processes,
        )

    def _never_started(self, call: Call, waited_ms: float) -> Outcome:
        message = (
            f"Waited {call.deadline_seconds:.1f} s for a free worker and was not started: "
            f"{self._concurrency} calls run at the same time, and of a source no more than half."
        )
        return Outcome(
            failure=Failure(kind=FailureKind.TIMEOUT, message=message), waited_ms=waited_ms
        )

    def _without_answer(self, code: int | None) -> Failure:
        """What the end of a process says that sent nothing; `code` None: it had not ended."""
        if code is None:
            return _code_error("The source closed the descriptor through which it answers.")
        if code >= 0:
            why = self._endings.by_exit
            return _code_error(f"The source ended its process with status {code} ({why}).")
        if -code == signal.SIGXCPU:
            return Failure(kind=FailureKind.TIMEOUT, message="The source used too much CPU time.")
        name = _signal_name(-code)
        if -code == signal.SIGKILL:
            message = "The kernel killed the source's process, as it does when memory runs out."
            return Failure(kind=FailureKind.MEMORY_LIMIT, message=message)
        if -code in self._endings.out_of_memory:
            message = f"The source used more memory than it may: its process ended by {name}."
            return Failure(kind=FailureKind.MEMORY_LIMIT, message=message)
        return _code_error(f"The source crashed its process ({name}).")


def cpu_seconds(deadline_seconds: float) -> int:
    """What a call may use of processors: twice its time, as threads in C code run side by side."""
    return math.ceil(deadline_seconds) * 2 + 1


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def _too_late(call: Call) -> Failure:
    message = f"The source was not done within {call.deadline_seconds:.1f} s."
    return Failure(kind=FailureKind.TIMEOUT, message=message)


async def _ends(worker: ReadyWorker) -> bool:
    done, _ = await asyncio.wait([worker.ended], timeout=_END_SECONDS)
    return bool(done)


def _code_error(message: str) -> Failure:
    return Failure(kind=FailureKind.CODE_ERROR, message=message)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
