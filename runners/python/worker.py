"""One worker process: reads one request, runs the code, sends one answer, ends.

Everything here is already bound to its limits and shares its interpreter with code that may have
replaced anything; the runner believes none of what it sends.
"""

import asyncio
import errno
import inspect
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from types import CodeType, ModuleType
from typing import Any, NoReturn

from runners.python import compiling, tracebacks, user_api
from runners.python.answers import AnswerEncoder, AnswerTooLargeError, InvalidAnswerError
from runners.python.capture import INFO, WARNING, Capture, LogWriter
from runners.python.rows import Rows
from runners.workers import frames
from runners.workers.text import clean

MODULE = "source"

# By a name that the code can't replace.
_exit = os._exit

_CONTEXT_POSITION = {"fetch_data": 2, "background_task": 0}

# Made beforehand: when it is needed, there is no memory to make it.
_OUT_OF_MEMORY = json.dumps(
    {"kind": "MEMORY_LIMIT", "message": "The source used more memory than it may."}
).encode()


class NoFunctionError(Exception):
    """The source lacks the function that is to be called; the text says it."""


def run(channel: socket.socket) -> NoReturn:
    """Do what the runner asks for on `channel`; never returns."""
    try:
        channel.sendall(frames.pack(frames.READY, b""))
        request = json.loads(_read_frame(channel)[1])
        known = bytes(_read_frame(channel)[1]) if request["compiled"] else b""
        _Worker(channel, request, known).work()
    finally:
        # Not sys.exit: threads and exit handlers of the code have no say any more.
        _exit(0)


def _read_frame(channel: socket.socket) -> tuple[bytes, bytearray]:
    kind, length, _ = frames.HEADER.unpack(_read(channel, frames.HEADER.size))
    return kind, _read(channel, length)


def _read(channel: socket.socket, length: int) -> bytearray:
    data = bytearray(length)
    view = memoryview(data)
    while view:
        count = channel.recv_into(view)
        if count == 0:
            _exit(0)  # the runner gave up before it asked
        view = view[count:]
    return data


class _Worker:
    """State of the one call."""

    def __init__(self, channel: socket.socket, request: dict[str, Any], known: bytes) -> None:
        self._channel = channel
        self._known = known
        self._request = request
        self._pid = os.getpid()
        # Reentrant: a signal handler of the user may print while a line is being sent.
        self._sending = threading.RLock()
        self._log = LogWriter(self._send)
        self._rows = Rows(self._send)
        self._context = user_api.Context(
            secrets=request["secrets"],
            settings=json.loads(request["settings"]),
            state=json.loads(request["state"]),
            rows=self._rows if request["action"] == "background" else None,
            log=lambda text: self._log.write(INFO, text),
            placeholders=request["placeholders"],
            http=user_api.make_http(self._send, lambda: _read_frame(self._channel)),
        )
        self._capture = Capture(self._log)
        self._started = time.perf_counter()
        self._code_ms = 0.0

    def work(self) -> None:
        """Run the code and send how it went."""
        code = self._request["code"]
        sys.argv = [tracebacks.FILE]
        user_api.install()
        tracebacks.remember(code)
        action = {"fetch": self._fetch, "background": self._background, "check": self._check}
        try:
            kind, body = frames.ANSWER, self._timed(action[self._request["action"]])
        except BaseException as error:  # noqa: BLE001 — whatever user code raises
            kind, body = frames.FAILURE, self._describe(error)
        self._finish(kind, body)

    def _timed(self, action: Callable[[], object]) -> bytes:
        self._started = time.perf_counter()
        try:
            value = action()
        finally:
            self._code_ms = (time.perf_counter() - self._started) * 1000
            sys.setrecursionlimit(1000)
        return self._encode(value)

    def _fetch(self) -> object:
        indicator = self._request["indicator"]
        return self._call("fetch_data", [indicator["data"], indicator["kind"]])

    def _background(self) -> None:
        # What it returns is nobody's; asking for JSON of it would only make it fail.
        before = self._encode_state()
        self._call("background_task", [])
        state = self._encode_state()
        self._rows.finish()
        if state != before:
            self._send(frames.pack(frames.STATE, state))

    def _encode_state(self) -> bytes:
        state = self._context.state
        if not isinstance(state, dict):
            kind = type.__getattribute__(type(state), "__name__")
            raise InvalidAnswerError(f"context.state is a {clean(kind)}: it must be a dict.")
        try:
            return AnswerEncoder(frames.STATE_BYTES).encode(state)
        except InvalidAnswerError as error:
            text = f"context.state can't be kept: {error}"
            raise InvalidAnswerError(text) from None
        except AnswerTooLargeError:
            most = frames.STATE_BYTES // 1024
            text = f"context.state is larger than {most} KiB, which is what is kept."
            raise AnswerTooLargeError(text) from None

    def _check(self) -> None:
        self._compile()

    def _compile(self) -> CodeType:
        code = compiling.unpacked(self._known) if self._known else None
        if code is None:
            code = compiling.compiled(self._request["code"])
            if self._request["compile"]:
                self._channel.sendall(frames.pack(frames.COMPILED, compiling.packed(code)))
        return code

    def _call(self, name: str, arguments: list[Any]) -> object:
        module = ModuleType(MODULE)
        module.__file__ = tracebacks.FILE
        sys.modules[MODULE] = module
        exec(self._compile(), vars(module))  # noqa: S102 — what this process is for
        function = vars(module).get(name)
        if not callable(function):
            raise NoFunctionError(f"The source defines no function {name}.")
        value = self._with_context(function, name, arguments)
        return asyncio.run(_wait_for(value)) if inspect.isawaitable(value) else value

    def _with_context(self, function: Callable[..., object], name: str, given: list[Any]) -> object:
        context = self._context
        match _context_place(function, _CONTEXT_POSITION[name]):
            case "position":
                return function(*given, context)
            case "keyword":
                return function(*given, context=context)
        return function(*given)

    def _send(self, data: bytes) -> None:
        """One frame after the other, whatever threads the code has."""
        with self._sending:
            self._channel.sendall(data)

    def _encode(self, value: object) -> bytes:
        encoder = AnswerEncoder(self._request["output_bytes"])
        try:
            body = encoder.encode(value)
        except (InvalidAnswerError, AnswerTooLargeError, MemoryError):
            raise
        except Exception as error:
            raise InvalidAnswerError(
                f"What was returned can't be made JSON: {tracebacks.message_of(error)}"
            ) from error
        for note in encoder.notes:
            self._log.write(WARNING, note)
        return body

    def _describe(self, error: BaseException) -> bytes:
        try:
            if _is_memory(error):
                tracebacks.forget_frames(error.__traceback__)
                return _OUT_OF_MEMORY
            return json.dumps(_failure(error)).encode()
        except MemoryError:
            return _OUT_OF_MEMORY
        except BaseException as second:  # noqa: BLE001 — an exception whose text raises, say
            name = type.__getattribute__(type(second), "__name__")
            text = f"The source failed, and telling how failed too ({clean(name)})."
            return json.dumps({"kind": "CODE_ERROR", "message": text}).encode()

    def _finish(self, kind: bytes, body: bytes) -> None:
        if os.getpid() != self._pid:
            return  # a copy that the code forked: not its call
        self._capture.finish()
        with self._sending:
            self._channel.sendall(frames.HEADER.pack(kind, len(body), self._code_ms))
            self._channel.sendall(body)
            # Nothing comes after it, whatever threads are left.
            _exit(0)


async def _wait_for(value: Any) -> object:
    return await value


def _context_place(function: Callable[..., object], position: int) -> str:
    """How `function` takes the context: by "position", by "keyword", or "" for not at all."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (ValueError, TypeError):
        return ""  # something callable that Python can't look into
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if len(positional) > position or any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return "position"
    if any(p.kind is p.VAR_KEYWORD or p.name == "context" for p in parameters):
        return "keyword"
    return ""


def _is_memory(error: BaseException) -> bool:
    return isinstance(error, MemoryError) or (
        isinstance(error, OSError) and error.errno == errno.ENOMEM
    )


def _failure(error: BaseException) -> dict[str, Any]:
    """The fields of `runners.calls.Failure`."""
    error = _alone(error)
    line, column = tracebacks.place_of(error)
    failure: dict[str, Any] = {"file": tracebacks.FILE, "line": line, "column": column}
    match error:
        case InvalidAnswerError():
            return failure | {"kind": "INVALID_ANSWER", "message": str(error)}
        case AnswerTooLargeError():
            return failure | {"kind": "OUTPUT_LIMIT", "message": str(error)}
        case NoFunctionError():
            return failure | {"kind": "NO_FUNCTION", "message": str(error)}
        case user_api.NotFound():
            failure["kind"] = "NOT_FOUND"
        case user_api.Unauthorized():
            failure["kind"] = "UNAUTHORIZED"
        case user_api.RateLimited():
            failure |= {"kind": "RATE_LIMITED", "retry_after_seconds": _seconds(error.retry_after)}
        case SystemExit():
            return failure | {"kind": "CODE_ERROR", "message": "The source called sys.exit."}
        case _:
            failure["kind"] = "CODE_ERROR"
    return failure | {
        "message": tracebacks.message_of(error),
        "traceback": tracebacks.text_of(error),
    }


def _alone(error: BaseException) -> BaseException:
    """What a task group wrapped, where it is one exception."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def _seconds(value: object) -> float | None:
    if isinstance(value, int | float) and 0 <= value < 366 * 86400:
        return float(value)
    return None
