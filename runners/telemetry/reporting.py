"""Beginning and ending traces and reports of defects, for the whole of a process."""

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runners.telemetry import defects, tracing
from runners.telemetry.config import SentryConfig, TelemetryConfig

if TYPE_CHECKING:
    from runners.telemetry.otlp import OtlpTracer
    from runners.telemetry.sentry import SentryReporter

# How long a stop waits for the last spans and defects to be sent.
CLOSE_SECONDS = 0.5


@dataclass(kw_only=True)
class Reporting:
    """What one process reports, and as whom. Off unless configured.

    `start` and `stop` once a process, in this order; `stop` also without `start`.
    """

    service: str
    version: str
    telemetry: TelemetryConfig = field(default_factory=TelemetryConfig)
    sentry: SentryConfig = field(default_factory=SentryConfig)
    _tracer: "OtlpTracer | None" = None
    _reporter: "SentryReporter | None" = None

    def load(self) -> None:
        """Import what `start` will need, for a process that can't import later on."""
        if self.telemetry.otlp_endpoint:
            import runners.telemetry.otlp
        if self.sentry.dsn:
            import runners.telemetry.sentry  # noqa: F401 — imported for `start`

    def start(self) -> None:
        """Report from now on. It brings threads: not before a process has forked what it forks."""
        if self.telemetry.otlp_endpoint:
            from runners.telemetry.otlp import OtlpTracer

            self._tracer = OtlpTracer(self.telemetry, service=self.service, version=self.version)
            tracing.use(self._tracer)
        if self.sentry.dsn:
            from runners.telemetry.sentry import SentryReporter

            self._reporter = SentryReporter(self.sentry, service=self.service, version=self.version)
            defects.use(self._reporter)

    def stop(self, seconds: float = CLOSE_SECONDS) -> None:
        """Send what is left, for at most so long."""
        ends = time.monotonic() + seconds
        defects.use(None)
        tracing.use(None)
        if self._reporter is not None:
            self._reporter.close(seconds)
        if self._tracer is not None:
            self._tracer.close(max(0.0, ends - time.monotonic()))
