"""GreyNoise Community: whether an address scans the whole internet, or is a common service."""

from backend.models.answers import (
    Answer,
    Element,
    ElementKind,
    FailureKind,
    Level,
    Link,
    not_found,
)
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    HttpStatusError,
    Limit,
    SecretSlot,
    Source,
    base_url,
)
from backend.sources.json_fields import error_body, expected_table, key_values, text, time_of

MISS_STATUS, INVALID_STATUS = 404, 400
CLASSES = {
    "malicious": (Level.MALICIOUS, 75),
    "suspicious": (Level.SUSPICIOUS, 50),
    "benign": (Level.BENIGN, 60),
}


class GreyNoise(Source):
    """Looks an address up in the Community API."""

    slug = "greynoise"
    name = "GreyNoise Community"
    provider = "GreyNoise"
    description = (
        "Whether an address scans everybody, and with what intent, or belongs to a common business "
        "service. Without a key only very few questions a day are answered."
    )
    url = "https://docs.greynoise.io/docs/using-the-greynoise-community-api"
    kinds = frozenset({Kind.IPV4})
    activity = Activity.PASSIVE
    key_url = "https://viz.greynoise.io/account/api-key"
    secrets = (
        SecretSlot(
            name="api_key", help="API key of an account at GreyNoise; optional.", required=False
        ),
    )
    settings = (base_url("https://api.greynoise.io"),)
    tags = ("reputation", "network")
    cache_seconds = 24 * 3600
    limits = (Limit(count=50, seconds=7 * 24 * 3600),)
    reliability = 80
    terms = "The Community API is free within its limits; what it tells is not to be resold."
    known = Indicator("8.8.8.8", Kind.IPV4)

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """A verdict from RIOT or the classification; not found for what was never observed."""
        base = ctx.base
        key = ctx.secrets.get("api_key")
        url = f"{base}/v3/community/{indicator.data}"
        try:
            body = await ctx.http.get_json(url, headers={"key": key} if key else None)
        except HttpStatusError as error:
            said = error_body(error.body)
            if error.status == MISS_STATUS and said.get("noise") is False:
                return not_found(raw=dict(said))
            if error.status == INVALID_STATUS:
                message = text(said.get("message")) or "the question was refused"
                raise SourceError(FailureKind.REQUEST_ERROR, f"GreyNoise: {message}") from None
            raise
        found = expected_table(body, "GreyNoise")
        riot, noise = found.get("riot"), found.get("noise")
        if not isinstance(riot, bool) or not isinstance(noise, bool):
            detail = f"the answer of {base} has no riot and noise; is it GreyNoise's API?"
            raise SourceError(FailureKind.INVALID_ANSWER, detail)
        if not riot and not noise:
            return not_found(raw=body)
        kind = text(found.get("classification"))
        level, score = CLASSES.get(kind, (Level.INFORMATIONAL, None))
        if riot:
            level, score = Level.BENIGN, 90
        words = ("riot" if riot else "", "internet-scanner" if noise else "")
        facts = {
            "Classification": kind,
            "Name": found.get("name"),
            "Last seen": found.get("last_seen"),
        }
        return Answer(
            found=True,
            verdict=level,
            score=score,
            confidence=80,
            tags=tuple(filter(None, words)),
            last_seen=time_of(found.get("last_seen")),
            links=(Link("GreyNoise", f"https://viz.greynoise.io/ip/{indicator.data}"),),
            elements=(
                Element(ElementKind.KEY_VALUES, "GreyNoise", key_values(facts), level),
                Element(ElementKind.BOOLEAN, "Scans the internet", noise),
                Element(ElementKind.BOOLEAN, "Common business service", riot),
            ),
            raw=body,
        )
