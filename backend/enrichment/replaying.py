"""Replay: sources answer from a recording, and nobody is asked.

What the recording does not have is skipped, and never taken as an answer: that nothing was recorded
says nothing of what a source knows.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from backend.db.connection import connect
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.enrichment.fetching import Again
from backend.enrichment.results import Outcome
from backend.limits.allowance import Allowance
from backend.models.answers import Skip, SkipReason
from backend.models.errors import ApplicationError, NotFoundError
from backend.models.indicators import Indicator
from backend.models.recordings import RecordedAnswer, RecordingFile
from backend.models.sources import Source

Q = load("recordings")

FILE_AT_MOST_BYTES = 256 * 1024 * 1024


class ReplayError(ApplicationError):
    """What is to be replayed can't be read."""

    code, title = "REPLAY", "What is to be replayed can't be read"


class Replayed:
    """Implements `observing.Fetches`; of one recording."""

    def __init__(self, name: str, answers: Sequence[RecordedAnswer]) -> None:
        self.name = name
        self._answers = {(each.slug, each.kind, each.value): each for each in answers}

    def __len__(self) -> int:
        return len(self._answers)

    async def fetch(
        self, source: Source, indicator: Indicator, _trace_id: str, _again: Again
    ) -> Outcome:
        """What was recorded; its log says that it is no new answer."""
        return self.find(source, indicator)

    def find(self, source: Source, indicator: Indicator) -> Outcome:
        """The recorded outcome, or NOT_RECORDED. An answer is as old as its recording."""
        recorded = self._answers.get((source.slug, str(indicator.kind), indicator.data))
        if recorded is None:
            detail = f"the recording {self.name!r} has no answer of {source.name} about it"
            return Outcome(skip=Skip(SkipReason.NOT_RECORDED, detail))
        answer = recorded.outcome.answer
        if answer is not None and answer.as_of is None:
            answer = msgspec.structs.replace(answer, as_of=recorded.recorded_at)
        said = f"replayed from the recording {self.name!r}, of {recorded.recorded_at:%Y-%m-%d}"
        return Outcome(answer=answer, failure=recorded.outcome.failure, logs=(said,))


def without_limits(allowance: Allowance) -> Allowance:
    """An allowance for sources that nobody asks: nothing is counted."""
    return msgspec.structs.replace(allowance, key=f"replay {allowance.key}", windows=())


def read_replay(replay: str, database_url: str) -> Replayed:
    """The recording of this name, or of the file at this absolute path.

    Raises:
        ReplayError: the file is not there, or is no recording.
        NotFoundError: there is no recording of this name.
    """
    if replay.startswith("/"):
        return _read_file(Path(replay))
    connection = connect(database_url, application_name="replay")
    try:
        found = connection.run(Q.named_recording, name=replay)
        if not found:
            raise NotFoundError(
                f"[sources] replay: there is no recording {replay!r}; give the name of one, or the "
                "absolute path of an exported one"
            )
        rows = connection.run(Q.list_answers, recording_id=found[0]["id"])
    finally:
        connection.close()
    return Replayed(replay, [to_struct(row, RecordedAnswer) for row in rows])


def _read_file(path: Path) -> Replayed:
    try:
        if path.stat().st_size > FILE_AT_MOST_BYTES:
            raise ReplayError(f"[sources] replay: {path} is over {FILE_AT_MOST_BYTES} bytes")
        file = msgspec.json.decode(path.read_bytes(), type=RecordingFile)
    except OSError as error:
        raise ReplayError(f"[sources] replay: can't read {path}: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ReplayError(f"[sources] replay: {path} is no exported recording: {error}") from None
    return Replayed(file.name, file.answers)
