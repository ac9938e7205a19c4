"""A module of a server that speaks as misp-modules does: `POST /query`.

There are two manners: a value under its type's name, answered by `types` and `values`; and an
attribute of MISP (`misp_standard`), answered by attributes and objects.
"""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from backend.models.answers import Answer, Element, ElementKind, FailureKind, Level, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    SecretSlot,
    Setting,
)
from backend.sources.generic import Template
from backend.sources.json_fields import expected_table, table, tables, text, texts
from backend.sources.misp_events import tags_of

WHO = "the module"
TYPES = {
    Kind.IPV4: "ip-dst",
    Kind.IPV6: "ip-dst",
    Kind.CIDR: "ip-dst",
    Kind.DOMAIN: "domain",
    Kind.URL: "url",
    Kind.EMAIL: "email",
    Kind.MD5: "md5",
    Kind.SHA1: "sha1",
    Kind.SHA256: "sha256",
    Kind.SHA512: "sha512",
    Kind.SSDEEP: "ssdeep",
    Kind.TLSH: "tlsh",
    Kind.ASN: "AS",
    Kind.CVE: "vulnerability",
}
SHOWN_AT_MOST = 200


class MispModule(Template):
    """What a module answers about a value, as it says it."""

    slug = "misp-module"
    name = "MISP module"
    description = "A module of a misp-modules server of one's own, asked about a value."
    url = "https://misp.github.io/misp-modules/"
    kinds = frozenset(TYPES)
    activity = Activity.PASSIVE
    tags = ("misp",)
    cache_seconds = 3600
    deadline_seconds = 30.0
    secrets = (SecretSlot(name="api_key", help="A key that the module wants.", required=False),)
    settings = (
        Setting(
            name="base_url", default="", help="Address of the server: `http://127.0.0.1:6666`."
        ),
        Setting(name="module", default="", help="Name of the module: `circl_passivedns`."),
        Setting(
            name="standard",
            default=False,
            help="The module's format is `misp_standard`: it takes and gives attributes of MISP.",
        ),
        Setting(
            name="config",
            default=(),
            help="What the module is configured with: `name=value`; `{api_key}` stands for the "
            "secret.",
        ),
        Setting(name="ip_type", default="ip-dst", help="Type under which addresses are asked."),
        Setting(
            name="misses",
            default=("not found", "no result", "nothing found"),
            help="An error with any of these words in it says that the module knows nothing.",
        ),
        Setting(
            name="verdict",
            default=Level.INFORMATIONAL.value,
            help=f"What is said of what the module knows: {', '.join(Level)}.",
            choices=tuple(Level),
        ),
    )

    def wrong(self, settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """An address and a name there must be."""
        if not settings["base_url"].startswith(("http://", "https://")):
            yield "base_url", "it begins with http:// or https://"
        if not settings["module"].strip():
            yield "module", "the module must be named"
        if any("=" not in line for line in settings["config"]):
            yield "config", "each is name=value"
        if settings["verdict"] not in set(Level):
            yield "verdict", f"it is one of {', '.join(Level)}"

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """Found where there is any result. An error is the module's, unless it is a miss."""
        base = ctx.base
        body = await ctx.http.post_json(f"{base}/query", json=_question(indicator, ctx))
        answer = expected_table(body, WHO)
        if error := text(answer.get("error")):
            if any(word.lower() in error.lower() for word in ctx.settings["misses"] if word):
                return not_found()
            raise SourceError(FailureKind.RESPONSE_ERROR, f"the module says: {error}")
        results = answer.get("results")
        if not isinstance(results, list | dict):
            raise SourceError(FailureKind.INVALID_ANSWER, f"{WHO} answered without results")
        elements = tuple(_elements(results))
        if not elements:
            return not_found()
        tags = [tag for thing in _attributes(results) for tag in tags_of(thing)]
        return Answer(
            found=True,
            verdict=Level(ctx.settings["verdict"]),
            tags=tuple(dict.fromkeys(tags)),
            elements=elements,
            raw=results,
        )


def _question(indicator: Indicator, ctx: Context) -> dict[str, Any]:
    kind = Kind(indicator.kind)
    name = TYPES[kind]
    if kind in (Kind.IPV4, Kind.IPV6, Kind.CIDR):
        name = str(ctx.settings["ip_type"])
    pairs = [line.partition("=") for line in ctx.settings["config"]]
    key = ctx.secrets.get("api_key", "")
    config = {n.strip(): value.strip().replace("{api_key}", key) for n, _, value in pairs}
    asked: dict[str, Any] = {"module": ctx.settings["module"], "config": config}
    if not ctx.settings["standard"]:
        return {**asked, name: indicator.data}
    attribute = {
        "type": name,
        "value": indicator.data,
        # The same for the same value, as modules link what they answer to it.
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{name}:{indicator.data}")),
    }
    return {**asked, "attribute_uuid": attribute["uuid"], "attribute": attribute}


def _attributes(results: Any) -> Iterator[Mapping[str, Any]]:
    yield from tables(table(results).get("Attribute"))


def _elements(results: Any) -> Iterator[Element]:
    if isinstance(results, list):
        for result in tables(results):
            yield from _simple(result)
        return
    if rows := _rows(_attributes(results)):
        yield _table("Attributes", rows)
    for thing in tables(results.get("Object"))[:SHOWN_AT_MOST]:
        if rows := _rows(tables(thing.get("Attribute"))):
            yield _table(text(thing.get("name")) or "Object", rows)


def _simple(result: Mapping[str, Any]) -> Iterator[Element]:
    """`types` and `values`: lists, or one of each."""
    types = texts(_listed(result.get("types")))
    values = _listed(result.get("values"))
    label = ", ".join(types)[:200] or "Answer"
    said = texts(values, at_most=SHOWN_AT_MOST)
    if len(said) == 1 and "text" in types:
        yield Element(ElementKind.TEXT, label, said[0])
    elif said:
        yield Element(ElementKind.LIST, label, said)
    rows = [[text(k), text(v)] for value in tables(values) for k, v in value.items() if text(v)]
    if rows:
        columns = {"columns": ["Name", "Value"], "rows": rows[:SHOWN_AT_MOST]}
        yield Element(ElementKind.TABLE, label, columns)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _rows(attributes: Any) -> list[list[str | None]]:
    rows = [
        [
            text(attribute.get("object_relation")) or text(attribute.get("type")),
            text(attribute.get("value")),
            text(attribute.get("comment")) or None,
        ]
        for attribute in attributes
        if text(attribute.get("value"))
    ]
    return rows[:SHOWN_AT_MOST]


def _table(label: str, rows: list[list[str | None]]) -> Element:
    return Element(ElementKind.TABLE, label, {"columns": ["Name", "Value", "Note"], "rows": rows})
