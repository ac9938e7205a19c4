"""What was kept and is listed no longer says less; what is no such list is refused."""

import io
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from backend.models.answers import Answer, Level
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Context,
    Dialer,
    Download,
    FeedAnswer,
    FeedFormatError,
    FeedHit,
    FeedPart,
    Fetcher,
    GatherContext,
)
from backend.sources.phishtank import gather
from backend.sources.registry import all_sources

SOURCES = all_sources()
NOW, THEN = datetime(2026, 2, 3, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
URL = "http://login.example.com/a"


class Kept:
    """A feed with one row, which its publisher has forgotten or not."""

    def __init__(self, hit: FeedHit) -> None:
        self._answer = FeedAnswer(hits=(hit,), as_of=NOW)

    async def find(self, *_: Any, **__: Any) -> FeedAnswer:
        return self._answer

    async def find_host(self, *_: Any, **__: Any) -> FeedAnswer:
        return self._answer

    async def find_containing(self, *_: Any, **__: Any) -> FeedAnswer:
        return self._answer


async def ask(slug: str, indicator: Indicator, data: dict[str, Any], *, listed: bool) -> Answer:
    hit = FeedHit(
        part="export",
        kind=indicator.kind,
        value=indicator.data,
        data=data,
        as_of=NOW,
        listed=listed,
        seen_at=NOW if listed else THEN,
    )
    context = Context(
        secrets={},
        settings={},
        http=cast("Fetcher", None),
        dial=cast("Dialer", None),
        feed=Kept(hit),
        deadline_seconds=1,
    )
    return await SOURCES[slug].fetch(indicator, context)


@pytest.mark.parametrize(("listed", "score"), [(True, 85), (False, 60)])
async def test_openphish_says_when_it_was_listed(listed: bool, score: int) -> None:
    answer = await ask("openphish", Indicator(URL, Kind.URL), {}, listed=listed)
    assert (answer.verdict, answer.score) == (Level.MALICIOUS, score)
    assert answer.last_seen == (NOW if listed else THEN)
    assert ("no longer" in answer.elements[0].value) is not listed


async def test_threatfox_suspects_what_it_has_forgotten() -> None:
    data = {"ioc": "c2.example.com", "ioc_type": "domain", "confidence_level": "100"}
    indicator = Indicator("c2.example.com", Kind.DOMAIN)
    now = await ask("threatfox-feed", indicator, data, listed=True)
    assert (now.verdict, now.score) == (Level.MALICIOUS, 100)
    then = await ask("threatfox-feed", indicator, data, listed=False)
    assert (then.verdict, then.score) == (Level.SUSPICIOUS, 50)
    assert "last on 2026-01-02" in [element.value for element in then.elements]


REFUSED = {
    "a line that was cut off": ("urlhaus-feed", b"# dateadded,url,url_status\n2026-01-01,http://a"),
    "no header": ("urlhaus-feed", b'"1","http://example.com/","online"\n'),
    "no JSON": ("threatfox-feed", b'{"1": ['),
    "another JSON": ("threatfox-feed", b'{"1": [{"ioc": "example.com"}]}'),
    "nothing to ask about": (
        "threatfox-feed",
        b"# ioc_value,ioc_type,threat_type\na@example.com,email,payload\n",
    ),
    "no hash": ("malwarebazaar-feed", b"sha256_hash,md5_hash,sha1_hash\nab,,\n"),
    "no address": ("feodo-tracker", b"192.0.2.1\nexample.com\n"),
    "no SHA1": ("sslbl", b"# Listingdate,SHA1,Listingreason\n2026-01-01,abc,x\n"),
    "no URLs": ("openphish", b"http://example.com/\na\nb\n"),
    "no breach": ("hibp-breaches", b'[{"Domain": "example.com"}]'),
}


@pytest.mark.parametrize(("slug", "content"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_such_list_is_refused(slug: str, content: bytes) -> None:
    part = SOURCES[slug].feed[0]
    assert isinstance(part, FeedPart)
    with pytest.raises(FeedFormatError):
        list(part.parse(io.BytesIO(content)))


class Downloads:
    """Keeps what was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []

    async def download(self, url: str, _path: Any, **given: Any) -> Download:
        self.asked.append((url, given))
        return Download(changed=False, etag='"2"', last_modified=None)


async def test_phishtank_is_told_who_downloads() -> None:
    http = Downloads()
    context = GatherContext(
        secrets={"app_key": "a key"},
        settings={"username": "somebody"},
        http=cast("Fetcher", http),
        url="https://phish.example.com/{app_key}/list.json",
        state={"etag": '"1"'},
    )
    gathered = await gather(context, cast("Any", None))
    ((url, given),) = http.asked
    assert url == "https://phish.example.com/a%20key/list.json"
    assert given["headers"] == {"User-Agent": "phishtank/somebody"}
    assert given["etag"] == '"1"'
    assert (gathered.changed, gathered.state["etag"]) == (False, '"2"')
