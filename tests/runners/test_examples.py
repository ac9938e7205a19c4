"""The sources of docs/examples, whole, on their runners: the same answer in either language."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backend.models.answers import Answer
from backend.sources.returned import interpret
from runners.rpc import runner_pb2 as pb
from tests.runners.languages import JAVASCRIPT, PYTHON, Language
from tests.runners.outside import Outside
from tests.standins.web import Canned

FOLDER = Path(__file__).parents[2] / "docs" / "examples"
FILES = sorted(FOLDER.glob("*/*.*"))
KEY = "key-of-nobody-0123"


def json_of(value: Any, **more: Any) -> Canned:
    return Canned(body=json.dumps(value).encode(), **more)


REPORTED = {
    "category": "phishing",
    "score": 170,
    "reports": 4,
    "labels": ["mail"],
    "first_report": "2026-01-02T03:04:05Z",
    "last_report": "2026-02-03T04:05:06Z",
    "newest": [{"at": "2026-02-03", "text": "a login page"}],
}
PAGE = b"""<html><body><table id="sightings"><thead><tr><th>Day</th><th>What</th></tr></thead>
<tbody><tr><td>3 Feb 2026</td><td>Mining &amp; <b>spam</b></td></tr>
<tr><td>12 Jan 2026</td><td>Scan</td></tr></tbody></table></body></html>"""
NETWORKS = """
# ours
192.0.2.0/24 = Data centre, team-network
192.0.2.128/25 = Web servers, team-web
2001:db8::/32 = All of it
"""
LISTED = [{"type": 1, "data": "127.0.0.10"}, {"type": 1, "data": "127.0.0.2"}]
WHY = [{"type": 16, "data": '"see https://example.org/why"'}]


@dataclass(frozen=True)
class Case:
    """A question and what is expected: fields of the answer, None for not found, or an error."""

    source: str
    data: str
    kind: str
    expected: Any
    answers: Mapping[str, Canned] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


API = {"url": "{url}/v1"}
DOH = {"resolver": "{url}/resolve"}
ASSETS = {"networks": NETWORKS}
A_OF = "/resolve?name=7.2.0.192.zen.example.org&type=1"
TXT_OF = "/resolve?name=7.2.0.192.zen.example.org&type=16"

CASES = {
    "api: reported": Case(
        "reputation_api",
        "192.0.2.1",
        "IPV4",
        {
            "verdict": "MALICIOUS",
            "score": 100,
            "confidence": 60,
            "tags": ["phishing", "mail"],
            "firstSeen": "2026-01-02T03:04:05Z",
            "lastSeen": "2026-02-03T04:05:06Z",
        },
        {"/v1/reputation/192.0.2.1?days=90": json_of({"data": REPORTED}, needs={"X-Api-Key": KEY})},
        API,
    ),
    "api: a category of tomorrow": Case(
        "reputation_api",
        "192.0.2.1",
        "IPV4",
        {"verdict": "UNKNOWN", "tags": ["tomorrow", "mail"]},
        {"/v1/reputation/192.0.2.1": json_of({"data": {**REPORTED, "category": "tomorrow"}})},
        API,
    ),
    "api: reported by nobody": Case(
        "reputation_api",
        "192.0.2.1",
        "IPV4",
        None,
        {
            "/v1/reputation/192.0.2.1": json_of(
                {"data": {**REPORTED, "category": "none", "reports": 0}}
            )
        },
        API,
    ),
    "api: a wrong key": Case(
        "reputation_api",
        "192.0.2.1",
        "IPV4",
        pb.Error.UNAUTHORIZED,
        {"/v1/reputation/192.0.2.1": json_of({}, needs={"X-Api-Key": "another"})},
        API,
    ),
    "page: sightings": Case(
        "scrape_page",
        "example.com",
        "DOMAIN",
        {
            "verdict": "SUSPICIOUS",
            "firstSeen": "2026-01-12T00:00:00Z",
            "lastSeen": "2026-02-03T00:00:00Z",
            "tags": ["mining & spam", "scan"],
        },
        {"/lookup?domain=example.com": Canned(body=PAGE)},
        {"url": "{url}/lookup?domain={}"},
    ),
    "page: no result": Case(
        "scrape_page",
        "example.com",
        "DOMAIN",
        None,
        {"/lookup": Canned(body=b'<p class="no-result">Nothing</p>')},
        {"url": "{url}/lookup?domain={}"},
    ),
    "page: another layout": Case(
        "scrape_page",
        "example.com",
        "DOMAIN",
        pb.Error.CODE_ERROR,
        {"/lookup": Canned(body=b"<p>We have moved</p>")},
        {"url": "{url}/lookup?domain={}"},
    ),
    "blocklist: listed": Case(
        "dns_blocklist",
        "192.0.2.7",
        "IPV4",
        {"verdict": "MALICIOUS", "tags": ["end users' network", "spam source"]},
        {
            A_OF: json_of({"Status": 0, "Answer": LISTED}),
            TXT_OF: json_of({"Status": 0, "Answer": WHY}),
        },
        DOH,
    ),
    "blocklist: not listed": Case(
        "dns_blocklist", "192.0.2.7", "IPV4", None, {A_OF: json_of({"Status": 3})}, DOH
    ),
    "blocklist: refused": Case(
        "dns_blocklist",
        "192.0.2.7",
        "IPV4",
        pb.Error.CODE_ERROR,
        {A_OF: json_of({"Status": 0, "Answer": [{"type": 1, "data": "127.255.255.254"}]})},
        DOH,
    ),
    "assets: the smallest network": Case(
        "asset_list",
        "192.0.2.200",
        "IPV4",
        {
            "verdict": "INFORMATIONAL",
            "elements": [
                {
                    "kind": "KEY_VALUES",
                    "label": "Asset",
                    "value": [
                        {"key": "Network", "value": "192.0.2.128/25"},
                        {"key": "Name", "value": "Web servers"},
                        {"key": "Owner", "value": "team-web"},
                    ],
                }
            ],
        },
        settings=ASSETS,
    ),
    "assets: not ours": Case("asset_list", "198.51.100.1", "IPV4", None, settings=ASSETS),
    "assets: a line that is none": Case(
        "asset_list",
        "192.0.2.1",
        "IPV4",
        pb.Error.CODE_ERROR,
        settings={"networks": "192.0.2.0/24"},
    ),
}


def language_of(file: Path) -> Language:
    return PYTHON if file.suffix == ".py" else JAVASCRIPT


def test_there_are_five_in_each_language_and_each_is_asked() -> None:
    by_folder = {folder: {file.stem for file in FOLDER.glob(f"{folder}/*")} for folder in FOLDERS}
    assert by_folder["python"] == by_folder["javascript"]
    asked = {case.source for case in CASES.values()} | {"feed_task"}
    assert by_folder["python"] == asked
    assert len(asked) == 5


FOLDERS = ("python", "javascript")


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
async def test_an_example_answers(outside: Outside, folder: str, case: Case) -> None:
    outside.clear()
    for place, canned in case.answers.items():
        outside.web.put(place, canned)
    (file,) = FOLDER.glob(f"{folder}/{case.source}.*")
    reply = await outside.fetch(
        language_of(file),
        file.read_text("utf-8"),
        data=case.data,
        kind=case.kind,
        settings=dict(case.settings),
        secrets={"API_KEY": KEY},
    )
    if isinstance(case.expected, int):
        assert reply.error.kind == case.expected, reply.error
        return
    assert reply.error.kind in (pb.Error.NONE, pb.Error.NOT_FOUND), reply.error
    if case.expected is None:
        assert reply.error.kind == pb.Error.NOT_FOUND or not told(reply).found
        return
    answer = msgspec.json.decode(msgspec.json.encode(told(reply)))
    assert {name: answer[name] for name in case.expected} == case.expected
    assert KEY not in reply.data


def told(reply: pb.FetchDataReply) -> Answer:
    return interpret(json.loads(reply.data))


async def test_ipv6_is_asked_of_a_blocklist_as_its_nibbles(outside: Outside) -> None:
    outside.clear()
    outside.web.put("/resolve", json_of({"Status": 3}))
    code = FOLDER.joinpath("python/dns_blocklist.py").read_text("utf-8")
    await outside.fetch(PYTHON, code, data="2001:db8::1", kind="IPV6", settings=dict(DOH))
    (seen,) = outside.web.seen
    assert seen.query["name"] == f"1.{'0.' * 23}8.b.d.0.1.0.0.2.zen.example.org"


LIST = {
    "complete": True,
    "entries": [
        {"value": "192.0.2.1", "confidence": 90, "threat": "c2", "seen": "2026-02-03T00:00:00Z"},
        {"value": "example.com", "confidence": 60, "threat": "c2", "seen": "2026-02-03T00:00:00Z"},
        {"value": "192.0.2.2", "confidence": 10, "threat": "c2", "seen": "2026-02-03T00:00:00Z"},
    ],
}


@pytest.mark.parametrize("folder", FOLDERS)
async def test_the_task_fills_rows_and_asks_again_only_for_what_changed(
    outside: Outside, folder: str
) -> None:
    outside.clear()
    outside.web.put("/threats.json", json_of(LIST, validators=True))
    (file,) = FOLDER.glob(f"{folder}/feed_task.*")
    language, code = language_of(file), file.read_text("utf-8")
    settings = {"url": "{url}/threats.json"}
    first = await outside.run(language, code, settings=settings)
    assert not first.HasField("error"), first.error
    rows = [json.loads(line) for line in first.rows.splitlines()]
    assert [(value, data["verdict"]) for value, _, data in rows] == [
        ("192.0.2.1", "MALICIOUS"),
        ("example.com", "SUSPICIOUS"),
    ]
    assert interpret(rows[0][2]).score == 90
    assert json.loads(first.state)["runs"] == 1
    second = await outside.run(language, code, settings=settings, state=first.state)
    assert not second.HasField("error"), second.error
    assert (second.has_rows, second.state) == (False, "")
    assert second.logs[0].message == "the list has not changed"


@pytest.mark.parametrize("folder", FOLDERS)
async def test_a_list_that_is_cut_short_brings_nothing(outside: Outside, folder: str) -> None:
    outside.clear()
    outside.web.put("/threats.json", json_of({**LIST, "complete": False}))
    (file,) = FOLDER.glob(f"{folder}/feed_task.*")
    settings = {"url": "{url}/threats.json"}
    reply = await outside.run(language_of(file), file.read_text("utf-8"), settings=settings)
    assert reply.error.kind == pb.Error.UNAUTHORIZED
    assert not reply.has_rows
