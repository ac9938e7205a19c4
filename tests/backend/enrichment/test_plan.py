"""The plan: every pair once, and every reason not to ask."""

from typing import Any

import pytest

from backend.enrichment.catalog import Catalog
from backend.enrichment.plan import Circumstances, make_plan, reasons_to_skip
from backend.models.errors import InvalidInputError
from backend.models.indicators import Indicator, Kind
from backend.models.sources import Activity, Provider, SourceKind
from tests.support.enrichment import INDICATOR, row

PRIVATE = Indicator("10.0.0.1", Kind.IPV4)
OFF = Provider(id="off", name="Off", slug="off", enabled=False)
ON = Provider(id="on", name="On", slug="on", enabled=True)
CATALOG = Catalog({}, {"off": OFF, "on": ON})
NO_RUNNER = Circumstances(frozenset())
RUNNER = Circumstances(frozenset({SourceKind.PYTHON}))


@pytest.mark.parametrize(
    ("source", "indicator", "circumstances", "reasons"),
    [
        ({}, INDICATOR, NO_RUNNER, []),
        ({"provider_id": "on"}, INDICATOR, NO_RUNNER, []),
        ({"provider_id": "gone"}, INDICATOR, NO_RUNNER, []),
        ({"supported_indicators": [Kind.CVE]}, INDICATOR, NO_RUNNER, ["UNSUPPORTED_INDICATOR"]),
        ({"enabled": False}, INDICATOR, NO_RUNNER, ["SOURCE_DISABLED"]),
        ({"provider_id": "off"}, INDICATOR, NO_RUNNER, ["PROVIDER_DISABLED"]),
        ({"kind": SourceKind.PYTHON}, INDICATOR, NO_RUNNER, ["RUNNER_DISABLED"]),
        ({"kind": SourceKind.PYTHON}, INDICATOR, RUNNER, []),
        ({"kind": SourceKind.JAVA_SCRIPT}, INDICATOR, RUNNER, ["RUNNER_DISABLED"]),
        ({"disabled_indicators": [Kind.IPV4]}, INDICATOR, NO_RUNNER, ["DISABLED_INDICATOR"]),
        ({"activity": Activity.LOCAL}, PRIVATE, NO_RUNNER, []),
        ({"activity": Activity.PASSIVE}, PRIVATE, NO_RUNNER, ["PRIVATE_INDICATOR"]),
        ({"activity": Activity.ACTIVE}, PRIVATE, NO_RUNNER, ["PRIVATE_INDICATOR"]),
        ({"activity": Activity.PUBLIC}, PRIVATE, NO_RUNNER, ["PRIVATE_INDICATOR"]),
        (
            {
                "supported_indicators": [],
                "enabled": False,
                "provider_id": "off",
                "kind": SourceKind.PYTHON,
                "disabled_indicators": [Kind.IPV4],
                "activity": Activity.ACTIVE,
            },
            PRIVATE,
            NO_RUNNER,
            [
                "UNSUPPORTED_INDICATOR",
                "SOURCE_DISABLED",
                "PROVIDER_DISABLED",
                "RUNNER_DISABLED",
                "DISABLED_INDICATOR",
                "PRIVATE_INDICATOR",
            ],
        ),
    ],
)
def test_every_reason_is_named(
    source: dict[str, Any], indicator: Indicator, circumstances: Circumstances, reasons: list[str]
) -> None:
    skips = reasons_to_skip(indicator, row(**source), CATALOG, circumstances)
    assert [skip.reason for skip in skips] == reasons
    assert all(skip.detail for skip in skips)


def test_every_pair_once_by_indicator_then_source() -> None:
    rows = [row("first"), row("second", enabled=False)]
    questions = make_plan([INDICATOR, PRIVATE], rows, CATALOG, NO_RUNNER)
    assert [(q.indicator, q.slug, bool(q.skips)) for q in questions] == [
        (INDICATOR, "first", False),
        (INDICATOR, "second", True),
        (PRIVATE, "first", False),
        (PRIVATE, "second", True),
    ]


def test_sources_are_chosen_by_id_each_once_in_the_order_of_the_catalogue() -> None:
    rows = [row("first"), row("second"), row("third")]
    catalog = Catalog({source.id: source for source in rows}, {})
    assert catalog.choose([], pointer="/sourceIds") == rows
    chosen = catalog.choose(["id-third", "id-first", "id-third"], pointer="/sourceIds")
    assert chosen == [rows[0], rows[2]]
    with pytest.raises(InvalidInputError, match="'unknown'") as caught:
        catalog.choose(["id-first", "unknown", "x" * 500], pointer="/sourceIds")
    assert [e.pointer for e in caught.value.errors] == ["/sourceIds/1", "/sourceIds/2"]
    assert len(caught.value.errors[1].message) < 200
