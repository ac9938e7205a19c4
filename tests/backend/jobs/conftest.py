"""Work made for tests, and who performs it."""

import asyncio
from collections.abc import Mapping

import pytest

from backend.db.pool import Database
from backend.jobs.recording import Performer
from backend.jobs.runs import Runs
from backend.jobs.scheduled import Report
from backend.models.runs import RunWithLog

OWNER = 7
TRACE_ID = "0af7651916cd43dd8448eb211c80319c"


class FakeWork:
    """Does what it is told; counts how often."""

    name = "fake"

    def __init__(self) -> None:
        self.done = 0
        self.raises: Exception | None = None
        self.says: list[str] = []
        self.hides: list[str] = []
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.began = asyncio.Event()

    async def wanted(self) -> Mapping[str, int]:
        return {"one": 3600}

    async def run(self, _key: str, report: Report, _trace_id: str) -> None:
        self.began.set()
        report.hide(self.hides)
        for line in self.says:
            report.say(line)
        await self.go_on.wait()
        self.done += 1
        report.rows = 3
        if self.raises is not None:
            raise self.raises


@pytest.fixture
def work() -> FakeWork:
    return FakeWork()


@pytest.fixture
def performer(database: Database) -> Performer:
    return Performer(database, owner=OWNER)


async def runs_of(database: Database, key: str = "one") -> list[RunWithLog]:
    """All runs of the fake work, newest first."""
    runs = Runs(database)
    page = await runs.page(work="fake", key=key, limit=100, cursor=None)
    return [await runs.get(run.id) for run in page.runs]
