"""A question of the command line: sent, followed, and put together from its events."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from appliance.client.api import Client
from appliance.errors import ApplianceError


@dataclass(frozen=True, kw_only=True)
class Question:
    """Values, their kind when it is known, and slugs of the sources to ask (none: all).

    `preset` is the name of one, `tlp` and `pap` are names of the API.
    """

    values: Sequence[str]
    kind: str | None = None
    sources: Sequence[str] = ()
    preset: str | None = None
    tlp: str | None = None
    pap: str | None = None
    offline: bool = False
    refresh: bool = False


@dataclass
class Progress:
    """What is known of a request so far. Applying an event twice changes nothing."""

    request_id: str
    planned: list[dict[str, Any]] = field(default_factory=list)
    results: dict[str, dict[str, Any]] = field(default_factory=dict)
    verdicts: dict[str, dict[str, Any]] = field(default_factory=dict)
    done: dict[str, Any] | None = None
    # Of a request in the background: nothing is planned beforehand, and this grows.
    background: bool = False
    asked: int = 0
    total: int = 0

    def apply(self, event: str, data: dict[str, Any]) -> None:
        """Take an event of the stream."""
        match event:
            case "start":
                self.planned = data["planned"]
                self.background, self.total = data["background"], data["total"]
            case "progress":
                self.asked = data["done"]
            case "result":
                self.results[_key(data)] = data
            case "verdict":
                self.verdicts[_indicator_key(data)] = data
            case "done":
                self.done = data

    def result_of(self, planned: dict[str, Any]) -> dict[str, Any] | None:
        """The result of a planned question, once there is one."""
        return self.results.get(_key(planned))

    def document(self) -> dict[str, Any]:
        """All of it as one JSON document."""
        return {
            "requestId": self.request_id,
            "verdicts": list(self.verdicts.values()),
            "results": list(self.results.values()),
            **(self.done or {}),
        }


def ask(
    client: Client, question: Question, watch: Callable[[Progress], None] | None = None
) -> Progress:
    """Send a question and follow it to its end; `watch` is called after each event.

    Raises:
        ApplianceError: an unknown slug, a value that does not fit, no answer of the appliance.
    """
    body: dict[str, Any] = {
        "indicators": [
            {"data": value, "kind": question.kind} if question.kind else {"data": value}
            for value in question.values
        ]
    }
    if question.sources:
        body["sourceIds"] = ids_of(client, question.sources)
    if question.preset:
        body["presetId"] = _preset_id(client, question.preset)
    for name in ("tlp", "pap", "offline", "refresh"):
        if getattr(question, name):
            body[name] = getattr(question, name)
    progress = Progress(client.call("POST", "/api/v1/requests", body)["id"])
    for event, data in client.events(progress.request_id):
        progress.apply(event, data)
        if watch is not None:
            watch(progress)
    return progress


def ids_of(client: Client, slugs: Sequence[str]) -> list[str]:
    """The ids of these sources.

    Raises:
        ApplianceError: there is no source with one of the slugs.
    """
    ids = {source["slug"]: source["id"] for source in client.call("GET", "/api/v1/sources")}
    unknown = [slug for slug in slugs if slug not in ids]
    if unknown:
        raise ApplianceError(f"There is no source {unknown[0]!r}; there are {', '.join(ids)}.")
    return [ids[slug] for slug in slugs]


def _preset_id(client: Client, name: str) -> str:
    ids = {preset["name"]: preset["id"] for preset in client.call("GET", "/api/v1/presets")}
    if name not in ids:
        there = f"there are {', '.join(ids)}" if ids else "there is none yet"
        raise ApplianceError(f"There is no preset {name!r}; {there}.")
    return str(ids[name])


def _key(item: dict[str, Any]) -> str:
    return f"{item['sourceId']} {_indicator_key(item)}"


def _indicator_key(item: dict[str, Any]) -> str:
    return f"{item['indicator']['kind']} {item['indicator']['data']}"
