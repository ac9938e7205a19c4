"""Runs of background work: refreshes of feeds, tasks of sources, retention."""

import enum
from datetime import datetime

import msgspec

from backend.models.trials import TrialLine

SOURCE = "source"
RETENTION = "retention"
PROBE = "probe"
CARRIED_IN = "carried_in"


class RunOutcome(enum.StrEnum):
    """How a run ended; RUNNING until then, also while it waits for its turn.

    INTERRUPTED is one whose process ended in the middle: another run takes its place.
    """

    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"
    INTERRUPTED = "INTERRUPTED"


class RunTrigger(enum.StrEnum):
    """Why it ran: it was due, or somebody asked for it."""

    SCHEDULE = "SCHEDULE"
    PERSON = "PERSON"


class Run(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One run. `started_at` is when it was asked for while it waits for its turn.

    `work` is the kind of work: "source" is the task of `source_id`. `rows` is what is there of a
    feed after it, or what was deleted; null where nothing is counted. Of code of users
    `state_bytes` is the size of the state after it, and `peak_memory_bytes` what its process took
    at most, its language's own share included; null where there is none.
    """

    id: str
    created_at: datetime
    work: str
    source_id: str | None
    trigger: RunTrigger
    outcome: RunOutcome
    started_at: datetime
    ended_at: datetime | None
    rows: int | None
    error: str | None
    trace_id: str
    user_id: str | None
    state_bytes: int | None = None
    peak_memory_bytes: int | None = None


class RunWithLog(Run, frozen=True, kw_only=True, rename="camel"):
    """A run with what it said, which is complete when it has ended."""

    log: tuple[TrialLine, ...]


class RunAccepted(msgspec.Struct, frozen=True):
    """Where a run that was asked for is."""

    id: str
