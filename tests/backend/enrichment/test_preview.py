"""The preview says what the plan would do, and asks nothing."""

import pytest

from backend.db.pool import Database
from backend.enrichment import preview
from backend.enrichment.allowances import Allowances
from backend.enrichment.catalog import Catalog, CatalogHolder
from backend.enrichment.limits_left import LimitsLeft
from backend.enrichment.memory import Memory
from backend.enrichment.plan import Circumstances
from backend.enrichment.preview import Previewer
from backend.limits.circuits import Circuits
from backend.limits.store import DatabaseStore
from backend.limits.taking import Limits
from backend.models.indicators import Indicator, Kind
from backend.models.limits import Limit, LimitLeft
from backend.models.requests import Options, Tlp
from backend.models.sources import Activity
from backend.tasks import Tasks
from tests.support.enrichment import INDICATOR, row

PRIVATE = Indicator("10.0.0.1", Kind.IPV4)
NAME = Indicator("example.com", Kind.DOMAIN)
ROWS = [
    row("inside"),
    row("outside", activity=Activity.PASSIVE, limits=[Limit(count=5, seconds=60)]),
    row("loud", activity=Activity.PUBLIC),
    row("off", enabled=False),
]


def previewer(database: Database) -> Previewer:
    holder = CatalogHolder(database)
    holder.current = Catalog({source.id: source for source in ROWS}, {})
    limits = Limits(DatabaseStore(database), Tasks())
    left = LimitsLeft(holder, limits, Allowances(holder, {}), Circuits())
    return Previewer(holder, Circumstances(frozenset()), Memory(database), left)


async def test_it_names_who_is_asked_what_leaves_and_why_not(database: Database) -> None:
    shown = await previewer(database).preview(
        [INDICATOR, PRIVATE, NAME], ROWS, Options(tlp=Tlp.GREEN)
    )
    assert (shown.total, shown.asked, shown.indicator_count) == (12, 3, 3)
    assert [(s.slug, s.asked, s.leaves) for s in shown.sources] == [
        ("inside", 2, False),
        ("outside", 1, True),
        ("loud", 0, False),
        ("off", 0, False),
    ]
    limits = {s.slug: s.limits for s in shown.sources}
    assert (limits["outside"], limits["inside"]) == ((LimitLeft(60, 5, 5),), ())
    by_slug = {s.slug: s.skipped for s in shown.sources}
    assert by_slug["outside"] == {"PRIVATE_INDICATOR": 1, "UNSUPPORTED_INDICATOR": 1}
    assert by_slug["loud"] == {
        "POLICY_TLP": 3,
        "PRIVATE_INDICATOR": 1,
        "UNSUPPORTED_INDICATOR": 1,
    }
    leaving = [(q.indicator, q.source_id, q.leaves) for q in shown.questions if q.leaves]
    assert leaving == [(0, "id-outside", INDICATOR.data)]
    assert [(i.data, i.stays_inside) for i in shown.indicators] == [
        ("192.0.2.1", False),
        ("10.0.0.1", True),
        ("example.com", False),
    ]


async def test_of_many_the_first_are_named_and_all_are_counted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "QUESTIONS_NAMED", 5)
    monkeypatch.setattr(preview, "INDICATORS_NAMED", 2)
    many = [Indicator(f"198.51.100.{n}", Kind.IPV4) for n in range(250)]
    shown = await previewer(database).preview(many, ROWS, Options())
    assert (len(shown.indicators), len(shown.questions)) == (2, 5)
    assert (shown.indicator_count, shown.total, shown.asked) == (250, 1000, 750)
