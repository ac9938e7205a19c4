"""The judge: what it adds to the policy, and what must not keep it from judging."""

from collections.abc import Mapping

from backend.db.connection import DatabaseUnavailableError, utc_now
from backend.db.pool import Database
from backend.enrichment.asking import Outcome, make_result
from backend.enrichment.catalog import Catalog, CatalogHolder
from backend.enrichment.judging import Judge
from backend.enrichment.memory import Memory
from backend.enrichment.overrides import OverrideHolder
from backend.models.answers import Answer, Level
from backend.models.indicators import Indicator, Kind
from backend.models.requests import Timing
from tests.support.enrichment import INDICATOR, question, row

OTHER = Indicator("192.0.2.2", Kind.IPV4)
TIMING = Timing(utc_now(), utc_now(), 1.0)
BAD = Answer(found=True, verdict=Level.MALICIOUS)
LISTS: Mapping[Indicator, tuple[str, ...]] = {OTHER: ("Public resolvers",)}


class AwayDatabase:
    """No database."""

    async def run(self, *_: object, **__: object) -> None:
        raise DatabaseUnavailableError("away")


async def test_reliability_and_lists_come_from_where_they_are_kept(database: Database) -> None:
    catalog = CatalogHolder(database)
    judge = Judge(catalog, OverrideHolder(database), Memory(database), lambda i: LISTS.get(i, ()))
    results = {
        indicator: [make_result(question(row(), indicator), Outcome(answer=BAD), TIMING)]
        for indicator in (INDICATOR, OTHER)
    }
    for reliability, expected in ((90, Level.MALICIOUS), (20, Level.SUSPICIOUS)):
        catalog.current = Catalog({"id-fake": row(reliability=reliability)}, {})
        plain, listed = (judge.judge(i, about, {}) for i, about in results.items())
        assert (plain.indicator, plain.level) == (INDICATOR, expected)
        assert (listed.level, listed.lists) == (Level.SUSPICIOUS, ("Public resolvers",))


async def test_a_verdict_is_made_although_nothing_can_be_remembered(database: Database) -> None:
    away = Memory(AwayDatabase())  # type: ignore[arg-type]
    judge = Judge(CatalogHolder(database), OverrideHolder(database), away)
    remembered = await judge.recall("request", [INDICATOR])
    verdict = judge.judge(INDICATOR, [], remembered)
    assert (verdict.level, verdict.asked_before) == (Level.UNKNOWN, None)
