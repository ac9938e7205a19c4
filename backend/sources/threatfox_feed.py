"""ThreatFox's export, looked up locally; what it forgets after six months is kept here."""

from backend.models.answers import Answer, not_found
from backend.models.indicators import Indicator, Kind
from backend.sources.abuse_ch import EXPORT_KEY, KEY_URL, PROVIDER, TERMS, export, export_url
from backend.sources.contract import (
    Activity,
    Context,
    Setting,
    Source,
    max_age_hours,
)
from backend.sources.feed_urls import find_url
from backend.sources.threatfox_iocs import Found, answer, row_of

COLUMNS = frozenset({"ioc_value", "ioc_type", "threat_type"})
HOSTED = frozenset({Kind.IPV4, Kind.IPV6, Kind.DOMAIN, Kind.URL})


class ThreatFoxFeed(Source):
    """Looks indicators up in the local copy."""

    slug = "threatfox-feed"
    name = "ThreatFox feed"
    provider = PROVIDER
    description = (
        "ThreatFox's indicators of malware in a local copy, kept after ThreatFox has forgotten "
        "them; what is listed no longer is SUSPICIOUS at most."
    )
    url = "https://threatfox.abuse.ch/export/"
    kinds = HOSTED | {Kind.MD5, Kind.SHA1, Kind.SHA256}
    activity = Activity.LOCAL
    key_url = KEY_URL
    secrets = (EXPORT_KEY,)
    tags = ("malware", "c2", "feed")
    reliability = 80
    terms = TERMS
    settings = (
        export_url("https://threatfox-api.abuse.ch/files/exports/recent.csv?auth-key={auth_key}"),
        Setting(
            name="keep_days",
            default=730,
            help="How long an indicator is kept that the export no longer has; 0: for ever.",
        ),
        max_age_hours(24 * 7),
    )
    feed = (
        export(
            COLUMNS,
            row_of,
            "ThreatFox's export of indicators as CSV or JSON",
            keeps="keep_days",
        ),
    )
    # Made anew every five minutes, and not to be asked for more often.
    refresh_seconds = 3600
    max_age_seconds = 7 * 24 * 3600

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """As ThreatFox itself; of a URL whose host alone is listed, the host's."""
        if indicator.kind in HOSTED:
            looked, _ = await find_url(ctx, indicator)
        else:
            looked = await ctx.feed.find(indicator.kind, indicator.data)
        if not looked.hits:
            return not_found(as_of=looked.as_of)
        found = [
            Found(
                entry=hit.data,
                exact=hit.kind == indicator.kind,
                listed=hit.listed,
                seen_at=hit.seen_at,
            )
            for hit in looked.hits
        ]
        return answer(indicator.kind, found, as_of=looked.as_of)
