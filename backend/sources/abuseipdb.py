"""AbuseIPDB: reports of abuse by an address, and of the addresses of a network."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

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
    KeyNeed,
    Limit,
    SecretSlot,
    Setting,
    Source,
    base_url,
)
from backend.sources.json_fields import (
    error_body,
    expected_table,
    expected_tables,
    key_values,
    tables,
    text,
    texts,
    time_of,
    whole,
)

MALICIOUS_FROM, SUSPICIOUS_FROM = 75, 25
# 402 is the answer to a network that is larger than the account allows.
UNFIT_STATUSES = (402, 422)
REPORTS_AT_MOST = 50
CATEGORIES = {
    3: "fraud-orders",
    4: "ddos",
    5: "ftp-brute-force",
    6: "ping-of-death",
    7: "phishing",
    8: "fraud-voip",
    9: "open-proxy",
    10: "web-spam",
    11: "email-spam",
    12: "blog-spam",
    13: "vpn",
    14: "port-scan",
    15: "hacking",
    16: "sql-injection",
    17: "spoofing",
    18: "brute-force",
    19: "bad-web-bot",
    20: "exploited-host",
    21: "web-attack",
    22: "ssh",
    23: "iot",
    1: "dns-compromise",
    2: "dns-poisoning",
}
"""https://www.abuseipdb.com/categories."""


class AbuseIpDb(Source):
    """Looks an address or a network up; it never reports one."""

    slug = "abuseipdb"
    name = "AbuseIPDB"
    provider = "AbuseIPDB"
    description = "How often and for what an address, or those of a network, were reported."
    url = "https://docs.abuseipdb.com/"
    kinds = frozenset({Kind.IPV4, Kind.IPV6, Kind.CIDR})
    activity = Activity.PASSIVE
    key = KeyNeed.FREE_KEY
    key_url = "https://www.abuseipdb.com/account/api"
    secrets = (SecretSlot(name="api_key", help="API key of an account at AbuseIPDB."),)
    settings = (
        base_url("https://api.abuseipdb.com/api/v2"),
        Setting(name="max_age_days", default=90, help="How old a report may be that counts."),
    )
    tags = ("reputation",)
    cache_seconds = 12 * 3600
    limits = (Limit(count=1000, seconds=24 * 3600),)
    reliability = 70
    terms = "Free within the plan's limits; the data are not to be passed on."

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """A verdict from the confidence of abuse; not found for what nobody reported."""
        base = ctx.base
        network = indicator.kind == Kind.CIDR
        days = {"maxAgeInDays": str(ctx.settings["max_age_days"])}
        path, asked = "check", {"ipAddress": indicator.data, "verbose": ""}
        if network:
            path, asked = "check-block", {"network": indicator.data}
        try:
            body = await ctx.http.get_json(
                f"{base}/{path}", params={**asked, **days}, headers={"Key": ctx.secrets["api_key"]}
            )
        except HttpStatusError as error:
            errors = tables(error_body(error.body).get("errors"))
            unfit = error.status in UNFIT_STATUSES
            raise error.saying(
                "; ".join(text(item.get("detail")) for item in errors),
                FailureKind.REQUEST_ERROR if unfit else None,
            ) from None
        data = expected_table(expected_table(body, "AbuseIPDB").get("data"), "AbuseIPDB (data)")
        return _network(indicator, data) if network else _address(indicator, data)


def _address(indicator: Indicator, data: Mapping[str, Any]) -> Answer:
    confidence = whole(data.get("abuseConfidenceScore"))
    if confidence is None:
        detail = "AbuseIPDB answered without abuseConfidenceScore: that is no miss"
        raise SourceError(FailureKind.INVALID_ANSWER, detail)
    score = min(100, max(0, confidence))
    reports, trusted = whole(data.get("totalReports")) or 0, data.get("isWhitelisted") is True
    if not reports and not score and not trusted:
        return not_found(raw=dict(data))
    level = _level(score, trusted=trusted)
    numbers = [n for r in tables(data.get("reports")) for n in _numbers(r.get("categories"))]
    tags = list(dict.fromkeys(CATEGORIES[n] for n in numbers if n in CATEGORIES))
    tags += ["tor-exit"] if data.get("isTor") is True else []
    return Answer(
        found=True,
        verdict=level,
        score=10 if level is Level.BENIGN else score,
        confidence=70,
        tags=tuple(tags),
        last_seen=time_of(data.get("lastReportedAt")),
        links=(Link("AbuseIPDB", f"https://www.abuseipdb.com/check/{indicator.data}"),),
        elements=tuple(_elements(data, level)),
        raw=dict(data),
    )


def _level(score: int, *, trusted: bool) -> Level:
    if score >= MALICIOUS_FROM:
        return Level.MALICIOUS
    if trusted:
        return Level.BENIGN
    if score > 0:
        return Level.SUSPICIOUS
    return Level.UNKNOWN


def _numbers(value: Any) -> list[int]:
    items = value if isinstance(value, list) else []
    return [number for item in items if (number := whole(item)) is not None]


def _elements(data: Mapping[str, Any], level: Level) -> Iterator[Element]:
    yield Element(
        ElementKind.NUMBER, "Confidence of abuse", whole(data.get("abuseConfidenceScore")), level
    )
    facts = {
        "Reports": data.get("totalReports"),
        "Reporters": data.get("numDistinctUsers"),
        "Last report": data.get("lastReportedAt"),
        "Use": data.get("usageType"),
        "ISP": data.get("isp"),
        "Domain": data.get("domain"),
        "Country": data.get("countryCode"),
        "Whitelisted": "yes" if data.get("isWhitelisted") is True else "",
    }
    yield Element(ElementKind.KEY_VALUES, "Facts", key_values(facts))
    if names := texts(data.get("hostnames")):
        yield Element(ElementKind.LIST, "Names", names)
    rows = [
        [
            text(report.get("reportedAt")),
            ", ".join(CATEGORIES.get(n, str(n)) for n in _numbers(report.get("categories"))),
            text(report.get("reporterCountryCode")),
            text(report.get("comment")),
        ]
        for report in tables(data.get("reports"))[:REPORTS_AT_MOST]
    ]
    if rows:
        columns = ["Time", "Categories", "From", "Comment"]
        yield Element(ElementKind.TABLE, "Reports", {"columns": columns, "rows": rows})


def _network(indicator: Indicator, data: Mapping[str, Any]) -> Answer:
    """The worst of the addresses counts, one step lower: the network is more than they."""
    reported = expected_tables(data.get("reportedAddress"), "AbuseIPDB (reportedAddress)")
    if not reported:
        return not_found(raw=dict(data))
    worst = max(whole(item.get("abuseConfidenceScore")) or 0 for item in reported)
    level = Level.SUSPICIOUS if worst >= SUSPICIOUS_FROM else Level.UNKNOWN
    rows = [
        [
            text(item.get("ipAddress")),
            whole(item.get("abuseConfidenceScore")),
            whole(item.get("numReports")),
            text(item.get("mostRecentReport")),
        ]
        for item in reported[:REPORTS_AT_MOST]
    ]
    columns = ["Address", "Confidence", "Reports", "Last"]
    times = [time for item in reported if (time := time_of(item.get("mostRecentReport")))]
    page = f"https://www.abuseipdb.com/check-block/{quote(indicator.data)}"
    return Answer(
        found=True,
        verdict=level,
        score=min(100, worst) // 2,
        confidence=60,
        last_seen=max(times, default=None),
        links=(Link("AbuseIPDB", page),),
        elements=(
            Element(ElementKind.NUMBER, "Reported addresses", len(reported), level),
            Element(ElementKind.TABLE, "Addresses", {"columns": columns, "rows": rows}),
        ),
        raw=dict(data),
    )
