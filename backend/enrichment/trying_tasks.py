"""Test runs of background tasks: what one would leave. Nothing is stored."""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

import msgspec

from backend.enrichment.catalog import CatalogHolder
from backend.enrichment.results import without_secrets
from backend.enrichment.trying import error_of, runner_of
from backend.models.errors import (
    FieldError,
    InvalidInputError,
    SourceError,
    SourceSkippedError,
    UnavailableError,
)
from backend.models.json_values import clean
from backend.models.sources import Source, SourceKind
from backend.models.trials import TaskTrialOutcome, TrialError, TriedRow
from backend.sources.list_feed import AUTO, Entry, row_of
from backend.sources.user_code import Runner
from runners.egress.redaction import Redactor
from runners.rpc import STATE_BYTES

ROWS_SHOWN = 20


class TaskTester:
    """Tries background tasks out."""

    def __init__(
        self,
        catalog: CatalogHolder,
        open_secrets: Callable[[Source], Mapping[str, str]],
        runners: Mapping[SourceKind, Runner],
    ) -> None:
        self._catalog = catalog
        self._open_secrets = open_secrets
        self._runners = runners

    async def run(
        self, source: Source, state: dict[str, Any] | None, trace_id: str
    ) -> TaskTrialOutcome:
        """Run the task of a source with `state`, None: with what its last run left.

        Raises:
            UnavailableError: its runner is switched off or does not answer.
            InvalidInputError: the state is too large.
        """
        runner = runner_of(self._runners, source)
        given = self._catalog.current.states.get(source.id, "")
        if state is not None:
            given = _text_of(state)
        try:
            secrets = self._open_secrets(source)
        except SourceSkippedError as error:
            return _failed(error.reason, error.detail)
        try:
            came, left = await runner.try_task(source, trace_id, secrets, state=given)
        except SourceSkippedError as error:
            raise UnavailableError(error.detail) from error
        except SourceError as error:
            return _failed(error.kind, error.detail)
        rows = left.rows
        outcome = TaskTrialOutcome(
            error=error_of(came),
            logs=came.logs,
            timing=came.timing,
            calls=came.calls,
            peak_memory_bytes=came.peak_memory_bytes or None,
            state=None if left.state is None else clean(msgspec.json.decode(left.state)),
            state_bytes=None if left.state is None else len(left.state.encode()),
            rows=None if rows is None else rows.count(b"\n"),
            first_rows=() if rows is None else tuple(map(_row, islice(_lines(rows), ROWS_SHOWN))),
        )
        return without_secrets(outcome, Redactor(secrets.values()))


def _lines(rows: bytes) -> list[bytes]:
    return rows.split(b"\n", ROWS_SHOWN)[:-1]


def _row(line: bytes) -> TriedRow:
    """A line of the worker, which nobody has looked at yet."""
    try:
        value, kind, data = msgspec.json.decode(line, type=tuple[str, str | None, dict[str, Any]])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return TriedRow(value="", kind=None, data={"error": f"this row is none: {error}"})
    row = row_of(Entry(where="", value=value), kind or AUTO)
    if row is None:
        return TriedRow(value=value, kind=None, data=clean(data))
    return TriedRow(value=row.value, kind=row.kind, data=clean(data))


def _text_of(state: dict[str, Any]) -> str:
    text = msgspec.json.encode(state)
    if len(text) > STATE_BYTES:
        message = f"a state is at most {STATE_BYTES // 1024} KiB"
        raise InvalidInputError(message, errors=(FieldError("/state", message),))
    return text.decode()


def _failed(kind: str, detail: str) -> TaskTrialOutcome:
    return TaskTrialOutcome(error=TrialError(kind=kind, detail=detail))
