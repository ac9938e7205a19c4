"""What the answer about a known indicator means, and which sources are due."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.db.connection import utc_now
from backend.db.pool import Database
from backend.enrichment.results import Outcome, failed_outcome
from backend.feeds.files import FeedFiles
from backend.health.shapes import shape_of
from backend.jobs.probes import Found, Known, KnownAnswers, judge
from backend.models.answers import Answer, FailureKind, Skip, SkipReason
from backend.models.sources import Activity, KeyNeed
from backend.notifications.notifier import Notifier
from backend.secrets.keys import KeyFile
from backend.sources.http import HttpClient
from tests.support.databases import execute
from tests.support.enrichment import INDICATOR, FakeSource

GOOD = {"name": "example", "size": 1}
NEVER = Known(None, 0, None, None)
WELL = Known(utc_now(), 0, "1.0", shape_of(GOOD))
ERROR = failed_outcome(FailureKind.TIMEOUT, "it did not answer")


def answered(raw: Any) -> Outcome:
    return Outcome(answer=Answer(found=True, raw=raw))


def judged(outcome: Outcome, before: Known = WELL, version: str = "1.0") -> Found:
    return judge(outcome, INDICATOR, before, version)


def test_the_first_answer_is_what_others_are_compared_with() -> None:
    assert judged(answered(GOOD), NEVER) == Found(status="WELL", shape=shape_of(GOOD))
    # Another version of the program may make another raw answer of the same.
    assert judged(answered({}), version="2.0") == Found(status="WELL", shape=shape_of({}))


def test_another_shape_is_told() -> None:
    found = judged(answered({"name": "example"}))
    assert found == Found(status="CHANGED", detail="size is gone", tell=True)
    unknown = judged(Outcome(answer=Answer(found=False)))
    assert (unknown.status, unknown.tell) == ("CHANGED", True)


def test_an_error_is_told_when_it_comes_twice_after_a_good_answer() -> None:
    first = judged(ERROR)
    assert (first.status, first.errors, first.tell) == ("ERROR", 1, False)
    second = judged(ERROR, Known(WELL.good_at, 1, "1.0", WELL.shape))
    assert (second.errors, second.tell) == (2, True)
    assert second.detail == "TIMEOUT: it did not answer"


def test_what_was_never_well_and_what_is_skipped_is_not_told() -> None:
    assert not judged(ERROR, Known(None, 7, None, None)).tell
    assert not judged(Outcome(answer=Answer(found=False)), NEVER).tell
    skipped = judged(Outcome(skip=Skip(SkipReason.LIMIT_REACHED, "used up")))
    assert (skipped.status, skipped.tell) == ("SKIPPED", False)


class Asked(FakeSource):
    slug = "asked"
    known = INDICATOR


class Outside(Asked):
    slug = "outside"
    activity = Activity.PASSIVE


class Paid(Asked):
    slug = "paid"
    key = KeyNeed.PAID_KEY


@pytest.mark.parametrize(("hours", "offline"), [(24, False), (24, True), (0, False)])
async def test_a_source_is_first_due_after_the_interval(
    database: Database, database_url: str, tmp_path: Path, hours: int, offline: bool
) -> None:
    for slug, enabled in (
        ("asked", True),
        ("paid", True),
        ("fake", True),
        ("off", False),
        ("outside", True),
    ):
        execute(
            database_url,
            "INSERT INTO sources (id, name, slug, kind, enabled) "
            f"VALUES ('{slug}', '{slug}', '{slug}', 'SYSTEM', {enabled})",
        )
    probes = KnownAnswers(
        database=database,
        http=HttpClient(version="0"),
        files=FeedFiles(None),
        keys=KeyFile(tmp_path / "keys"),
        built_in={
            "asked": Asked(),
            "paid": Paid(),
            "fake": FakeSource(),
            "off": Asked(),
            "outside": Outside(),
        },
        notifier=Notifier(mails=False, public_url=None),
        version="0",
        interval=timedelta(hours=hours),
        offline=offline,
    )
    assert await probes.wanted() == {}
    execute(database_url, "UPDATE source_probes SET next_at = now()")
    due = {"asked"} if offline else {"asked", "outside"}
    assert await probes.wanted() == (dict.fromkeys(due, 24 * 3600) if hours else {})
