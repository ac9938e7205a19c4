"""A MISP of one's own or of a community: it is asked for attributes that are the value."""

from collections.abc import Iterator, Mapping
from typing import Any

from backend.models.answers import Answer, FailureKind
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    KeyNeed,
    SecretSlot,
    Setting,
)
from backend.sources.generic import Template
from backend.sources.json_fields import expected_table, table, tables
from backend.sources.misp_events import event_data, rows_of_attribute, tags_of
from backend.sources.sightings import TLP, answer_of, is_shared, key_of

WHO = "MISP"


class MispInstance(Template):
    """Attributes of a MISP that are the value, or a half of it, with their events."""

    slug = "misp-instance"
    name = "MISP instance"
    description = "Attributes of a MISP, asked for one by one; nothing is copied."
    url = "https://www.misp-project.org/openapi/"
    kinds = frozenset(Kind) - {Kind.CIDR}
    activity = Activity.PASSIVE
    key = KeyNeed.FREE_KEY
    key_url = "https://www.circl.lu/doc/misp/automation/#automation-key"
    tags = ("misp",)
    cache_seconds = 3600
    secrets = (SecretSlot(name="api_key", help="Automation key of an account there."),)
    settings = (
        Setting(name="base_url", default="", help="Address of the MISP: `https://misp.example`."),
        Setting(
            name="only_to_ids",
            default=True,
            help="Ask only for attributes that are meant for detection (`to_ids`).",
        ),
        Setting(
            name="only_published", default=True, help="Ask only for those of published events."
        ),
        Setting(
            name="warninglists",
            default=True,
            help="Leave out what is on a warning list there, as it is likely harmless.",
        ),
        Setting(
            name="tlp_at_most",
            default="red",
            help=f"What is marked as narrower is not told: {', '.join(TLP)}.",
            choices=tuple(TLP),
        ),
        Setting(name="limit", default=100, help="Attributes to ask for at most."),
    )

    def wrong(self, settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """An address there must be."""
        if not settings["base_url"].startswith(("http://", "https://")):
            yield "base_url", "it begins with http:// or https://"
        if settings["tlp_at_most"] not in TLP:
            yield "tlp_at_most", f"it is one of {', '.join(TLP)}"
        if settings["limit"] < 1:
            yield "limit", "it is at least 1"

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """A verdict by the threat levels of the events that have the value."""
        base = ctx.base
        body = await ctx.http.post_json(
            f"{base}/attributes/restSearch",
            json=_question(indicator, ctx.settings),
            headers={"Authorization": ctx.secrets["api_key"]},
        )
        answer = expected_table(body, WHO)
        found = answer.get("response", answer)
        attributes = table(found).get("Attribute") if isinstance(found, dict) else found
        if not isinstance(attributes, list):
            detail = f"{base} answered without response.Attribute; is it a MISP?"
            raise SourceError(FailureKind.INVALID_ANSWER, detail)
        said = [
            event_data(table(attribute.get("Event")), attribute, base)
            for attribute in tables(attributes)
            if _is_it(attribute, indicator) and _may_be_told(attribute, ctx.settings)
        ]
        return answer_of([data for data in said if not data["void"]], ctx.now())


def _question(indicator: Indicator, settings: Mapping[str, Any]) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "returnFormat": "json",
        "value": indicator.data,
        "limit": settings["limit"],
        "includeEventTags": True,
        "includeContext": True,
        "enforceWarninglist": settings["warninglists"],
    }
    if settings["only_to_ids"]:
        asked["to_ids"] = 1
    if settings["only_published"]:
        asked["published"] = 1
    return asked


def _is_it(attribute: Mapping[str, Any], indicator: Indicator) -> bool:
    """Whether it is the value: `%` in what is asked for stands for anything there."""
    rows = rows_of_attribute(attribute, {})
    return any(row.kind == indicator.kind and row.host == key_of(indicator.data) for row in rows)


def _may_be_told(attribute: Mapping[str, Any], settings: Mapping[str, Any]) -> bool:
    tags = [*tags_of(table(attribute.get("Event"))), *tags_of(attribute)]
    return is_shared(tags, settings["tlp_at_most"])
