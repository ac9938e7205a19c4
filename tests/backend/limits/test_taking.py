"""Taking from limits: never too much, in order, by whatever number of processes."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.db.connection import Connection, DatabaseUnavailableError, utc_now
from backend.db.pool import Database
from backend.db.queries import Query
from backend.limits import taking
from backend.limits.allowance import Allowance, Window
from backend.limits.store import DatabaseStore
from backend.limits.taking import Limits
from backend.models.answers import SkipReason
from backend.models.errors import SourceSkippedError
from backend.models.limits import LimitLeft, LimitOrigin, LimitWait, VendorSaid, WindowSaid
from backend.tasks import Tasks
from tests.support.backends import ROOT

DAY, MONTH = 86_400, 30 * 86_400


def allow(*windows: tuple[int, int], **more: Any) -> Allowance:
    """Windows as (count, seconds)."""
    found = tuple(Window(seconds, count, LimitOrigin.SET) for count, seconds in windows)
    return Allowance(**{"key": "source:one", "name": "One", "windows": found, **more})


@pytest.fixture
async def limits(database: Database) -> AsyncIterator[Limits]:
    tasks = Tasks()
    yield Limits(DatabaseStore(database), tasks)
    await tasks.cancel_all()


async def take_all(
    limits: Limits, allowance: Allowance, count: int, **more: Any
) -> tuple[int, list[SourceSkippedError]]:
    """Try to take so many at once without waiting: how many were given, and the refusals."""
    asking = (limits.take(allowance, at_once=True, **more) for _ in range(count))
    came = await asyncio.gather(*asking, return_exceptions=True)
    refused = [c for c in came if isinstance(c, SourceSkippedError)]
    assert all(isinstance(c, tuple | SourceSkippedError) for c in came), came
    return count - len(refused), refused


async def test_every_window_is_taken_from_or_none(limits: Limits) -> None:
    allowance = allow((4, 3600), (6, DAY))
    assert await limits.take(allowance) == (LimitLeft(3600, 4, 3), LimitLeft(DAY, 6, 5))
    given, refused = await take_all(limits, allowance, 5)
    assert (given, len(refused)) == (3, 2)
    assert refused[0].reason is SkipReason.LIMIT_REACHED
    assert "4 an hour is used up; again at 20" in refused[0].detail
    assert (refused[0].content["seconds"], refused[0].content["limit"]) == (3600, 4)
    # What was refused by the hour was not taken from the day either.
    await limits.look()
    assert limits.left(allowance) == (LimitLeft(3600, 4, 0), LimitLeft(DAY, 6, 2))
    given, refused = await take_all(limits, allow((100, 3600), (6, DAY)), 5)
    assert (given, refused[0].content["limit"]) == (2, 6)


async def test_a_restart_and_another_process_go_on_with_what_is_left(database: Database) -> None:
    allowance = allow((5, DAY))
    tasks = [Tasks(), Tasks()]
    first, second = (Limits(DatabaseStore(database), t) for t in tasks)
    assert (await take_all(first, allowance, 3))[0] == 3
    await second.look()
    assert second.left(allowance) == (LimitLeft(DAY, 5, 2),)
    assert (await take_all(second, allowance, 9))[0] == 2
    assert (await take_all(first, allowance, 1))[0] == 0
    for each in tasks:
        await each.cancel_all()


TAKER = """
import asyncio, sys
from backend.db.pool import Database
from tests.backend.limits.test_taking import DatabaseStore, Limits, Tasks, allow, take_all

async def main():
    database = Database(sys.argv[1], connections=2, application_name="taker")
    limits = Limits(DatabaseStore(database), Tasks())
    given = 0
    for _ in range(20):
        given += (await take_all(limits, allow((100, 86400), (150, 2592000)), 10))[0]
    print(given)
    await database.close()

asyncio.run(main())
"""


def test_several_processes_never_take_more_than_there_is(database_url: str) -> None:
    takers = [
        subprocess.Popen(
            [sys.executable, "-c", TAKER, database_url], stdout=subprocess.PIPE, cwd=ROOT
        )
        for _ in range(3)
    ]
    given = [int(taker.communicate(timeout=60)[0]) for taker in takers]
    assert sum(given) == 100


async def test_no_stretch_of_time_sees_more_than_a_window_allows(database: Database) -> None:
    tasks = Tasks()
    several = [Limits(DatabaseStore(database), tasks) for _ in range(2)]
    began, moments = time.monotonic(), []

    async def ask(number: int) -> None:
        await several[number % 2].take(allow((3, 1)))
        moments.append(time.monotonic() - began)

    await asyncio.gather(*(ask(number) for number in range(7)))
    await tasks.cancel_all()
    moments.sort()
    # The fourth comes a second after the first was taken, which was after the beginning.
    assert moments[3] >= 1.0
    assert moments[6] >= 2.0


async def test_who_waits_is_served_in_order_and_people_before_background_work(
    limits: Limits,
) -> None:
    allowance, served = allow((1, 1), reserve_percent=0), []

    async def ask(name: str, *, background: bool = False) -> None:
        await limits.take(allowance, background=background)
        served.append(name)

    await ask("first")
    waiting = [asyncio.ensure_future(ask("background", background=True))]
    await asyncio.sleep(0.05)
    waiting += [asyncio.ensure_future(ask(name)) for name in ("second", "gone", "third")]
    await asyncio.sleep(0.05)
    waiting.pop(2).cancel()
    await asyncio.gather(*waiting)
    assert served == ["first", "second", "third", "background"]


async def test_background_work_leaves_people_their_part(limits: Limits) -> None:
    allowance = allow((10, DAY), reserve_percent=30)
    given, refused = await take_all(limits, allowance, 9, background=True)
    assert given == 7
    assert "what is left of its limit of 10 a day is kept for people" in refused[0].detail
    assert (await take_all(limits, allowance, 9))[0] == 3


async def test_where_all_is_kept_for_people_background_work_is_refused(limits: Limits) -> None:
    allowance = allow((10, 60), reserve_percent=100)
    with pytest.raises(SourceSkippedError, match="its limits are kept for people"):
        await limits.take(allowance, background=True)
    assert await limits.take(allowance) == (LimitLeft(60, 10, 9),)


@pytest.mark.parametrize(
    ("count", "percent", "usable"),
    [(10, 20, 8), (4, 20, 3), (1, 20, 1), (1, 99, 1), (5, 100, 0), (5, 0, 5)],
)
def test_of_the_smallest_limit_background_work_has_one(
    count: int, percent: int, usable: int
) -> None:
    assert Window(60, count, LimitOrigin.SET).usable(percent) == usable


async def test_a_source_that_refuses_does_so_at_once(limits: Limits) -> None:
    allowance = allow((1, 60), wait=LimitWait.REFUSE)
    await limits.take(allowance)
    with pytest.raises(SourceSkippedError, match="1 a minute is used up") as refused:
        await limits.take(allowance)
    until = datetime.fromisoformat(refused.value.content["resetsAt"])
    assert timedelta(seconds=55) < until - utc_now() <= timedelta(seconds=62)


@pytest.mark.parametrize("background", [False, True])
async def test_nobody_waits_for_tomorrow(limits: Limits, background: bool) -> None:
    moment = datetime.now(UTC)
    if (moment + timedelta(hours=1, minutes=5)).day != moment.day:
        pytest.skip("so late in the evening background work does wait for tomorrow")
    allowance = allow((1, DAY))
    await limits.take(allowance)
    with pytest.raises(SourceSkippedError, match="1 a day is used up; again at"):
        await limits.take(allowance, background=background)


async def test_a_limit_that_was_raised_holds_at_once(limits: Limits) -> None:
    await limits.take(allow((1, 60)))
    waiting = asyncio.ensure_future(limits.take(allow((1, 60))))
    await asyncio.sleep(0.05)
    (left,) = await limits.take(allow((9, 60)), background=True)
    assert left == LimitLeft(60, 9, 6)
    assert await waiting == (left,)


@pytest.mark.parametrize(
    ("seconds", "taken", "until"),
    [
        (DAY, "2026-03-31T23:59:59", "2026-04-01T00:00:00"),
        (DAY, "2026-04-01T00:00:00", "2026-04-02T00:00:00"),
        (MONTH, "2026-12-31T23:00:00", "2027-01-01T00:00:00"),
        (28 * DAY, "2028-02-29T12:00:00", "2028-03-01T00:00:00"),
        (60, "2026-03-31T12:00:00", "2026-03-31T12:01:01"),
        (60, "2026-03-31T12:00:00.9", "2026-03-31T12:01:01"),
        (3600, "2026-03-31T12:00:59", "2026-03-31T13:01:00"),
        (7 * DAY, "2026-03-31T12:00:00", "2026-04-07T14:24:00"),
    ],
)
def test_until_when_something_counts(
    connection: Connection, seconds: int, taken: str, until: str
) -> None:
    query = Query("until", "SELECT limit_counts_until(:seconds, :taken::timestamptz) AS until")
    (row,) = connection.run(query, seconds=seconds, taken=f"{taken}Z")
    found = row["until"]
    if seconds == 7 * DAY:
        # A part of a week is 168 minutes: it counts until it is older than the week as a whole.
        least = datetime.fromisoformat(f"{taken}Z") + timedelta(days=7)
        assert least < found <= least + timedelta(minutes=168)
    else:
        assert found == datetime.fromisoformat(f"{until}Z")


async def test_a_vendor_that_says_to_wait_is_left_alone_by_all(database: Database) -> None:
    tasks = Tasks()
    one, other = (Limits(DatabaseStore(database), tasks) for _ in range(2))
    free = allow()
    assert await one.take(free) == ()
    await one.hear(free, VendorSaid(closed_seconds=300))
    await other.look_at_closings()
    for each in (one, other):
        with pytest.raises(SourceSkippedError, match="its server said to wait; again at"):
            await each.take(free)
        (state,) = each.states(free)
        assert (state.origin, state.left) == (LimitOrigin.VENDOR, 0)
    await tasks.cancel_all()


async def test_a_short_wait_is_waited_for(limits: Limits) -> None:
    free, began = allow(), time.monotonic()
    await limits.hear(free, VendorSaid(closed_seconds=0.2))
    await limits.take(free)
    assert time.monotonic() - began >= 0.19
    assert limits.left(free) == ()


async def test_what_a_vendor_says_is_left_is_counted_down(limits: Limits) -> None:
    allowance = allow((100, 60))
    await limits.hear(allowance, VendorSaid((WindowSaid(50, 2, 600.0),)))
    given, refused = await take_all(limits, allowance, 4)
    assert (given, len(refused)) == (2, 2)
    assert "its server says that all 50 questions are used up" in refused[0].detail
    # An answer to an earlier question does not know of the later ones; a new window does.
    await limits.hear(allowance, VendorSaid((WindowSaid(50, 1, 600.0),)))
    assert (await take_all(limits, allowance, 1))[0] == 0
    await limits.hear(allowance, VendorSaid((WindowSaid(50, 50, 1200.0),)))
    assert (await take_all(limits, allowance, 1))[0] == 1
    assert LimitLeft(1200, 50, 49) in limits.left(allowance)


async def test_without_the_database_nothing_is_allowed(database: Database) -> None:
    tasks = Tasks()
    limits = Limits(DatabaseStore(database), tasks)
    await database.close()
    with pytest.raises(DatabaseUnavailableError):
        await limits.take(allow((5, 60)))
    assert await limits.take(allow()) == ()
    await tasks.cancel_all()


class Counted(DatabaseStore):
    """Counts its statements."""

    statements = 0

    async def take(self, key: str, windows: Sequence[Window], **more: Any) -> taking.Taken:
        self.statements += 1
        return await super().take(key, windows, **more)


async def test_many_who_come_together_cost_few_statements(database: Database) -> None:
    store, tasks = Counted(database), Tasks()
    limits = Limits(store, tasks)
    assert (await take_all(limits, allow((10_000, 60)), 500))[0] == 500
    assert store.statements == 1
    await tasks.cancel_all()


async def test_what_counts_no_more_is_deleted(database: Database, connection: Connection) -> None:
    store, tasks = DatabaseStore(database), Tasks()
    await Limits(store, tasks).take(allow((5, 1)))
    await store.close("source:one", 0.0)
    past = Query("past", "UPDATE limit_uses SET counts_until = now() - interval '1 second'")
    connection.run(past)
    await store.delete_old()
    left = "SELECT (SELECT count(*) FROM limit_uses) + (SELECT count(*) FROM limit_closings) AS n"
    assert connection.run(Query("left", left)) == [{"n": 0}]
    await tasks.cancel_all()
