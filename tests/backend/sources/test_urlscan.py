"""A scan is asked for once, whatever becomes of it, and waited for no longer than there is time."""

import time
from typing import cast

import pytest

from backend.models.answers import FailureKind
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Activity, Context, Dialer, FeedStore
from backend.sources.http import HttpClient
from backend.sources.registry import all_sources
from tests.standins.web import Canned, WebStandIn

SOURCE = all_sources()["urlscan-submit"]
UUID = "00000000-0000-4000-8000-000000000001"
KEY = "stand-in-key-of-urlscan-0123456789"


async def submit(
    web: WebStandIn,
    deadline_seconds: float,
    activity: Activity = Activity.ACTIVE,
    visibility: str = "private",
) -> SourceError:
    client = HttpClient(version="0")
    context = Context(
        secrets={"api_key": KEY},
        settings={s.name: s.default for s in SOURCE.settings}
        | {"base_url": web.url, "first_wait_seconds": 0, "wait_seconds": 0}
        | {"visibility": visibility},
        http=client.fetcher(seconds=0.5, secrets=[KEY]),
        dial=cast("Dialer", None),
        feed=cast("FeedStore", None),
        deadline_seconds=deadline_seconds,
        activity=activity,
    )
    with pytest.raises(SourceError) as failed:
        await SOURCE.fetch(Indicator("http://example.com/a", Kind.URL), context)
    await client.close()
    assert KEY not in failed.value.detail
    return failed.value


def methods(web: WebStandIn) -> list[str]:
    return [seen.method for seen in web.seen]


def test_it_is_never_asked_by_itself() -> None:
    assert SOURCE.activity is Activity.ACTIVE
    assert not SOURCE.enabled
    assert {s.name: s.default for s in SOURCE.settings}["visibility"] == "private"


async def test_a_scan_that_does_not_end_is_named_and_not_submitted_again() -> None:
    async with WebStandIn() as web:
        web.put("POST /scan", Canned(body=f'{{"uuid": "{UUID}"}}'.encode()))
        started = time.monotonic()
        error = await submit(web, 2.4)
    assert error.kind is FailureKind.TIMEOUT
    assert UUID in error.detail
    assert not error.passing
    assert methods(web).count("POST") == 1
    assert methods(web).count("GET") > 1
    assert time.monotonic() - started < 2.4


@pytest.mark.parametrize(
    "canned",
    [
        Canned(status=503, body=b"busy"),
        Canned(body=b'{"uuid": ', break_off=True),
        Canned(delay_seconds=30),
    ],
    ids=["busy", "cut", "slow"],
)
async def test_a_submission_that_fails_is_not_repeated(canned: Canned) -> None:
    async with WebStandIn() as web:
        web.put("POST /scan", canned)
        await submit(web, 10)
    assert methods(web) == ["POST"]


@pytest.mark.parametrize("activity", list(Activity))
async def test_a_public_scan_is_asked_for_only_by_a_source_that_is_public(
    activity: Activity,
) -> None:
    async with WebStandIn() as web:
        web.put("POST /scan", Canned(status=503, body=b"busy"))
        error = await submit(web, 10, activity, "public")
    assert methods(web) == (["POST"] if activity is Activity.PUBLIC else [])
    assert ("activity to PUBLIC" in error.detail) is (activity is not Activity.PUBLIC)
