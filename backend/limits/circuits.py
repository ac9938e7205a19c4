"""Circuits: a source that fails again and again is left alone for a while, then tried by one.

They are per process: what cannot be reached from here may be reached from elsewhere.
"""

import time
from datetime import datetime, timedelta

import structlog

from backend.db.connection import utc_now
from backend.models.answers import Failure, FailureKind, SkipReason
from backend.models.errors import SourceSkippedError
from backend.models.limits import CircuitState, CircuitView
from backend.models.sources import Source

log = structlog.get_logger()

FAILURES = 5
# A key that is refused will be refused again: fewer tries, and a longer rest.
REFUSALS = 3
REST_SECONDS = 30.0
REFUSED_REST_SECONDS = 300.0
LONGEST_REST_SECONDS = 600.0


class _Circuit:
    """Failures of one version of a source, in a row."""

    def __init__(self, version: int) -> None:
        self.version = version
        self.failures = 0
        self.since = utc_now()
        self.error = Failure(FailureKind.REQUEST_ERROR)
        self.rest_seconds = 0.0
        self.open_until = 0.0
        self.reopens_at: datetime | None = None
        self.probing = False

    def open(self) -> None:
        """Leave the source alone, after a failed trial twice as long as before."""
        refused = self.error.kind is FailureKind.UNAUTHORIZED
        first = REFUSED_REST_SECONDS if refused else REST_SECONDS
        self.rest_seconds = min(max(first, self.rest_seconds * 2), LONGEST_REST_SECONDS)
        self.open_until = time.monotonic() + self.rest_seconds
        self.reopens_at = utc_now() + timedelta(seconds=self.rest_seconds)


class Circuits:
    """By source; one that answers has none. Any change of a source closes its circuit."""

    def __init__(self) -> None:
        self._circuits: dict[str, _Circuit] = {}

    def enter(self, source: Source) -> bool:
        """A question is about to be asked; whether it is the one that tries an open circuit.

        `answered` or `failed` must follow, or for the one that tries `left`.

        Raises:
            SourceSkippedError: CIRCUIT_OPEN; since and until when, and the last failure.
        """
        circuit = self._circuits.get(source.id)
        if circuit is None:
            return False
        if circuit.version != source.version:
            del self._circuits[source.id]
            return False
        if circuit.reopens_at is None:
            return False
        if circuit.probing or time.monotonic() < circuit.open_until:
            raise _refusal(source, circuit)
        circuit.probing = True
        return True

    def answered(self, source: Source) -> None:
        """It answered, be it that this is not for us: it is there."""
        circuit = self._circuits.pop(source.id, None)
        if circuit is not None and circuit.reopens_at is not None:
            log.info("circuit_closed", source=source.slug)

    def failed(self, source: Source, error: Failure) -> None:
        """It failed in a way in which it would fail others too."""
        circuit = self._circuits.get(source.id)
        if circuit is None or circuit.version != source.version:
            circuit = self._circuits[source.id] = _Circuit(source.version)
        circuit.failures += 1
        circuit.error = error
        enough = REFUSALS if error.kind is FailureKind.UNAUTHORIZED else FAILURES
        closed = circuit.reopens_at is None
        if circuit.probing or (closed and circuit.failures >= enough):
            circuit.probing = False
            circuit.open()
            log.warning(
                "circuit_opened",
                source=source.slug,
                failures=circuit.failures,
                seconds=circuit.rest_seconds,
                error=error.kind,
            )

    def left(self, source: Source) -> None:
        """The one that was to try did not ask in the end: somebody else may."""
        circuit = self._circuits.get(source.id)
        if circuit is not None:
            circuit.probing = False

    def state(self, source: Source) -> CircuitView:
        """How it is now."""
        circuit = self._circuits.get(source.id)
        if circuit is None or circuit.reopens_at is None or circuit.version != source.version:
            return CircuitView()
        if time.monotonic() < circuit.open_until:
            return CircuitView(CircuitState.OPEN, circuit.reopens_at)
        return CircuitView(CircuitState.HALF_OPEN, circuit.reopens_at)


def _refusal(source: Source, circuit: _Circuit) -> SourceSkippedError:
    until = circuit.reopens_at
    again = f"it is tried again at {until:%H:%M:%S} UTC" if until else ""
    if circuit.probing:
        again = "it is being tried again at this moment"
    detail = (
        f"{source.name} failed {circuit.failures} times in a row since {circuit.since:%H:%M:%S} "
        f"UTC, at last with: {circuit.error.detail or circuit.error.kind}; {again}"
    )
    content = {
        "since": f"{circuit.since:%Y-%m-%dT%H:%M:%SZ}",
        "until": f"{until:%Y-%m-%dT%H:%M:%SZ}" if until else None,
        "error": {"kind": circuit.error.kind.value, "detail": circuit.error.detail},
    }
    return SourceSkippedError(detail, reason=SkipReason.CIRCUIT_OPEN, content=content)
