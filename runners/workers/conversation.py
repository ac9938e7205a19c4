"""What runner and worker say over the channel of one call, as the runner hears it.

Nothing that a worker sends is trusted: lengths are compared with what is allowed before a body is
read, and what can't come from our own code in it ends the call.
"""

import dataclasses
import math
import re

import msgspec

from runners.calls import Action, Call, Failure, FailureKind, LogLine, Outcome
from runners.egress.visit import Visit
from runners.workers import frames
from runners.workers.channel import Channel, EndOfChannel
from runners.workers.errands import BadErrandError, Errands
from runners.workers.json_text import BadJsonError, json_text
from runners.workers.text import clean

# As user code knows itself; anything else that a worker says is left out.
_FILE = re.compile(r"source\.[a-z]{2}")


class _FailureFrame(msgspec.Struct, frozen=True):
    """What a worker says of its failure."""

    kind: FailureKind
    message: str
    traceback: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    retry_after_seconds: float | None = None


class _RefusedError(Exception):
    """The worker sent what it may not."""

    def __init__(self, kind: FailureKind, message: str) -> None:
        super().__init__(message)
        self.failure = Failure(kind=kind, message=message)


class Conversation:
    """One request, its log, what it has us fetch, its answer."""

    def __init__(self, call: Call, channel: Channel, visit: Visit) -> None:
        self.call = call
        self._visit = visit
        self._errands = Errands(visit, channel)
        self._channel = channel
        self._logs: list[LogLine] = []
        self._log_bytes = 0
        self._state = ""
        self._rows: bytearray | None = None
        self._compiled: bytes | None = None

    async def hold(self) -> Outcome | None:
        """Ask, and hear the answer; None when the channel closed without one."""
        try:
            await self._channel.send(self._request())
            return await self._hear()
        except (EndOfChannel, BrokenPipeError, ConnectionResetError):
            return None
        except _RefusedError as refused:
            return self.failed(refused.failure)
        finally:
            await self._errands.end()

    def failed(self, failure: Failure) -> Outcome:
        """The outcome with what was logged until then."""
        return Outcome(failure=failure, logs=tuple(self._logs), compiled=self._compiled)

    def checked(self, outcome: Outcome) -> Outcome:
        """`outcome`, unless the worker, which is gone now, had sent more after it."""
        if self._channel.has_more() and outcome.failure is None:
            return self.failed(_unreadable("it sent more after its answer").failure)
        return outcome

    def _request(self) -> bytes:
        call = self.call
        body = msgspec.json.encode(
            {
                "action": call.action,
                "code": call.code,
                "indicator": {"data": call.indicator_data, "kind": call.indicator_kind},
                "secrets": dict(call.secrets),
                "placeholders": self._visit.placeholders.names,
                "settings": call.settings,
                "state": call.state,
                "output_bytes": call.output_bytes,
                "compiled": bool(call.compiled),
                "compile": call.compile,
            }
        )
        request = frames.pack(frames.REQUEST, body)
        return request + frames.pack(frames.COMPILED, call.compiled) if call.compiled else request

    async def _hear(self) -> Outcome:
        while True:
            kind, length, milliseconds = await self._channel.header()
            match kind:
                case frames.COMPILED:
                    await self._hear_compiled(length)
                case frames.LOG:
                    await self._hear_log(length)
                case frames.ROWS | frames.STATE if self.call.action is Action.BACKGROUND:
                    await self._hear_kept(kind, length)
                case frames.HTTP:
                    await self._hear_errand(length)
                case frames.ANSWER:
                    outcome = self._with_kept(await self._hear_answer(length))
                    break
                case frames.FAILURE:
                    outcome = await self._hear_failure(length)
                    break
                case _:
                    raise _unreadable("it sent bytes of its own")
        code_ms = milliseconds if math.isfinite(milliseconds) else 0.0
        return dataclasses.replace(
            outcome,
            logs=tuple(self._logs),
            code_ms=max(code_ms, 0.0),
            compiled=self._compiled,
        )

    async def _hear_compiled(self, length: int) -> None:
        # The worker sends it before the source's code runs: that code has no second to send.
        if not self.call.compile or self._compiled is not None or length > frames.COMPILED_BYTES:
            raise _unreadable("it sent bytes of its own")
        self._compiled = await self._channel.read(length)

    async def _hear_log(self, length: int) -> None:
        self._log_bytes += frames.HEADER.size + length
        if length < frames.LOG_HEADER.size or self._log_bytes > frames.LOG_BYTES:
            raise _unreadable("it sent more log than it may")
        body = await self._channel.read(length)
        at, level = frames.LOG_HEADER.unpack_from(body)
        if not 0 <= at < 2**33 or level >= len(frames.LEVELS):
            raise _unreadable("it sent a log line that is none")
        message = clean(body[frames.LOG_HEADER.size :].decode("utf-8", "replace"))
        self._logs.append(LogLine(at, frames.LEVELS[level], message))

    async def _hear_kept(self, kind: bytes, length: int) -> None:
        """Rows, or the state, which count once the task has answered."""
        if kind == frames.STATE:
            if length > frames.STATE_BYTES or self._state:
                raise _unreadable("it sent more state than it may")
            self._state = _object(await self._channel.read(length))
            return
        if length > frames.ROWS_FRAME_BYTES + frames.ROW_BYTES:
            raise _unreadable("it sent more rows at a time than it may")
        if self._rows is None or length == 0:
            self._rows = bytearray()
        if len(self._rows) + length > self.call.rows_bytes:
            most = self.call.rows_bytes // 2**20
            raise _RefusedError(
                FailureKind.OUTPUT_LIMIT,
                f"The source's rows take more than {most} MiB, which is what one run may bring "
                "(rows_mb of its runner in the configuration): bring fewer, or less with each.",
            )
        self._rows += await self._channel.read(length)

    def _with_kept(self, outcome: Outcome) -> Outcome:
        rows = None if self._rows is None else bytes(self._rows)
        return dataclasses.replace(outcome, state=self._state, rows=rows)

    async def _hear_errand(self, length: int) -> None:
        if length > frames.HTTP_BYTES:
            raise _unreadable("it sent a request of too many bytes")
        try:
            self._errands.begin(await self._channel.read(length))
        except BadErrandError as error:
            raise _unreadable("it sent a request that can't be read") from error

    async def _hear_answer(self, length: int) -> Outcome:
        if length > self.call.output_bytes:
            raise _RefusedError(FailureKind.OUTPUT_LIMIT, "The answer is larger than it may be.")
        try:
            return Outcome(data=json_text(await self._channel.read(length)))
        except BadJsonError as error:
            raise _unreadable(f"its answer is not fit to be passed on: {error}") from error

    async def _hear_failure(self, length: int) -> Outcome:
        if length > frames.FAILURE_BYTES:
            raise _unreadable("it sent a failure of too many bytes")
        try:
            told = msgspec.json.decode(await self._channel.read(length), type=_FailureFrame)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise _unreadable("it sent a failure that can't be read") from error
        return Outcome(failure=_believed(told))


def _object(data: bytes) -> str:
    try:
        text = json_text(data)
    except BadJsonError as error:
        raise _unreadable(f"its state is not fit to be kept: {error}") from error
    if not text.startswith("{"):
        raise _unreadable("its state is no object")
    return text


def _unreadable(what: str) -> _RefusedError:
    return _RefusedError(
        FailureKind.INVALID_ANSWER,
        f"The source wrote to the descriptor through which it answers: {what}.",
    )


def _believed(told: _FailureFrame) -> Failure:
    retry = told.retry_after_seconds
    return Failure(
        kind=told.kind,
        message=clean(told.message),
        traceback=clean(told.traceback),
        file=told.file if _FILE.fullmatch(told.file) else "",
        line=min(max(told.line, 0), 2**31),
        column=min(max(told.column, 0), 2**31),
        retry_after_seconds=retry if retry is not None and math.isfinite(retry) else None,
    )
