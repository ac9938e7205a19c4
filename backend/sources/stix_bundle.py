"""A bundle of STIX: a file with indicators, replaced as a whole when it changes."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from backend.models.answers import Answer
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Activity, Context, FeedPart, SecretSlot, Setting
from backend.sources.generic import Template
from backend.sources.list_feed import auth_headers
from backend.sources.sightings import TLP, answer_of, look_up
from backend.sources.stix_objects import read_objects

STIX = (
    Setting(
        name="score",
        default=60,
        help="Score, 0 to 100, of an indicator that says no type: from 70 it is malicious, "
        "from 40 suspicious.",
    ),
    Setting(
        name="observables",
        default=False,
        help="Tell also of what was only observed, and what no indicator is about.",
    ),
    Setting(
        name="tlp_at_most",
        default="amber+strict",
        help=f"What is marked as narrower is not kept: {', '.join(TLP)}.",
        choices=tuple(TLP),
    ),
    Setting(
        name="max_age_hours",
        default=7 * 24,
        help="A copy that was not confirmed for longer answers STALE; 0: any age.",
    ),
)
AUTH = (
    Setting(name="auth_header", default="Authorization", help="Header that the key is in."),
    Setting(name="auth_value", default="Bearer {api_key}", help="What it says: `{api_key}`."),
)


def wrong_stix(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What can't be of the settings that all of STIX has."""
    if not 0 <= settings["score"] <= 100:  # noqa: PLR2004 — percent
        yield "score", "it is 0 to 100"
    if settings["tlp_at_most"] not in TLP:
        yield "tlp_at_most", f"it is one of {', '.join(TLP)}"
    if settings["url"] and not settings["url"].startswith(("http://", "https://")):
        yield "url", "it begins with http:// or https://, or is empty"


class StixBundle(Template):
    """Values of the indicators of a bundle, whose patterns are compared by `=` alone."""

    slug = "stix-bundle"
    name = "STIX bundle"
    description = "Indicators of a STIX 2 bundle, from an address or a file."
    url = "https://docs.oasis-open.org/cti/stix/v2.1/stix-v2.1.html"
    kinds = frozenset(Kind)
    activity = Activity.LOCAL
    tags = ("feed", "stix")
    refresh_seconds = 24 * 3600
    max_age_seconds = 7 * 24 * 3600
    secrets = (
        SecretSlot(name="api_key", help="A key that the publisher asks for.", required=False),
    )
    settings = (
        Setting(
            name="url",
            default="",
            help="Where the bundle is downloaded from: `{api_key}` stands for the secret of that "
            "slot. Empty: it is only imported.",
        ),
        *AUTH,
        *STIX,
    )

    def parts(self, settings: Mapping[str, Any]) -> tuple[FeedPart, ...]:
        """The bundle is one part."""
        return (
            FeedPart(
                name="bundle",
                url_setting="url",
                expected="a bundle of STIX 2 as JSON",
                sniff=lambda head: head.lstrip()[:1] == b"{",
                parse=partial(_parse, settings),
                headers=partial(auth_headers, settings),
                may_be_empty=True,
            ),
        )

    def wrong(self, settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """As all of STIX."""
        yield from wrong_stix(settings)

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """A verdict by the types of the indicators that have the value."""
        said, as_of = await look_up(indicator, ctx)
        return answer_of(said, ctx.now(), as_of=as_of)


def _parse(settings: Mapping[str, Any], stream: Any) -> Any:
    return read_objects(stream, settings)
