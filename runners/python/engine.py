"""One call, seen from the runner: a worker, its frames, and its end whatever it does."""

import asyncio
import dataclasses
import math
import signal
import socket
import time

import structlog

from runners.calls import Call, EngineError, Failure, FailureKind, Outcome
from runners.python.conversation import Conversation
from runners.python.workers import Worker, Zygote
from runners.sandbox.limits import Limits

_log = structlog.stdlib.get_logger()

# A worker whose channel closed is about to end. One that is not has closed the channel itself.
_END_SECONDS = 0.5


class PythonEngine:
    """Runs Python code, at most `concurrency` calls at a time.

    `processes` limits those of the account of user code, threads included; None does not.
    """

    def __init__(self, zygote: Zygote, *, concurrency: int, processes: int | None) -> None:
        self._zygote = zygote
        self._concurrency = concurrency
        self._processes = processes
        self._free = asyncio.Semaphore(concurrency)

    async def run(self, call: Call) -> Outcome:
        """See `runners.calls.Engine`."""
        started = time.perf_counter()
        until = asyncio.get_running_loop().time() + call.deadline_seconds
        try:
            async with asyncio.timeout_at(until):
                await self._free.acquire()
        except TimeoutError:
            return self._never_started(call, _since(started))
        waited_ms = _since(started)
        try:
            outcome = await self._run_now(call, until)
        finally:
            self._free.release()
        return dataclasses.replace(outcome, waited_ms=waited_ms)

    async def _run_now(self, call: Call, until: float) -> Outcome:
        ours, theirs = socket.socketpair()
        with ours:
            ours.setblocking(False)
            try:
                with theirs:
                    async with asyncio.timeout_at(until):
                        worker = await self._zygote.spawn(self._limits(call), theirs)
            except TimeoutError:
                return Outcome(failure=_too_late(call))
            conversation = Conversation(call, ours)
            return await self._see_through(worker, conversation, until)

    async def _see_through(self, worker: Worker, talk: Conversation, until: float) -> Outcome:
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
            worker.kill()
            code = await worker.gone()
            if code is None:
                _log.error("python_worker_not_gone", pid=worker.pid)
        if answered is None:
            if not self._zygote.alive:
                raise EngineError("The zygote ended, and its workers with it.")
            return talk.failed(_without_answer(None if closed_by_code else code))
        return talk.checked(answered)

    def _limits(self, call: Call) -> Limits:
        return Limits(
            memory_bytes=call.memory_bytes,
            # Twice, as threads in C code use more than one second in a second.
            cpu_seconds=math.ceil(call.deadline_seconds) * 2 + 1,
            processes=self._processes,
        )

    def _never_started(self, call: Call, waited_ms: float) -> Outcome:
        message = (
            f"Waited {call.deadline_seconds:.1f} s for a free worker and was not started: "
            f"{self._concurrency} calls run at the same time."
        )
        return Outcome(
            failure=Failure(kind=FailureKind.TIMEOUT, message=message), waited_ms=waited_ms
        )


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def _too_late(call: Call) -> Failure:
    message = f"The source was not done within {call.deadline_seconds:.1f} s."
    return Failure(kind=FailureKind.TIMEOUT, message=message)


async def _ends(worker: Worker) -> bool:
    done, _ = await asyncio.wait([worker.ended], timeout=_END_SECONDS)
    return bool(done)


def _without_answer(code: int | None) -> Failure:
    """What the end of a process says that sent nothing; `code` None: it had not ended."""
    if code is None:
        return _code_error("The source closed the descriptor through which it answers.")
    if code >= 0:
        return _code_error(f"The source ended its process with status {code} (os._exit, say).")
    match -code:
        case signal.SIGKILL:
            return Failure(
                kind=FailureKind.MEMORY_LIMIT,
                message="The kernel killed the source's process, as it does when memory runs out.",
            )
        case signal.SIGXCPU:
            return Failure(kind=FailureKind.TIMEOUT, message="The source used too much CPU time.")
    return _code_error(f"The source crashed its process ({_signal_name(-code)}).")


def _code_error(message: str) -> Failure:
    return Failure(kind=FailureKind.CODE_ERROR, message=message)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
