"""VirusTotal: what some seventy engines say of a file, a name, an address or a URL.

It only looks up. Nothing is ever submitted: a URL that VirusTotal does not know is a miss, and is
not fetched by anybody because we asked.
"""

import base64
import re
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
from backend.models.indicators import Indicator, Kind, KindName
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
    key_values,
    moment,
    shown_time,
    table,
    tables,
    text,
    texts,
    whole,
)

GUI = "https://www.virustotal.com/gui"
COLLECTIONS = {
    Kind.MD5: ("files", "file"),
    Kind.SHA1: ("files", "file"),
    Kind.SHA256: ("files", "file"),
    Kind.DOMAIN: ("domains", "domain"),
    Kind.IPV4: ("ip_addresses", "ip-address"),
    Kind.IPV6: ("ip_addresses", "ip-address"),
    Kind.URL: ("urls", "url"),
}
"""Where the API has a kind, and where the web pages have it."""

QUOTA_CODES = frozenset({"QuotaExceededError", "TooManyRequestsError"})
NO_SUCH_THING = "NotFoundError"
ENGINES_THAT_MALICIOUS_TAKES = 5
ENGINES_THAT_SUSPICIOUS_TAKES = 2
ENGINES_THAT_CLEAN_TAKES = 50
# What an engine that looked may have found; the other counts are of engines that could not look.
VERDICTS = ("malicious", "suspicious", "harmless", "undetected")
DETECTS = ("malicious", "suspicious")
NAMES_AT_MOST = 20
SHA256 = re.compile(r"^[0-9a-f]{64}$")
# Whois names people; these facts do not.
WHOIS_FACTS = (
    *("Registrar", "Creation Date", "Updated Date", "Registry Expiry Date", "Domain Status"),
    *("Name Server", "DNSSEC", "inetnum", "inet6num", "NetRange", "CIDR", "netname", "NetName"),
    *("OrgName", "org-name", "country", "Country", "status", "RegDate", "created"),
)
WHOIS_REPEATS_AT_MOST = 6
# Large, and of use only to who takes the file apart, for which VirusTotal's page is better.
NOT_KEPT = frozenset(
    {"pe_info", "elf_info", "macho_info", "dex_info", "androguard", "dot_net_assembly"}
)


class VirusTotal(Source):
    """Looks an indicator up in VirusTotal's API, version 3."""

    slug = "virustotal"
    name = "VirusTotal"
    provider = "VirusTotal"
    description = (
        "What some seventy engines say of a file's hash, a domain, an address or a URL; it is only "
        "looked up, nothing is submitted. The free key allows 4 questions a minute, 500 a day and "
        "15,500 a month, and by its terms no commercial product or business workflow."
    )
    url = "https://docs.virustotal.com/reference/overview"
    kinds = frozenset(COLLECTIONS)
    activity = Activity.PASSIVE
    key = KeyNeed.FREE_KEY
    key_url = "https://www.virustotal.com/gui/my-apikey"
    secrets = (SecretSlot(name="api_key", help="API key of an account at VirusTotal."),)
    tags = ("reputation", "malware")
    settings = (
        base_url("https://www.virustotal.com/api/v3"),
        Setting(
            name="keep_whois",
            default=False,
            help="Keep the whole text of Whois, which may name people, with the raw answer.",
        ),
    )
    cache_seconds = 24 * 3600
    # Of a free key; an administrator of a paid one sets those of the contract.
    limits = (
        Limit(count=4, seconds=60),
        Limit(count=500, seconds=24 * 3600),
        Limit(count=15_500, seconds=30 * 24 * 3600),
    )
    reliability = 80
    # The test file of EICAR, which every engine knows.
    known = Indicator(
        "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f", Kind.SHA256
    )

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """A verdict from the numbers of engines; not found when VirusTotal never saw it."""
        base = ctx.base
        name = indicator.data
        if indicator.kind == Kind.URL:
            name = _url_id(indicator.data)
        url = f"{base}/{COLLECTIONS[Kind(indicator.kind)][0]}/{quote(name, safe='')}"
        try:
            body = await ctx.http.get_json(url, headers={"x-apikey": ctx.secrets["api_key"]})
        except HttpStatusError as error:
            code, message = _error(error.body)
            if code == NO_SUCH_THING:
                return not_found()
            raise _failure(error, code, message) from None
        data = table(table(body).get("data"))
        attributes = data.get("attributes")
        if not isinstance(attributes, dict):
            raise SourceError(
                FailureKind.INVALID_ANSWER,
                f"the answer of {base} has no data.attributes; is it VirusTotal's API?",
            )
        keep_whois = bool(ctx.settings["keep_whois"])
        return _answer(indicator, text(data.get("id")), attributes, keep_whois=keep_whois)


def _url_id(url: str) -> str:
    return base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


def _error(body: str) -> tuple[str, str]:
    """Code and message of an error's body; empty when it is not VirusTotal's."""
    error = table(error_body(body).get("error"))
    return text(error.get("code")), text(error.get("message"))


def _failure(error: HttpStatusError, code: str, message: str) -> HttpStatusError:
    """The failure with VirusTotal's own words; its codes say more than the status."""
    kind = error.kind
    if code in QUOTA_CODES:
        kind = FailureKind.RATE_LIMITED
    elif code == "InvalidArgumentError":
        kind = FailureKind.REQUEST_ERROR
    return error.saying(": ".join(part for part in (code, message) if part), kind)


def _answer(
    indicator: Indicator, identity: str, attributes: Mapping[str, Any], *, keep_whois: bool
) -> Answer:
    counts = {
        name: max(whole(count) or 0, 0)
        for name, count in table(attributes.get("last_analysis_stats")).items()
    }
    level, score = _verdict(counts)
    looked = sum(counts.get(name, 0) for name in VERDICTS)
    tags = texts(attributes.get("tags"))
    if looked >= ENGINES_THAT_CLEAN_TAKES and not any(counts.get(name) for name in DETECTS):
        tags.append("clean_vt")
    first, last = _seen(attributes)
    return Answer(
        found=True,
        verdict=level,
        score=score,
        confidence=min(looked, 100),
        tags=tuple(tags),
        families=tuple(_families(attributes)),
        first_seen=first,
        last_seen=last,
        links=(Link("VirusTotal", _page(indicator, identity)),),
        elements=tuple(_elements(indicator.kind, attributes, counts, level, looked)),
        raw=_raw(attributes, keep_whois=keep_whois),
    )


def _verdict(counts: Mapping[str, int]) -> tuple[Level, int | None]:
    """Level and score. That no engine detects anything is never benign: it may be new."""
    malicious, suspicious = counts.get("malicious", 0), counts.get("suspicious", 0)
    if malicious:
        enough = malicious >= ENGINES_THAT_MALICIOUS_TAKES
        level = Level.MALICIOUS if enough else Level.SUSPICIOUS
        return level, min(100, 40 + 5 * malicious)
    if suspicious >= ENGINES_THAT_SUSPICIOUS_TAKES:
        return Level.SUSPICIOUS, min(60, 30 + 5 * suspicious)
    return Level.UNKNOWN, None


def _seen(attributes: Mapping[str, Any]) -> tuple[Any, Any]:
    """When it was first and last sent in; names and addresses are only ever analysed."""
    first = moment(attributes.get("first_submission_date"))
    last = moment(attributes.get("last_submission_date"))
    return first, last or moment(attributes.get("last_analysis_date"))


def _families(attributes: Mapping[str, Any]) -> Iterator[str]:
    threat = table(attributes.get("popular_threat_classification"))
    for name in tables(threat.get("popular_threat_name")):
        if family := text(name.get("value")):
            yield family


def _page(indicator: Indicator, identity: str) -> str:
    name = indicator.data
    if indicator.kind == Kind.URL:
        name = identity if SHA256.match(identity) else _url_id(indicator.data)
    return f"{GUI}/{COLLECTIONS[Kind(indicator.kind)][1]}/{quote(name, safe='')}"


def _raw(attributes: Mapping[str, Any], *, keep_whois: bool) -> dict[str, Any]:
    """The attributes without what is large and says nothing, or may name people."""
    left_out = NOT_KEPT if keep_whois else NOT_KEPT | {"whois"}
    kept = {name: value for name, value in attributes.items() if name not in left_out}
    if "last_analysis_results" in kept:
        kept["last_analysis_results"] = {
            engine: said
            for engine, said in table(kept["last_analysis_results"]).items()
            if table(said).get("category") in DETECTS
        }
    return kept


def _elements(
    kind: KindName,
    attributes: Mapping[str, Any],
    counts: Mapping[str, int],
    level: Level,
    looked: int,
) -> Iterator[Element]:
    """Detections first, then what is known of the thing itself."""
    if looked:
        detect = sum(counts.get(name, 0) for name in DETECTS)
        yield Element(ElementKind.TEXT, "Detections", f"{detect} of {looked} engines", level)
        yield Element(ElementKind.KEY_VALUES, "Engines by what they say", key_values(counts))
    else:
        yield Element(ElementKind.TEXT, "Detections", "not analysed yet")
    yield from _engines(attributes)
    threat = table(attributes.get("popular_threat_classification"))
    if label := text(threat.get("suggested_threat_label")):
        yield Element(ElementKind.TEXT, "Threat", label, level)
    yield from _standing(attributes)
    if kind == Kind.DOMAIN:
        yield from _domain(attributes)
    elif kind in (Kind.IPV4, Kind.IPV6):
        yield from _address(attributes)
    elif kind == Kind.URL:
        yield from _url(attributes)
    else:
        yield from _file(attributes)
    if facts := _whois(attributes.get("whois")):
        yield Element(ElementKind.KEY_VALUES, "Whois", facts)


def _engines(attributes: Mapping[str, Any]) -> Iterator[Element]:
    """The engines that detect something, worst first."""
    rows = []
    for engine, said in table(attributes.get("last_analysis_results")).items():
        category = text(table(said).get("category"))
        if category in DETECTS:
            name = text(table(said).get("engine_name")) or text(engine)
            rows.append([name, category, text(table(said).get("result"))])
    rows.sort(key=lambda row: (DETECTS.index(row[1]), row[0].casefold()))
    if rows:
        columns = ["Engine", "Says", "Name of the threat"]
        yield Element(ElementKind.TABLE, "Detected by", {"columns": columns, "rows": rows})


def _standing(attributes: Mapping[str, Any]) -> Iterator[Element]:
    """What people say, and when it was looked at."""
    if (reputation := whole(attributes.get("reputation"))) is not None:
        yield Element(ElementKind.NUMBER, "Reputation", reputation)
    votes = table(attributes.get("total_votes"))
    if any(whole(votes.get(name)) for name in ("harmless", "malicious")):
        yield Element(ElementKind.KEY_VALUES, "Votes", key_values(votes))
    if categories := attributes.get("categories"):
        # By the engine that says so; some answers have the plain words alone.
        if shown := key_values(table(categories)):
            yield Element(ElementKind.KEY_VALUES, "Categories", shown)
        elif words := texts(categories):
            yield Element(ElementKind.TAGS, "Categories", words)
    if analysed := moment(attributes.get("last_analysis_date")):
        yield Element(ElementKind.DATE, "Last analysis", shown_time(analysed))


def _file(attributes: Mapping[str, Any]) -> Iterator[Element]:
    size = whole(attributes.get("size"))
    facts = {
        "Name": attributes.get("meaningful_name"),
        "Type": attributes.get("type_description"),
        "Size": f"{size} bytes" if size is not None else None,
        "MD5": attributes.get("md5"),
        "SHA1": attributes.get("sha1"),
        "SHA256": attributes.get("sha256"),
        "TLSH": attributes.get("tlsh"),
        "Submitted": f"{times} times"
        if (times := whole(attributes.get("times_submitted")))
        else "",
    }
    if shown := key_values(facts):
        yield Element(ElementKind.KEY_VALUES, "File", shown)
    if names := texts(attributes.get("names"), at_most=NAMES_AT_MOST):
        yield Element(ElementKind.LIST, "Names", names)
    signature = table(attributes.get("signature_info"))
    signed = {
        "Signed": signature.get("verified"),
        "By": signature.get("signers"),
        "Product": signature.get("product"),
    }
    if shown := key_values(signed):
        yield Element(ElementKind.KEY_VALUES, "Signature", shown)
    rules = [
        text(rule.get("rule_name")) for rule in tables(attributes.get("crowdsourced_yara_results"))
    ]
    if rules := texts(rules):
        yield Element(ElementKind.LIST, "YARA rules", rules)


def _domain(attributes: Mapping[str, Any]) -> Iterator[Element]:
    created, updated = (moment(attributes.get(f"{n}_date")) for n in ("creation", "last_update"))
    facts = {
        "Registrar": attributes.get("registrar"),
        "Created": shown_time(created) if created else None,
        "Updated": shown_time(updated) if updated else None,
        "JARM": attributes.get("jarm"),
    }
    if shown := key_values(facts):
        yield Element(ElementKind.KEY_VALUES, "Domain", shown)
    records = [
        [text(record.get("type")), text(record.get("value")), whole(record.get("ttl"))]
        for record in tables(attributes.get("last_dns_records"))
    ]
    if records:
        columns = ["Type", "Value", "TTL (s)"]
        value = {"columns": columns, "rows": records[:100]}
        yield Element(ElementKind.TABLE, "DNS records when last seen", value)
    ranks = table(attributes.get("popularity_ranks"))
    if shown := key_values({name: table(rank).get("rank") for name, rank in ranks.items()}):
        yield Element(ElementKind.KEY_VALUES, "Popularity rank", shown)


def _address(attributes: Mapping[str, Any]) -> Iterator[Element]:
    asn = whole(attributes.get("asn"))
    facts = {
        "Network": attributes.get("network"),
        "AS": f"AS{asn}" if asn is not None else None,
        "Owner": attributes.get("as_owner"),
        "Country": attributes.get("country"),
        "Registry": attributes.get("regional_internet_registry"),
        "JARM": attributes.get("jarm"),
    }
    if shown := key_values(facts):
        yield Element(ElementKind.KEY_VALUES, "Network", shown)


def _url(attributes: Mapping[str, Any]) -> Iterator[Element]:
    facts = {
        "Title": attributes.get("title"),
        "Ends at": attributes.get("last_final_url"),
        "Status": attributes.get("last_http_response_code"),
        "Content (SHA256)": attributes.get("last_http_response_content_sha256"),
        "Threat names": ", ".join(texts(attributes.get("threat_names"))),
    }
    if shown := key_values(facts):
        yield Element(ElementKind.KEY_VALUES, "Page when last seen", shown)


def _whois(whois: Any) -> list[dict[str, str]]:
    """The facts that name nobody, the first few of each."""
    facts: dict[str, list[str]] = {}
    for line in whois.splitlines() if isinstance(whois, str) else ():
        name, colon, value = line.partition(":")
        if colon and name.strip() in WHOIS_FACTS and value.strip():
            values = facts.setdefault(name.strip(), [])
            if value.strip() not in values and len(values) < WHOIS_REPEATS_AT_MOST:
                values.append(value.strip())
    return key_values({name: ", ".join(values) for name, values in facts.items()})
