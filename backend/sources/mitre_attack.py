"""MITRE ATT&CK: who uses which technique, from the STIX bundles that MITRE publishes.

A bundle is one JSON object of some 40 MB, and is read as a stream. Techniques, groups, software
and campaigns become rows by their ids, of the kind NAME, by which `enrichment.techniques` explains
the families and tags of every source's answers. Vulnerabilities that the examples of procedures
name become rows that this source answers about itself.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import ijson

from backend.models.answers import Answer, Element, ElementKind, Level, Link, not_found
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    NAME,
    Activity,
    Context,
    FeedFormatError,
    FeedHit,
    FeedPart,
    Row,
    Setting,
    Source,
    max_age_hours,
)
from backend.sources.json_fields import table, tables, text, texts
from backend.sources.vulnerabilities import table_of

SLUG = "mitre-attack"
SITE = "https://attack.mitre.org"
BUNDLES = "https://raw.githubusercontent.com/mitre-attack/attack-stix-data/master"
DOMAINS = ("enterprise", "mobile", "ics")
OBJECTS_AT_MOST = 1_000_000
WORDS = {"malware": "malware", "tool": "tool", "intrusion-set": "group", "campaign": "campaign"}
SOFTWARE = ("malware", "tool")
ATTACK_ID = re.compile(r"^[A-Z]{1,2}\d{4}(\.\d{3})?$", re.ASCII)
CVE = re.compile(r"\bCVE-\d{4}-\d{4,10}\b", re.IGNORECASE | re.ASCII)
DOMAIN = re.compile(
    rb'"(?:mitre-)?(enterprise|mobile|ics)-attack"|"(Enterprise|Mobile|ICS) ATT&CK"'
)


def _sniffer(domain: str) -> Callable[[bytes], bool]:
    """Whether a bundle is of this domain: told by the first of its objects that names one."""

    def sniff(head: bytes) -> bool:
        if not head.lstrip().startswith(b"{") or b'"bundle' not in head:
            return False
        found = DOMAIN.search(head)
        named = (found[1] or found[2]).decode().lower() if found else ""
        # The oldest bundles name none, and are of what was all of ATT&CK then.
        return named == domain or (not named and domain == DOMAINS[0] and b'"mitre-attack"' in head)

    return sniff


@dataclass
class _Bundle:
    """What is kept of a bundle: by STIX ids, and what uses what."""

    techniques: dict[str, dict[str, Any]] = field(default_factory=dict)
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    uses: list[tuple[str, str]] = field(default_factory=list)
    # Vulnerability, who used it, by which technique: the last two as STIX ids.
    exploits: list[tuple[str, str, str]] = field(default_factory=list)

    def take(self, thing: Mapping[str, Any]) -> None:
        """Keep an object, unless it was withdrawn."""
        if thing.get("revoked") is True or thing.get("x_mitre_deprecated") is True:
            return
        kind, key = text(thing.get("type")), text(thing.get("id"))
        if kind == "relationship":
            self._take_use(thing)
        elif kind == "attack-pattern" and (attack_id := _attack_id(thing)):
            phases = tables(thing.get("kill_chain_phases"))
            self.techniques[key] = {
                "id": attack_id,
                "name": text(thing.get("name")),
                "tactics": texts([phase.get("phase_name") for phase in phases]),
            }
        elif kind in WORDS and (attack_id := _attack_id(thing)):
            also = [*texts(thing.get("aliases")), *texts(thing.get("x_mitre_aliases"))]
            name = text(thing.get("name"))
            self.users[key] = {
                "id": attack_id,
                "name": name,
                "what": WORDS[kind],
                "names": texts([name, *also]),
            }

    def _take_use(self, relationship: Mapping[str, Any]) -> None:
        if relationship.get("relationship_type") != "uses":
            return
        user, used = (text(relationship.get(f"{end}_ref")) for end in ("source", "target"))
        self.uses.append((user, used))
        description = relationship.get("description")
        if isinstance(description, str):
            named = dict.fromkeys(cve.upper() for cve in CVE.findall(description))
            self.exploits.extend((cve, user, used) for cve in named)

    def rows(self) -> Iterator[Row]:
        """A row for each technique, for each who uses some, and for each vulnerability."""
        used: dict[str, set[str]] = {}
        for user, technique in self.uses:
            if technique in self.techniques:
                used.setdefault(user, set()).add(self.techniques[technique]["id"])
        for known in self.techniques.values():
            yield Row(kind=NAME, value=known["id"], data={"what": "technique", **known})
        for key, known in self.users.items():
            data = {**known, "techniques": sorted(used.get(key, ()))}
            yield Row(kind=NAME, value=known["id"], data=data)
        yield from self._vulnerabilities()

    def _vulnerabilities(self) -> Iterator[Row]:
        found: dict[str, list[dict[str, str]]] = {}
        for cve, user, technique in self.exploits:
            if user in self.users and technique in self.techniques:
                by, how = self.users[user], self.techniques[technique]
                uses = found.setdefault(cve, [])
                uses.append(
                    {
                        "id": by["id"],
                        "name": by["name"],
                        "what": by["what"],
                        "technique": how["id"],
                        "techniqueName": how["name"],
                    }
                )
        for cve, uses in found.items():
            yield Row(kind=Kind.CVE, value=cve, data={"uses": uses})


def _attack_id(thing: Mapping[str, Any]) -> str:
    """The id in ATT&CK; empty when there is none."""
    for reference in tables(thing.get("external_references")):
        found = text(reference.get("external_id"))
        if text(reference.get("source_name")).startswith("mitre-") and ATTACK_ID.match(found):
            return found
    return ""


def parse(stream: BinaryIO) -> Iterator[Row]:
    """Rows of one bundle, whatever the order of its objects."""
    bundle = _Bundle()
    try:
        for number, thing in enumerate(ijson.items(stream, "objects.item", use_float=True), 1):
            if number > OBJECTS_AT_MOST:
                raise FeedFormatError(f"the bundle has more than {OBJECTS_AT_MOST} objects")
            bundle.take(table(thing))
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        raise FeedFormatError(f"the file is no JSON: {error}") from None
    if not bundle.techniques:
        raise FeedFormatError("the bundle has no techniques; is it one of ATT&CK's?")
    yield from bundle.rows()


def _part(domain: str) -> FeedPart:
    return FeedPart(
        name=domain,
        url_setting=f"{domain}_url",
        expected=f"MITRE's STIX 2.1 bundle of the {domain} domain",
        sniff=_sniffer(domain),
        parse=parse,
    )


def _url(domain: str) -> Setting:
    return Setting(
        name=f"{domain}_url",
        default=f"{BUNDLES}/{domain}-attack/{domain}-attack.json",
        help=f"Where the {domain} domain is downloaded from; empty: it is only imported.",
    )


class MitreAttack(Source):
    """Says who is known to have used a vulnerability; and what names stand for, in all answers."""

    slug = SLUG
    name = "MITRE ATT&CK"
    provider = "MITRE"
    description = (
        "Groups and malware that are known to have used a vulnerability, and by which technique. "
        "Once it is loaded, families and groups that any source names are shown with their "
        "techniques."
    )
    url = SITE
    kinds = frozenset({Kind.CVE})
    activity = Activity.LOCAL
    tags = ("vulnerability", "feed")
    reliability = 90
    terms = (
        "Free, commercial use included, with MITRE's copyright: \N{COPYRIGHT SIGN} The MITRE "
        "Corporation, reproduced and distributed with its permission."
    )
    known = Indicator("CVE-2017-0144", Kind.CVE)
    settings = (
        *map(_url, DOMAINS),
        max_age_hours(24 * 400),
    )
    feed = tuple(map(_part, DOMAINS))
    # There are two versions a year.
    refresh_seconds = 7 * 24 * 3600
    max_age_seconds = 400 * 24 * 3600

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """MALICIOUS with `exploited` where ATT&CK has an example of its use."""
        looked = await ctx.feed.find(Kind.CVE, indicator.data.strip().upper())
        uses = [use for hit in looked.hits for use in _uses(hit)]
        if not uses:
            return not_found(as_of=looked.as_of)
        software = [use["name"] for use in uses if use["what"] in SOFTWARE]
        rows = [[use["name"], use["id"], use["what"], use["technique"]] for use in uses]
        named = [f"{use['technique']} {use['techniqueName']}" for use in uses]
        return Answer(
            found=True,
            verdict=Level.MALICIOUS,
            score=90,
            tags=("exploited",),
            families=tuple(dict.fromkeys(software)),
            as_of=looked.as_of,
            links=tuple(_links(uses)),
            elements=(
                *table_of("Used by", ["Name", "ATT&CK", "What it is", "Technique"], rows),
                Element(ElementKind.LIST, "Techniques", texts(named)),
            ),
            raw=uses,
        )


def _uses(hit: FeedHit) -> list[dict[str, str]]:
    fields = ("id", "name", "what", "technique", "techniqueName")
    return [{name: text(use.get(name)) for name in fields} for use in tables(hit.data.get("uses"))]


def _links(uses: list[dict[str, str]]) -> Iterator[Link]:
    """The page of each who used it."""
    folders = {"group": "groups", "campaign": "campaigns"}
    for attack_id, use in {use["id"]: use for use in uses}.items():
        folder = folders.get(use["what"], "software")
        yield Link(f"{use['name']} in ATT&CK", f"{SITE}/{folder}/{attack_id}")
