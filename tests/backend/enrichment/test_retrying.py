"""What is asked again, and what is not."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from backend.db.pool import Database
from backend.enrichment import fetching
from backend.models.answers import Answer, FailureKind, Status
from backend.models.errors import SourceError
from backend.models.limits import Limit, LimitWait
from backend.models.requests import Result
from backend.models.sources import Activity
from backend.sources.contract import HttpStatusError
from tests.support.enrichment import TRACE_ID, FakeSource, asker, question, row


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "PAUSE_SECONDS", 0.01)


def failing(*errors: SourceError) -> FakeSource:
    """Fails so, one after the other, and then answers."""
    left: Iterator[SourceError] = iter(errors)

    def answer(_: Any) -> Answer:
        error = next(left, None)
        if error is not None:
            raise error
        return Answer(found=True)

    return FakeSource(answer)


def status(code: int, retry_after: float | None = None) -> HttpStatusError:
    kind = FailureKind.RESPONSE_ERROR
    return HttpStatusError(kind, f"HTTP {code}", status=code, retry_after_seconds=retry_after)


def connect() -> SourceError:
    return SourceError(FailureKind.REQUEST_ERROR, "cannot connect", passing=True)


async def ask(fake: FakeSource, database: Database | None = None, **more: Any) -> Result:
    source = row(**{"activity": Activity.PASSIVE, **more})
    given = asker({"fake": fake}, database=database)
    return await given.ask(question(source), source, trace_id=TRACE_ID, refresh=False)


@pytest.mark.parametrize("make", [connect, *(lambda c=c: status(c) for c in (502, 503, 504))])
async def test_what_passes_is_asked_again(make: Callable[[], SourceError]) -> None:
    fake = failing(make(), make())
    assert (await ask(fake)).status is Status.FOUND
    assert fake.asked == 3


async def test_not_for_ever() -> None:
    fake = failing(*(connect() for _ in range(9)))
    result = await ask(fake)
    assert (result.status, fake.asked) == (Status.ERROR, 3)
    assert result.error is not None
    assert result.error.detail == "cannot connect"


@pytest.mark.parametrize(
    "error",
    [
        status(500),
        status(429, 0.0),
        status(404),
        SourceError(FailureKind.TIMEOUT, ""),
        SourceError(FailureKind.INVALID_ANSWER, ""),
        # It says to wait for longer than there is time.
        status(503, 60.0),
    ],
)
async def test_what_does_not_pass_is_not_asked_again(error: SourceError) -> None:
    fake = failing(error)
    assert ((await ask(fake)).status, fake.asked) == (Status.ERROR, 1)


@pytest.mark.parametrize("activity", [Activity.ACTIVE, Activity.PUBLIC])
async def test_what_is_seen_outside_is_not_done_twice(activity: Activity) -> None:
    fake = failing(connect())
    assert ((await ask(fake, activity=activity)).status, fake.asked) == (Status.ERROR, 1)


async def test_without_time_for_another_answer_there_is_no_other_try() -> None:
    fake = failing(connect())
    assert ((await ask(fake, time_limit_seconds=0.3)).status, fake.asked) == (Status.ERROR, 1)


async def test_another_try_counts_and_is_not_made_when_the_limit_is_used_up(
    database: Database,
) -> None:
    fake = failing(connect(), connect())
    more = {"limits": [Limit(count=2, seconds=3600)], "limit_wait": LimitWait.WAIT}
    result = await ask(fake, database, **more)
    assert (result.status, fake.asked) == (Status.ERROR, 2)
    assert result.error is not None
    assert result.error.detail == "cannot connect"
