"""Each source that asks by HTTP, each way in which a server fails: a typed outcome, no secret."""

from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from backend.models.answers import FailureKind
from backend.models.errors import SourceError
from backend.sources.contract import Context, Dialer, FeedStore
from backend.sources.http import HttpClient
from tests.standins.internet import FAULTS, Internet
from tests.standins.internet import cast as all_parts

PARTS = {slug: part for slug, part in all_parts().items() if part.http and not part.source.feed}
NOT_FOUND = "NOT_FOUND"
OUTCOMES: dict[str, set[str]] = {
    "401": {FailureKind.UNAUTHORIZED},
    "403": {FailureKind.UNAUTHORIZED},
    # A page that is not there is a vendor's miss for some, and for the others somebody else's word.
    "404": {FailureKind.RESPONSE_ERROR, FailureKind.INVALID_ANSWER, NOT_FOUND},
    "429": {FailureKind.RATE_LIMITED},
    "500": {FailureKind.RESPONSE_ERROR},
    "503": {FailureKind.RESPONSE_ERROR},
    "slow": {FailureKind.TIMEOUT},
    "cut": {FailureKind.REQUEST_ERROR},
    "garbage": {FailureKind.INVALID_ANSWER},
    "wrong": {FailureKind.INVALID_ANSWER},
    "huge": {FailureKind.RESPONSE_ERROR},
}
OTHERWISE: dict[tuple[str, str], set[str]] = {
    # NVD says so to who asks too often.
    ("nvd", "403"): {FailureKind.RATE_LIMITED},
}
"""Where a vendor means something else by it, by slug and fault."""


@pytest.fixture
async def net() -> AsyncIterator[Internet]:
    async with Internet() as server:
        yield server


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    client = HttpClient(version="0")
    yield client
    await client.close()


def context(net: Internet, client: HttpClient, slug: str, seconds: float) -> Context:
    source = PARTS[slug].source
    secrets = net.secrets(slug)
    return Context(
        secrets=secrets,
        settings={s.name: s.default for s in source.settings} | net.settings(slug),
        http=client.fetcher(seconds=seconds, secrets=secrets.values(), at_most_bytes=1024 * 1024),
        dial=cast("Dialer", None),
        feed=cast("FeedStore", None),
        deadline_seconds=seconds,
    )


def everything_of(error: BaseException | None) -> str:
    """All texts that an error, and whatever led to it, carry along."""
    found: list[Any] = []
    while error is not None:
        found += [repr(error), str(error), repr(vars(error))]
        error = error.__cause__ or error.__context__
    return " ".join(found)


@pytest.mark.parametrize("slug", PARTS)
async def test_the_stand_in_plays_its_part(net: Internet, client: HttpClient, slug: str) -> None:
    part = PARTS[slug]
    answer = await part.source.fetch(part.indicator, context(net, client, slug, 5))
    assert answer.found


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("slug", PARTS)
async def test_each_fault_is_its_outcome(
    net: Internet, client: HttpClient, slug: str, fault: str
) -> None:
    part = PARTS[slug]
    net.faults[slug] = fault
    seconds = 0.3 if fault == "slow" else 5
    told = ""
    try:
        answer = await part.source.fetch(part.indicator, context(net, client, slug, seconds))
        outcome = "FOUND" if answer.found else NOT_FOUND
    except SourceError as error:
        outcome, told = error.kind.value, everything_of(error)
    assert outcome in OTHERWISE.get((slug, fault), OUTCOMES[fault]), told
    for secret in net.secrets(slug).values():
        assert secret not in told
