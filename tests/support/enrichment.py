"""Sources made for tests, and an engine around them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

from backend.cache import Cache, MemoryCache
from backend.db.connection import utc_now
from backend.db.pool import Database
from backend.enrichment.allowances import Allowances
from backend.enrichment.asking import Asker
from backend.enrichment.caching import AnswerCache
from backend.enrichment.catalog import Catalog, CatalogHolder
from backend.enrichment.engine import Engine
from backend.enrichment.fetching import Fetcher
from backend.enrichment.history import History
from backend.enrichment.judging import Judge
from backend.enrichment.memory import Memory
from backend.enrichment.overrides import OverrideHolder
from backend.enrichment.plan import Circumstances
from backend.enrichment.recorder import Recorder
from backend.limits.circuits import Circuits
from backend.limits.store import DatabaseStore
from backend.limits.taking import Limits
from backend.models.answers import Answer
from backend.models.indicators import Indicator, Kind
from backend.models.limits import LimitWait
from backend.models.requests import Question
from backend.models.sources import Activity, Source, SourceKind
from backend.sources import contract
from backend.tasks import Tasks

INDICATOR = Indicator("192.0.2.1", Kind.IPV4)
TRACE_ID = "0af7651916cd43dd8448eb211c80319c"


class FakeSource(contract.Source):
    """Answers by a function; counts how often it was asked."""

    slug = "fake"
    name = "Fake"
    provider = "Tests"
    description = ""
    url = ""
    kinds = frozenset({Kind.IPV4})
    activity = Activity.LOCAL

    def __init__(self, answer: Callable[[Indicator], Any] = lambda _: Answer(found=True)) -> None:
        self.answer = answer
        self.asked = 0
        self.at_once = 0
        self.most_at_once = 0
        self.release = asyncio.Event()
        self.release.set()

    async def fetch(self, indicator: Indicator, ctx: contract.Context) -> Answer:
        self.asked += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.release.wait()
            given = self.answer(indicator)
            return await given if asyncio.iscoroutine(given) else given
        finally:
            self.at_once -= 1


def row(slug: str = "fake", **more: Any) -> Source:
    """A source's row."""
    now = utc_now()
    fields: dict[str, Any] = {
        "id": f"id-{slug}",
        "created_at": now,
        "updated_at": now,
        "name": slug.title(),
        "slug": slug,
        "description": "",
        "url": "",
        "favicon": None,
        "tags": [],
        "enabled": True,
        "supported_indicators": [Kind.IPV4],
        "disabled_indicators": [],
        "task_enabled": False,
        "task_interval": None,
        "config": [],
        "config_values": [],
        "limit_enabled": False,
        "limit_count": None,
        "limit_interval": None,
        "limits": None,
        "limit_wait": LimitWait.WAIT,
        "limit_reserve_percent": 20,
        "cache_enabled": False,
        "cache_interval": None,
        "cache_not_found_interval": None,
        "kind": SourceKind.SYSTEM,
        "source_code": None,
        "activity": Activity.LOCAL,
        "allowed_hosts": [],
        "time_limit_seconds": 5.0,
        "reliability": 90,
        "version": 1,
        "provider_id": None,
        "created_user_id": None,
        "updated_user_id": None,
    }
    return Source(**{**fields, **more})


def question(source: Source, indicator: Indicator = INDICATOR) -> Question:
    """A source to be asked about an indicator."""
    return Question(
        source_id=source.id,
        slug=source.slug,
        name=source.name,
        url="",
        favicon=None,
        indicator=indicator,
    )


def asker(
    built_in: Mapping[str, contract.Source],
    *,
    cache: Cache | None = None,
    concurrency: int = 8,
    secrets: Mapping[str, str] | None = None,
    database: Database | None = None,
    circuits: Circuits | None = None,
    catalog: CatalogHolder | None = None,
) -> Asker:
    """An asker of these sources, all of which have these secrets.

    Limits are counted in `database`; without one no source may have any.
    """

    def context(*_: Any) -> Any:
        return None

    return Asker(
        fetcher=Fetcher(
            built_in=built_in,
            make_context=context,
            open_secrets=lambda _: secrets or {},
            runners={},
        ),
        cache=AnswerCache(cache or MemoryCache(1_000_000)),
        limits=Limits(cast("Any", database and DatabaseStore(database)), Tasks()),
        allowance_of=Allowances(catalog or CatalogHolder(cast("Any", database)), built_in).of,
        circuits=circuits or Circuits(),
        source_concurrency=concurrency,
        concurrency=256,
    )


@dataclass
class House:
    """An engine with all that it needs."""

    engine: Engine
    history: History
    recorder: Recorder
    catalog: CatalogHolder
    overrides: OverrideHolder


@asynccontextmanager
async def engine_with(
    database: Database,
    rows: list[Source],
    built_in: Mapping[str, contract.Source],
    owner: int = 1,
    *,
    request_concurrency: int = 16,
    source_concurrency: int = 8,
) -> AsyncIterator[House]:
    """An engine on this database that knows these sources."""
    tasks = Tasks()
    recorder = Recorder(database, owner)
    tasks.start(recorder.run(), name="recorder")
    catalog = CatalogHolder(database)
    catalog.current = Catalog({source.id: source for source in rows}, {})
    overrides = OverrideHolder(database)
    engine = Engine(
        database=database,
        recorder=recorder,
        catalog=catalog,
        asker=asker(built_in, concurrency=source_concurrency),
        judge=Judge(catalog, overrides, Memory(database)),
        circumstances=Circumstances(frozenset()),
        owner=owner,
        request_concurrency=request_concurrency,
        source_concurrency=source_concurrency,
        tasks=tasks,
    )
    try:
        yield House(engine, History(database, engine), recorder, catalog, overrides)
    finally:
        await tasks.cancel_all()
