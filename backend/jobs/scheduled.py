"""What the queue asks of a kind of work, and what a run says while it works."""

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from backend.db.connection import utc_now
from backend.models.json_values import clean_text
from backend.models.trials import LogLevel, TrialLine
from runners.egress.redaction import Redactor

FIRST_LINES = 200
LAST_LINES = 200
LONGEST_LINE = 2000
LONGEST_ERROR = 4000


class RunFailedError(Exception):
    """A run did not do what it is for; the sentence says why, and what to do next."""


class Report:
    """What a run says: lines, the first and the last of them, rows, and what code of users took.

    Values of secrets that it was told to `hide` are in nothing of it.
    """

    def __init__(self) -> None:
        self.rows: int | None = None
        self.state_bytes: int | None = None
        self.peak_memory_bytes: int | None = None
        self._redactor = Redactor(())
        self._first: list[TrialLine] = []
        self._last: deque[TrialLine] = deque(maxlen=LAST_LINES)
        self._said = 0

    def hide(self, secrets: Iterable[str]) -> None:
        """These must not be told, from now on."""
        self._redactor = Redactor(secrets)

    @property
    def hides(self) -> bool:
        """Whether there is something that must not be told."""
        return bool(self._redactor)

    def clean(self, text: str) -> str:
        """Text as it may be kept: without secrets, and what PostgreSQL takes."""
        return clean_text(self._redactor.text(text))

    def say(self, message: str, level: LogLevel = LogLevel.INFO, *, at: str | None = None) -> None:
        """Add a line, of now or of the time `at` (RFC 3339)."""
        text = self.clean(message)
        if len(text) > LONGEST_LINE:
            text = f"{text[:LONGEST_LINE]}…"
        line = TrialLine(time=at or rfc3339(utc_now()), level=level, message=text)
        self._said += 1
        if len(self._first) < FIRST_LINES:
            self._first.append(line)
        else:
            self._last.append(line)

    def lines(self) -> list[TrialLine]:
        """What was said; where lines were left out, a line says how many."""
        left_out = self._said - len(self._first) - len(self._last)
        if not left_out:
            return [*self._first, *self._last]
        gap = TrialLine(
            time=self._last[0].time,
            level=LogLevel.WARNING,
            message=f"({left_out} lines are left out here)",
        )
        return [*self._first, gap, *self._last]


class Scheduled(Protocol):
    """A kind of work that runs again and again, for each of its keys by itself.

    To add one: a file with a class of this shape, and a line in `worker.py`.
    """

    @property
    def name(self) -> str:
        """Of the kind; a word that stays the same for good, since the queue and runs have it."""
        ...

    async def wanted(self) -> Mapping[str, int]:
        """The keys whose work is scheduled now, and the seconds between its runs."""
        ...

    async def run(self, key: str, report: Report, trace_id: str) -> None:
        """Do it once, also when it is not scheduled (somebody asked for it).

        Raises:
            RunFailedError, SourceError, SourceSkippedError, ApplicationError: it failed; anything
                else is a defect. After either it is tried again earlier than usual.
        """
        ...


def rfc3339(moment: datetime) -> str:
    """As the API writes times."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
