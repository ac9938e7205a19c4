"""Traces of the test's own process, sent to a real receiver."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from runners.telemetry.config import TelemetryConfig
from runners.telemetry.reporting import Reporting
from tests.standins.otlp import OtlpStandIn, Span, collector


@dataclass
class Traced:
    """Where this process's spans go, once it has stopped tracing."""

    collector: OtlpStandIn
    finish: Callable[[], None]

    def spans(self) -> list[Span]:
        self.finish()
        return self.collector.spans()


@pytest.fixture
def start_tracing() -> Iterator[Callable[..., Traced]]:
    """Begins to trace, configured as told; ends with the test."""
    with collector() as receiver:
        begun: list[Reporting] = []

        def start(**told: object) -> Traced:
            config = TelemetryConfig(otlp_endpoint=receiver.endpoint, **told)  # type: ignore[arg-type]
            reporting = Reporting(service="tests", version="1.2.3", telemetry=config)
            begun.append(reporting)
            reporting.start()
            return Traced(receiver, lambda: reporting.stop(5.0))

        yield start
        for reporting in begun:
            reporting.stop(5.0)


@pytest.fixture
def traced(start_tracing: Callable[..., Traced]) -> Traced:
    """Everything is traced."""
    return start_tracing()
