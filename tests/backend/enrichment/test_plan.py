"""The plan: every pair once, and every reason not to ask."""

from datetime import timedelta
from typing import Any

import pytest

from backend.db.connection import utc_now
from backend.enrichment.catalog import Catalog, Slot
from backend.enrichment.plan import About, Circumstances, make_plan, make_rules, reasons_to_skip
from backend.models.errors import InvalidInputError
from backend.models.indicators import Indicator, Kind
from backend.models.requests import Options
from backend.models.secrets import SealedSecret
from backend.models.sources import Activity, Provider, SourceKind
from tests.support.enrichment import INDICATOR, row

PRIVATE = Indicator("10.0.0.1", Kind.IPV4)
OFF = Provider(id="off", name="Off", slug="off", enabled=False)
ON = Provider(id="on", name="On", slug="on", enabled=True)
CATALOG = Catalog({}, {"off": OFF, "on": ON})
NO_RUNNER = Circumstances(frozenset())
RUNNER = Circumstances(frozenset({SourceKind.PYTHON}))
OFFLINE = Circumstances(frozenset({SourceKind.PYTHON}), offline=True)
REPLAY = Circumstances(frozenset(), offline=True, replay=True)


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
        ({"activity": Activity.LOCAL}, INDICATOR, OFFLINE, []),
        ({"activity": Activity.PASSIVE}, INDICATOR, OFFLINE, ["OFFLINE"]),
        ({"activity": Activity.PUBLIC, "kind": SourceKind.PYTHON}, INDICATOR, OFFLINE, ["OFFLINE"]),
        ({"activity": Activity.PASSIVE}, INDICATOR, REPLAY, []),
        ({"kind": SourceKind.PYTHON}, INDICATOR, REPLAY, []),
        ({"enabled": False}, INDICATOR, REPLAY, ["SOURCE_DISABLED"]),
        ({"activity": Activity.PASSIVE}, PRIVATE, REPLAY, ["PRIVATE_INDICATOR"]),
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


def slot(name: str, *, required: bool = True, expires_in: int | None = 60) -> Slot:
    """A slot; its secret expires in so many seconds, and there is none for None."""
    if expires_in is None:
        return Slot(f"id-{name}", name, required, None)
    secret = SealedSecret(
        id="secret",
        name="A key",
        expires_at=utc_now() + timedelta(seconds=expires_in),
        key_version=1,
        value=b"",
    )
    return Slot(f"id-{name}", name, required, secret)


def test_a_required_secret_that_cannot_be_had_is_named_with_its_slot() -> None:
    slots = (
        slot("given"),
        slot("none", expires_in=None),
        slot("old", expires_in=-60),
        slot("optional", required=False, expires_in=None),
    )
    catalog = Catalog({}, {}, {"id-fake": slots})
    (skip,) = reasons_to_skip(INDICATOR, row(), catalog, NO_RUNNER)
    assert (skip.reason, skip.content) == ("MISSING_SECRET", ["id-none", "id-old"])
    assert "Fake needs a secret for none, and none is linked" in skip.detail
    assert "'A key' expired on" in skip.detail
    assert reasons_to_skip(INDICATOR, row("other"), catalog, NO_RUNNER) == ()


def look(indicators: list[Indicator]) -> list[About]:
    return [NO_RUNNER.look_at(indicator) for indicator in indicators]


def test_pictures_are_not_repeated_for_many_indicators() -> None:
    source = row(favicon="data:image/png;base64,AA==")
    rules = make_rules([source], CATALOG, NO_RUNNER, Options())
    (one,) = make_plan(look([INDICATOR]), rules, pictures=True)
    assert one.favicon == source.favicon
    many = make_plan(look([INDICATOR, PRIVATE]), rules, pictures=False)
    assert [q.favicon for q in many] == [None, None]


def test_every_pair_once_by_indicator_then_source() -> None:
    rows = [row("first"), row("second", enabled=False)]
    rules = make_rules(rows, CATALOG, NO_RUNNER, Options())
    questions = make_plan(look([INDICATOR, PRIVATE]), rules, pictures=False)
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


def test_an_appliance_that_is_offline_says_so_and_where() -> None:
    source = row("fake", activity=Activity.PASSIVE)
    options = Options(offline=True)
    (skip,) = reasons_to_skip(INDICATOR, source, CATALOG, OFFLINE, options)
    assert skip.detail == (
        f"{source.name} asks somebody outside, and the appliance is offline by its configuration "
        "([outbound] offline)"
    )
