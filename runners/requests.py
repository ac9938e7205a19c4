"""From requests of the protocol to calls of an engine: what is empty or unfit is refused here."""

import msgspec

from runners.calls import NOWHERE, Action, Call
from runners.config import RunnerConfig
from runners.egress.allowed import ANY, AllowList
from runners.egress.visit import MOST_BYTES
from runners.rpc import STATE_BYTES
from runners.rpc import runner_pb2 as pb

# What the caller's own deadline leaves for the way back, so that it still hears of a time-out.
_WAY_BACK_SECONDS = 0.1

_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])


class BadRequestError(Exception):
    """A field is empty or does not fit; the text names it."""


def need(value: str, field: str) -> str:
    """`value`, unless it is empty.

    Raises:
        BadRequestError: it is.
    """
    if not value:
        raise BadRequestError(f"{field} must not be empty.")
    return value


class CallBuilder:
    """Makes calls within what the configuration allows."""

    def __init__(self, config: RunnerConfig) -> None:
        self._config = config

    def fetch(
        self, request: pb.FetchDataRequest | pb.TestRequest, code: str, remaining: float | None
    ) -> Call:
        """Ask `code` about the request's indicator.

        `remaining` are the seconds that the caller still waits, None when it waits for ever.

        Raises:
            BadRequestError: the indicator is missing or the context does not fit.
        """
        if not request.HasField("indicator"):
            raise BadRequestError("indicator must not be empty.")
        need(request.indicator.data, "indicator.data")
        need(request.indicator.kind, "indicator.kind")
        context = request.context
        return Call(
            action=Action.FETCH,
            source=request.source if isinstance(request, pb.FetchDataRequest) else "",
            code=code,
            indicator_data=request.indicator.data,
            indicator_kind=request.indicator.kind,
            secrets=dict(context.secrets),
            settings=_settings(context),
            state=_state(context),
            processes=context.processes or None,
            deadline_seconds=self._seconds(context, self._config.deadline_seconds, remaining),
            memory_bytes=self._memory(context),
            output_bytes=self._output(context),
            allowed=_allowed(context),
            most_bytes=_most_bytes(context),
        )

    def background(
        self, request: pb.BackgroundTaskRequest, code: str, remaining: float | None
    ) -> Call:
        """Run the background task of `code`; otherwise as `fetch`."""
        context = request.context
        usual = self._config.deadline_max_seconds
        return Call(
            action=Action.BACKGROUND,
            source=request.source,
            code=code,
            secrets=dict(context.secrets),
            settings=_settings(context),
            state=_state(context),
            rows_bytes=self._config.rows_mb * 1024 * 1024,
            processes=context.processes or None,
            deadline_seconds=self._seconds(context, usual, remaining),
            memory_bytes=self._memory(context),
            output_bytes=self._output(context),
            allowed=_allowed(context),
            most_bytes=_most_bytes(context),
        )

    def check(self, source: str, code: str, remaining: float | None) -> Call:
        """See whether `code`, which is to be that of `source`, is of its language at all."""
        nothing = pb.Context()
        return Call(
            action=Action.CHECK,
            source=source,
            code=code,
            deadline_seconds=self._seconds(nothing, self._config.deadline_seconds, remaining),
            memory_bytes=self._memory(nothing),
            output_bytes=self._output(nothing),
        )

    def _seconds(self, context: pb.Context, usual: float, remaining: float | None) -> float:
        asked = context.deadline_ms / 1000 or usual
        seconds = min(asked, self._config.deadline_max_seconds)
        if remaining is None:
            return seconds
        return min(seconds, max(remaining - _WAY_BACK_SECONDS, remaining * 0.9))

    def _memory(self, context: pb.Context) -> int:
        most = self._config.memory_mb
        return min(context.memory_mb or most, most) * 1024 * 1024

    def _output(self, context: pb.Context) -> int:
        most = self._config.output_kb
        return min(context.output_kb or most, most) * 1024


def _allowed(context: pb.Context) -> AllowList:
    if not context.HasField("egress"):
        return NOWHERE
    any_public = [ANY] if context.egress.any_public else []
    try:
        return AllowList([*context.egress.hosts, *any_public])
    except ValueError as error:
        raise BadRequestError(f"context.egress.hosts: {error}") from error


def _most_bytes(context: pb.Context) -> int:
    return min(context.egress.most_bytes or MOST_BYTES, MOST_BYTES)


def _settings(context: pb.Context) -> str:
    return _object(context.settings, "context.settings")


def _state(context: pb.Context) -> str:
    if len(context.state.encode()) > STATE_BYTES:
        raise BadRequestError(f"context.state is larger than {STATE_BYTES // 1024} KiB.")
    return _object(context.state, "context.state")


def _object(text: str, field: str) -> str:
    if not text:
        return "{}"
    try:
        _OBJECT.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadRequestError(f"{field} is not a JSON object: {error}") from error
    return text
