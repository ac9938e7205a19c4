"""Indicators out of texts and documents."""

import time
from typing import Annotated

import msgspec
from msgspec import Meta

from backend.access.permissions import Permission
from backend.http.routing import Call, Route
from backend.indicators.special import Special, special
from backend.models.errors import InvalidInputError, NotFoundError, UnavailableError
from backend.models.extraction import Place
from backend.models.indicators import Indicator
from backend.services import Services

EXAMPLE = {"text": "The beacon went to hxxps://example[.]com/a and 198.51.100[.]7."}


class ExtractIndicators(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """A text, or the id of a file from `POST /uploads`: one of them."""

    text: str | None = None
    upload_id: Annotated[str, Meta(max_length=40)] | None = None


class ExtractedIndicator(msgspec.Struct, frozen=True, kw_only=True):
    """A distinct indicator, how often it stands there, where first, and what sets it apart."""

    indicator: Indicator
    count: int
    first: Place
    special: Special | None


class Extracted(msgspec.Struct, frozen=True, kw_only=True):
    """All that was found, in order of appearance.

    `truncated` when more than 100,000 distinct indicators are in it, of which the first are listed;
    `warnings` names parts that were not read, and why.
    """

    indicators: list[ExtractedIndicator]
    truncated: bool
    seconds: float
    warnings: list[str]


async def extract_indicators(services: Services, call: Call[ExtractIndicators, None]) -> Extracted:
    """Finds indicators, disarmed or not, in text, log, CSV, JSON, HTML, mail, PDF, Word and Excel.

    Also in a ZIP of these. Nothing is asked and nothing kept; a file is gone afterwards.
    """
    begun = time.monotonic()
    body = call.body
    if (body.text is None) == (body.upload_id is None):
        raise InvalidInputError("expected either `text` or `uploadId`")
    if body.upload_id is not None:
        found = await services.extractor.from_upload(body.upload_id, call.user_id)
    else:
        found = await services.extractor.from_text(body.text or "")
    return Extracted(
        indicators=[
            ExtractedIndicator(
                indicator=seen.indicator,
                count=seen.count,
                first=seen.first,
                special=special(seen.indicator),
            )
            for seen in found.indicators
        ],
        truncated=found.truncated,
        seconds=round(time.monotonic() - begun, 3),
        warnings=found.warnings,
    )


ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path="/indicators/extract",
        handler=extract_indicators,
        needs=Permission.REQUEST_CREATE,
        summary="Find the indicators in a text or a document",
        tag="indicators",
        body=ExtractIndicators,
        body_example=EXAMPLE,
        returns=Extracted,
        errors=(NotFoundError, UnavailableError),
    ),
)
