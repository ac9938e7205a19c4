"""docs/source-api.md says what is so: its tables are those of the code, its code runs."""

import re
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest

from appliance.cli import source as source_commands
from backend.http.routes import all_routes
from backend.models.answers import Answer, ElementKind, Level
from backend.sources.returned import interpret
from backend.sources.user_code import TASK_SECONDS
from runners.egress.fetching import SECONDS
from runners.egress.visit import MOST_BYTES
from runners.python.capture import LINE_BYTES
from runners.python.http_api import Http
from runners.python.user_api import EXCEPTIONS, Context
from runners.rpc import runner_pb2 as pb
from runners.workers import frames
from tests.runners.languages import JAVASCRIPT, PYTHON
from tests.runners.outside import Outside
from tests.standins.web import Canned

TEXT = (Path(__file__).parents[2] / "docs" / "source-api.md").read_text("utf-8")
BLOCKS = re.findall(r"```(python|javascript|typescript)\n(.*?)```", TEXT, re.DOTALL)


def table(heading: str) -> list[list[str]]:
    """The cells of the table whose first heading this is."""
    _, _, rest = TEXT.partition(f"\n| {heading} |")
    lines = rest.splitlines()[2:]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    assert rows
    return rows


def names(cells: list[str]) -> set[str]:
    return {re.match(r"`(\w+)", cell).group(1) for cell in cells}  # type: ignore[union-attr]


def test_fields_and_kinds_are_those_of_an_answer() -> None:
    fields = {field.encode_name for field in msgspec.structs.fields(Answer)}
    assert names([row[0] for row in table("Field")]) == fields
    assert names([row[0] for row in table("Kind")]) == {kind.value for kind in ElementKind}
    assert all(f"`{level.value}`" in TEXT for level in Level)


def test_the_context_and_its_errors_are_there() -> None:
    public = {name for name in vars(Context) if not name.startswith("_")} | {"http"}
    rows = re.findall(
        r"^\| `(\w+)(?:\([^`]*)?` \| `\w+", TEXT.partition("`context` has")[2], re.MULTILINE
    )
    assert set(rows) == public
    assert all(error.__name__ in TEXT for error in EXCEPTIONS)
    methods = {name for name in vars(Http) if not name.startswith("_")}
    assert all(f"`{method}" in TEXT for method in methods)


def test_limits_are_those_of_the_code() -> None:
    limits = {row[0]: row[1] for row in table("What")}
    kib = 1024
    assert limits["Log"] == f"{frames.LOG_BYTES // kib} KiB a call, {LINE_BYTES} bytes a line"
    assert limits["State"] == f"{frames.STATE_BYTES // kib} KiB"
    assert limits["A row"] == f"{frames.ROW_BYTES // kib} KiB"
    assert limits["Sent and received"] == f"{MOST_BYTES // kib // kib} MiB a call"
    assert limits["Time"].endswith(f"a background task {TASK_SECONDS:g} s")
    assert f"more than {frames.MAX_LEVELS} levels" in TEXT
    assert f"seconds; {SECONDS:g} without it" in TEXT


def test_commands_and_routes_are_there() -> None:
    commands = re.findall(r"^indicator-aggregator source (\S+)", TEXT, re.MULTILINE)
    assert isinstance(source_commands.command, click.Group)
    assert set(commands) <= set(source_commands.command.commands)
    assert len(commands) == 4
    paths = {(route.method, route.path) for route in all_routes()}
    told = re.findall(r"`(GET|POST) /api/v1(/[\w/-]+)`", TEXT)
    for method, path in told:
        generic = re.sub(r"/(PYTHON|JAVA_SCRIPT)$", "/{language}", path)
        assert (method, generic) in paths
    assert len(told) == 4


@pytest.mark.parametrize(
    ("language", "code"),
    BLOCKS,
    ids=[f"{number}-{block[0]}" for number, block in enumerate(BLOCKS)],
)
async def test_code_that_is_shown_runs(outside: Outside, language: str, code: str) -> None:
    outside.clear()
    outside.web.put(
        "/lookup/192.0.2.1", Canned(body=b'{"malicious": true}', needs={"X-Api-Key": "k"})
    )
    runs_on = PYTHON if language == "python" else JAVASCRIPT
    given: dict[str, Any] = {"settings": {}, "secrets": {"API_KEY": "k"}}
    code = code.replace("https://api.example.com", outside.url)
    if re.search("background_?task", code, re.IGNORECASE):
        reply = await outside.run(runs_on, code, **given)
        assert not reply.HasField("error"), reply.error
        assert reply.has_rows
        assert reply.state == '{"runs":1}'
        return
    fetched = await outside.fetch(runs_on, code, data="192.0.2.1", kind="IPV4", **given)
    if "NotFound" in code:
        assert fetched.error.kind == pb.Error.NOT_FOUND
    else:
        assert not fetched.HasField("error"), fetched.error
        answer = interpret(msgspec.json.decode(fetched.data))
        assert answer.verdict in (Level.MALICIOUS, Level.SUSPICIOUS)
