"""Sources on a terminal: what there is, one of them, a test run, and how they do."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from appliance.client.api import Client
from appliance.client.runs import source_id_of

API = "/api/v1/sources"
MS_PER_SECOND = 1000
ELEMENTS_AT_MOST = 40
# Of code of users, by what they are called here: the API's field, and the unit behind the number.
LIMITS = {
    "memory": ("memoryMb", " MiB"),
    "answer": ("outputKb", " KiB"),
    "processes": ("processes", ""),
    "asked at a time": ("parallel", ""),
    "keeps rows for": ("keepsDays", " days"),
}
HOUR = 3600


def get_source(client: Client, slug: str) -> dict[str, Any]:
    """One source.

    Raises:
        ApplianceError: there is none with this slug.
    """
    found: dict[str, Any] = client.call("GET", f"{API}/{source_id_of(client, slug)}")
    return found


def get_health(client: Client, slug: str | None) -> list[dict[str, Any]]:
    """How all sources do, or one of them."""
    if slug is None:
        found: list[dict[str, Any]] = client.call("GET", f"{API}/health")
        return found
    return [client.call("GET", f"{API}/{source_id_of(client, slug)}/health")]


def run_test(client: Client, slug: str, value: str) -> dict[str, Any]:
    """Ask one source about one value, and keep nothing."""
    path = f"{API}/{source_id_of(client, slug)}/test"
    found: dict[str, Any] = client.call("POST", path, {"indicator": {"data": value}})
    return found


def show_sources(sources: Sequence[dict[str, Any]]) -> None:
    """A line for each source."""
    table = _table("slug", "name", "state", "activity", "key", "kinds")
    for source in sources:
        table.add_row(
            plain(source["slug"]),
            plain(source["name"]),
            _state(source),
            source["activity"].lower(),
            {"NONE": "", "FREE_KEY": "free", "PAID_KEY": "paid"}[source["key"]],
            plain(" ".join(source["supportedIndicators"])),
        )
    Console().print(table)


def show_source(source: dict[str, Any], health: dict[str, Any]) -> None:
    """One source, a line for each thing."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in _facts(source, health):
        if value:
            table.add_row(name, plain(value))
    Console().print(table)


def show_health(found: Sequence[dict[str, Any]]) -> None:
    """A line for each source that was asked within a day, or that something is wrong with."""
    table = _table("source", "asked", "failed", "p50", "p95", "p99", "last success", "says")
    for health in found:
        day, says = health["day"], _says(health)
        if not day["questions"] and not says and len(found) > 1:
            continue
        table.add_row(
            plain(health["name"]),
            str(day["questions"]),
            "" if day["errorRate"] is None else f"{day['errorRate']:.1%}",
            *(_milliseconds(day[name]) for name in ("p50Ms", "p95Ms", "p99Ms")),
            _time(health["lastSuccessAt"]),
            plain(says),
        )
    if table.row_count:
        Console().print(table)
    else:
        Console().print("No source was asked within a day, and nothing is wrong with any.")


def show_test(outcome: dict[str, Any]) -> None:
    """What came of a test run."""
    console = Console()
    took = _milliseconds(outcome["timing"]["totalMs"])
    answer = outcome["answer"]
    console.print(f"{outcome['status']} after {took}{_megabytes(outcome['peakMemoryBytes'])}")
    _show_error(console, outcome["error"])
    for line in outcome["logs"]:
        console.print(plain(f"{line['level']}: {line['message']}"))
    if answer is None:
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    facts = {"verdict": answer["verdict"], "score": answer["score"]}
    facts["tags"] = ", ".join(answer["tags"])
    for name, value in facts.items():
        if value not in (None, ""):
            table.add_row(name, plain(str(value)))
    for element in answer["elements"][:ELEMENTS_AT_MOST]:
        table.add_row(plain(element["label"]), plain(_words(element["value"])))
    console.print(table)


def run_task_test(client: Client, slug: str) -> dict[str, Any]:
    """Run a source's background task, and keep nothing. Errors as `run_test`."""
    source = get_source(client, slug)
    return dict(client.call("POST", f"{API}/{source['id']}/test-task", {}))


def show_task_test(outcome: dict[str, Any]) -> None:
    """What came of it, and what it would have left."""
    console, error = Console(), outcome["error"]
    took = _milliseconds(outcome["timing"]["totalMs"])
    says = "FAILED" if error else "DONE"
    console.print(f"{says} after {took}{_megabytes(outcome['peakMemoryBytes'])}")
    _show_error(console, error)
    for line in outcome["logs"]:
        console.print(plain(f"{line['level']}: {line['message']}"))
    if outcome["stateBytes"] is not None:
        console.print(plain(f"state: {_json(outcome['state'])}"))
    if outcome["rows"] is not None:
        console.print(f"{outcome['rows']} rows")
        for row in outcome["firstRows"]:
            kind = row["kind"] or "no indicator"
            console.print(plain(f"  {row['value']} ({kind}): {_json(row['data'])}"))


def _show_error(console: Console, error: dict[str, Any] | None) -> None:
    if error:
        console.print(plain(f"{error['kind']}: {error['detail']}"))
        for line in error["traceback"].splitlines():
            console.print(plain(f"  {line}"))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def plain(text: str) -> str:
    """Text of others: no markup, and no control characters that a terminal would obey."""
    return escape("".join(c if c.isprintable() else "\ufffd" for c in text))


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in names:
        right = name in ("asked", "failed", "p50", "p95", "p99")
        table.add_column(name, overflow="fold", justify="right" if right else "left")
    return table


def _facts(source: dict[str, Any], health: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "name", source["name"]
    yield "slug", source["slug"]
    yield "state", _state(source)
    yield "provider", source["providerName"] or ""
    yield "about", source["description"]
    yield "page", source["url"]
    yield "activity", source["activity"].lower()
    yield "kinds", " ".join(source["supportedIndicators"])
    yield "reliability", str(source["reliability"])
    yield "time limit", f"{source['timeLimitSeconds']:g} s"
    for name, (field, unit) in LIMITS.items():
        yield name, "" if source[field] is None else f"{source[field]}{unit}"
    cached = source["cacheInterval"] if source["cacheEnabled"] else None
    yield "cached for", f"{cached} s" if cached else ""
    for setting in source["configValues"]:
        yield f"setting {setting.get('name')}", _words(setting.get("value"))
    for window in health["limits"]:
        yield f"limit in {window['seconds']} s", f"{window['limit']}, {window['left']} left"
    for name in ("hour", "day"):
        window = health[name]
        rate = "" if window["errorRate"] is None else f", {window['errorRate']:.1%} failed"
        yield f"asked, last {name}", f"{window['questions']}{rate}"
    yield "last success", _time(health["lastSuccessAt"])
    yield "says", _says(health)


def _state(source: dict[str, Any]) -> str:
    if not source["enabled"]:
        return "off"
    missing = ", ".join(source["missingSecrets"])
    return f"needs {plain(missing)}" if missing else "on"


def _says(health: dict[str, Any]) -> str:
    """What is wrong, most urgent first."""
    says = []
    if health["codeRefused"]:
        says.append(f"its saved code was refused: {health['codeRefused']}")
    circuit, failure, probe = health["circuit"], health["lastFailure"], health["probe"]
    if circuit["state"] != "CLOSED":
        says.append(f"fails, left alone until {_time(circuit['openUntil'])}")
    if failure and failure["at"] > (health["lastSuccessAt"] or ""):
        says.append(f"{failure['kind']} at {_time(failure['at'])}: {failure['detail']}")
    if probe and probe["status"] in ("CHANGED", "ERROR"):
        says.append(f"probe: {probe['detail']}")
    age, feed = health["feedAgeSeconds"], health["feed"]
    if feed and age is not None and feed["maxAgeSeconds"] and age > feed["maxAgeSeconds"]:
        says.append(f"its feed is {age // HOUR} hours old")
    return "; ".join(says)


def _megabytes(value: int | None) -> str:
    return "" if value is None else f", {value / 2**20:.0f} MiB"


def _milliseconds(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value / MS_PER_SECOND:.1f} s" if value >= MS_PER_SECOND else f"{value:.3g} ms"


def _time(moment: str | None) -> str:
    return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M:%S}" if moment else ""


def _words(value: Any) -> str:
    """An element's value on one line."""
    if isinstance(value, dict):
        if "rows" in value:
            return "; ".join(_words(row) for row in value["rows"])
        if "label" in value:
            return f"{value['label']} {value.get('url', '')}"
        return f"{value.get('key', '')}: {_words(value.get('value', ''))}"
    if isinstance(value, list):
        return ", ".join(_words(item) for item in value)
    return "" if value is None else str(value)
