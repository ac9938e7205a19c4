"""Runs as they are recorded: how they end, what they say, and when they are taken for lost."""

import asyncio
from contextlib import closing

import pytest

from backend.db.connection import connect
from backend.db.pool import Database
from backend.db.queries import Query
from backend.jobs.recording import Performer
from backend.jobs.scheduled import FIRST_LINES, LAST_LINES, LONGEST_LINE, RunFailedError
from backend.models.answers import FailureKind
from backend.models.errors import ConflictError, NotFoundError, SourceError
from backend.models.runs import RunOutcome, RunTrigger
from tests.backend.jobs.conftest import OWNER, TRACE_ID, FakeWork, runs_of

DEAD, ALIVE = 8, 9
SECRET = "s3cret/value"
HOLD = Query("hold", "SELECT pg_advisory_lock_shared(:key)")


async def ask(performer: Performer) -> str:
    return await performer.runs.ask("fake", "one", trace_id=TRACE_ID, user_id="system000000")


async def test_a_run_that_is_done(performer: Performer, work: FakeWork, database: Database) -> None:
    work.says = ["first", "second\0"]
    assert await performer.perform(work, "one") is True
    (run,) = await runs_of(database)
    assert (run.outcome, run.trigger, run.rows) == (RunOutcome.DONE, RunTrigger.SCHEDULE, 3)
    assert run.error is None
    assert run.ended_at is not None
    assert run.created_at <= run.started_at <= run.ended_at
    assert [line.message for line in run.log] == ["first", "second\ufffd"]
    assert run.log[0].time.endswith("Z")
    assert run.source_id is None


FAILURES = [
    (RunFailedError("nobody is there"), "nobody is there"),
    (SourceError(FailureKind.TIMEOUT, "too late"), "too late"),
    (ValueError("boom"), "the log names it by trace id"),
]


@pytest.mark.parametrize("case", FAILURES, ids=lambda case: type(case[0]).__name__)
async def test_a_run_that_fails(
    performer: Performer, work: FakeWork, database: Database, case: tuple[Exception, str]
) -> None:
    work.raises, words = case
    assert await performer.perform(work, "one") is False
    (run,) = await runs_of(database)
    assert run.outcome is RunOutcome.FAILED
    assert words in (run.error or "")
    assert "boom" not in (run.error or "")


@pytest.mark.parametrize("error", [RunFailedError(f"with {SECRET}"), ValueError(SECRET)])
async def test_secrets_are_in_nothing_of_it(
    performer: Performer,
    work: FakeWork,
    database: Database,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
) -> None:
    work.hides, work.says, work.raises = [SECRET], [f"key {SECRET}"], error
    await performer.perform(work, "one")
    (run,) = await runs_of(database)
    assert run.log[0].message == "key ***"
    assert SECRET not in repr(run) + "".join(capsys.readouterr())


async def test_a_log_has_its_beginning_and_its_end(
    performer: Performer, work: FakeWork, database: Database
) -> None:
    said = FIRST_LINES + LAST_LINES + 17
    work.says = [str(number) for number in range(said - 1)] + ["x" * (LONGEST_LINE + 50)]
    await performer.perform(work, "one")
    (run,) = await runs_of(database)
    assert len(run.log) == FIRST_LINES + LAST_LINES + 1
    assert run.log[FIRST_LINES - 1].message == str(FIRST_LINES - 1)
    assert "17 lines" in run.log[FIRST_LINES].message
    assert run.log[FIRST_LINES + 1].message == str(FIRST_LINES + 17)
    assert len(run.log[-1].message) == LONGEST_LINE + 1


async def test_one_at_a_time_and_a_person_s_is_the_one_that_begins(
    performer: Performer, work: FakeWork, database: Database
) -> None:
    run_id = await ask(performer)
    with pytest.raises(ConflictError, match=run_id):
        await ask(performer)
    (waiting,) = await runs_of(database)
    assert (waiting.outcome, waiting.started_at) == (RunOutcome.RUNNING, waiting.created_at)
    work.go_on.clear()
    running = asyncio.ensure_future(performer.perform(work, "one"))
    await work.began.wait()
    with pytest.raises(ConflictError, match=run_id):
        await ask(performer)
    assert await Performer(database, owner=ALIVE).perform(work, "one") is None
    # What is under way here is lost to nobody.
    assert await performer.interrupt_lost() == set()
    work.go_on.set()
    assert await running
    (run,) = await runs_of(database)
    assert (run.id, run.trigger, run.trace_id) == (run_id, RunTrigger.PERSON, TRACE_ID)
    assert (run.outcome, run.user_id) == (RunOutcome.DONE, "system000000")
    assert work.done == 1


async def test_what_is_stopped_in_the_middle_is_interrupted_and_asked_for_again(
    performer: Performer, work: FakeWork, database: Database
) -> None:
    run_id = await ask(performer)
    work.go_on.clear()
    work.says = ["so far"]
    running = asyncio.ensure_future(performer.perform(work, "one"))
    await work.began.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    again, stopped = await runs_of(database)
    assert (stopped.id, stopped.outcome) == (run_id, RunOutcome.INTERRUPTED)
    assert "stopped" in (stopped.error or "")
    assert stopped.log[0].message == "so far"
    assert (again.outcome, again.trigger) == (RunOutcome.RUNNING, RunTrigger.PERSON)
    assert again.user_id == "system000000"
    assert await performer.runs.asked() == {("fake", "one")}


async def test_runs_of_the_dead_are_taken_and_those_of_the_living_left(
    performer: Performer, database: Database, database_url: str
) -> None:
    for key, owner in (("dead", DEAD), ("alive", ALIVE), ("forgotten", OWNER)):
        await performer.runs.begin("fake", key, owner=owner, trace_id=TRACE_ID)
    with closing(connect(database_url, application_name="tests")) as living:
        living.run(HOLD, key=ALIVE)
        assert await performer.interrupt_lost() == {"fake dead", "fake forgotten"}
        assert await performer.interrupt_lost() == set()
    (dead,) = await runs_of(database, "dead")
    assert dead.outcome is RunOutcome.INTERRUPTED
    assert dead.ended_at is not None
    (alive,) = await runs_of(database, "alive")
    assert alive.outcome is RunOutcome.RUNNING
    # Nobody asked for it: its schedule brings it back.
    assert await performer.runs.asked() == set()


async def test_one_that_was_taken_for_dead_changes_nothing_when_it_ends(
    performer: Performer, work: FakeWork, database: Database
) -> None:
    work.go_on.clear()
    running = asyncio.ensure_future(performer.perform(work, "one"))
    await work.began.wait()
    assert await Performer(database, owner=ALIVE).interrupt_lost() == {"fake one"}
    work.go_on.set()
    await running
    (run,) = await runs_of(database)
    assert run.outcome is RunOutcome.INTERRUPTED


async def test_a_run_is_found_under_its_own_work_alone(
    performer: Performer, work: FakeWork, database: Database
) -> None:
    await performer.perform(work, "one")
    (run,) = await runs_of(database)
    for work_name, key in (("source", "one"), ("fake", "two")):
        with pytest.raises(NotFoundError):
            await performer.runs.get(run.id, work=work_name, key=key)
