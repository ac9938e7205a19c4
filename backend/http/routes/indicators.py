"""Indicators: what values are, before anything is asked about them."""

from typing import Annotated

import msgspec
from msgspec import Meta

from backend.access.permissions import Permission
from backend.http.routing import Call, Route
from backend.indicators.defang import defang
from backend.indicators.detection import detect
from backend.indicators.special import Special, special, stays_inside
from backend.models.errors import InvalidInputError
from backend.models.indicators import Indicator, KindName
from backend.models.requests import MAX_VALUE
from backend.services import Services

VALUES_AT_MOST = 1000


class DetectValues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Values as they were found."""

    values: Annotated[
        list[Annotated[str, Meta(max_length=MAX_VALUE)]], Meta(max_length=VALUES_AT_MOST)
    ]


class Detected(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a value is, or in `error` why it is nothing that can be asked about.

    `reason` says by what it was told; `alternatives` are kinds that it is valid as too.
    `defanged` is a form that no program takes for a link. `special` sets it apart; with
    `stays_inside` no source outside is told of it.
    """

    value: str
    indicator: Indicator | None = None
    defanged: str | None = None
    alternatives: tuple[KindName, ...] = ()
    reason: str = ""
    error: str | None = None
    special: Special | None = None
    stays_inside: bool = False


async def detect_indicators(_services: Services, call: Call[DetectValues, None]) -> list[Detected]:
    """One answer for each value, in their order. Nothing is asked and nothing kept."""
    return [_detect(value) for value in call.body.values]


def _detect(value: str) -> Detected:
    try:
        found = detect(value)
    except InvalidInputError as error:
        return Detected(value=value, error=error.detail)
    return Detected(
        value=value,
        indicator=found.indicator,
        defanged=defang(found.indicator),
        alternatives=found.alternatives,
        reason=found.reason,
        special=special(found.indicator),
        stays_inside=stays_inside(found.indicator),
    )


ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path="/indicators/detect",
        handler=detect_indicators,
        needs=Permission.REQUEST_CREATE,
        summary="What values are: kind, canonical form, what is special about them",
        tag="indicators",
        body=DetectValues,
        body_example={"values": ["198.51.100[.]7", "hxxps://example.com/a", "CVE-2024-12345"]},
        returns=list[Detected],
    ),
)
