"""From an outcome to replies of the protocol, with the values of secrets taken out."""

from collections.abc import Mapping
from datetime import UTC, datetime

from runners.calls import Failure, LogLine, Outcome
from runners.egress.audit import HttpCall
from runners.rpc import runner_pb2 as pb
from runners.sandbox.level import Sandbox

# A shorter value is a word that may stand anywhere, and gives away more by its absence.
_SHORTEST_SECRET = 6


class Redactor:
    """Replaces the values of a call's secrets: a library's error likes to quote a URL's key."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        long = (value for value in secrets.values() if len(value) >= _SHORTEST_SECRET)
        # The longest first: one may be part of another.
        self._values = sorted(long, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for value in self._values:
            text = text.replace(value, "***")
        return text


def fetched(outcome: Outcome, redact: Redactor, total_ms: float) -> pb.FetchDataReply:
    """The reply to FetchData and Test."""
    return pb.FetchDataReply(
        data=outcome.data,
        logs=[_log_entry(line, redact) for line in outcome.logs],
        timing=_timing(outcome, total_ms),
        error=_error(outcome.failure, redact),
        peak_memory_bytes=outcome.peak_memory_bytes,
        calls=map(_call, outcome.calls),
    )


def ran(outcome: Outcome, redact: Redactor, total_ms: float) -> pb.BackgroundTaskReply:
    """The reply to BackgroundTask."""
    return pb.BackgroundTaskReply(
        logs=[_log_entry(line, redact) for line in outcome.logs],
        timing=_timing(outcome, total_ms),
        error=_error(outcome.failure, redact),
        state=outcome.state,
        rows=outcome.rows or b"",
        has_rows=outcome.rows is not None,
        peak_memory_bytes=outcome.peak_memory_bytes,
        calls=map(_call, outcome.calls),
    )


def _call(call: HttpCall) -> pb.HttpCall:
    return pb.HttpCall(
        method=call.method,
        url=call.url,
        status=call.status,
        refusal=call.refusal,
        bytes_sent=call.bytes_sent,
        bytes_received=call.bytes_received,
        ms=call.ms,
    )


def status(sandbox: Sandbox) -> pb.StatusReply:
    """The reply to Status."""
    standing = sandbox.standing
    return pb.StatusReply(
        level=standing.level.name,
        cause=standing.cause,
        layers=standing.layers,
        network=sandbox.network,
        accepted=sandbox.is_accepted,
    )


def _timing(outcome: Outcome, total_ms: float) -> pb.Timing:
    return pb.Timing(total_ms=total_ms, code_ms=outcome.code_ms, waited_ms=outcome.waited_ms)


def _log_entry(line: LogLine, redact: Redactor) -> pb.LogEntry:
    at = datetime.fromtimestamp(line.at, UTC).isoformat(timespec="milliseconds")
    return pb.LogEntry(
        time=at.replace("+00:00", "Z"),
        level=line.level,
        message=redact(line.message),
    )


def _error(failure: Failure | None, redact: Redactor) -> pb.Error | None:
    if failure is None:
        return None
    return pb.Error(
        kind=failure.kind.value,
        message=redact(failure.message),
        traceback=redact(failure.traceback),
        line=failure.line,
        column=failure.column,
        file=failure.file,
        retry_after_seconds=failure.retry_after_seconds,
    )
