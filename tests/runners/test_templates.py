"""The code that new sources begin with, on their runners, against an API that answers."""

import json
from typing import Any

import pytest

from backend.sources.returned import interpret
from backend.sources.templates import templates
from runners.rpc import runner_pb2 as pb
from tests.runners.languages import JAVASCRIPT, PYTHON
from tests.runners.outside import Outside
from tests.standins.web import Canned

KNOWN = {"malicious": True, "score": 80, "tags": ["example"], "reports": 3}
VALUE = "http://example.com/?a=b"


@pytest.fixture(params=["PYTHON", "JAVA_SCRIPT", "TYPE_SCRIPT"])
def name(request: pytest.FixtureRequest) -> Any:
    return request.param


async def answers(outside: Outside, name: str, canned: Canned) -> Any:
    """The reply of a template whose API answers so about a value that has to be quoted."""
    outside.clear()
    outside.web.put(f"/lookup/{VALUE}", canned)
    language = PYTHON if name == "PYTHON" else JAVASCRIPT
    settings = {"url": "{url}/lookup/"}
    return await outside.fetch(
        language, templates()[name], data=VALUE, kind="URL", settings=settings
    )


async def test_what_the_api_knows_becomes_an_answer(outside: Outside, name: str) -> None:
    reply = await answers(outside, name, Canned(body=json.dumps(KNOWN).encode()))
    assert not reply.HasField("error"), reply.error
    answer = interpret(json.loads(reply.data))
    assert (answer.found, answer.verdict, answer.score) == (True, "MALICIOUS", 80)
    assert (answer.tags, answer.elements[0].value, answer.raw) == (("example",), 3, KNOWN)


@pytest.mark.parametrize(
    ("canned", "expected"),
    [
        (Canned(status=404), (pb.Error.NOT_FOUND, None)),
        (Canned(status=401), (pb.Error.UNAUTHORIZED, None)),
        (Canned(status=403), (pb.Error.UNAUTHORIZED, None)),
        (Canned(status=429, headers={"Retry-After": "60"}), (pb.Error.RATE_LIMITED, 60)),
        (Canned(status=429), (pb.Error.RATE_LIMITED, None)),
        (Canned(status=500), (pb.Error.CODE_ERROR, None)),
        (Canned(body=b"not JSON"), (pb.Error.CODE_ERROR, None)),
    ],
)
async def test_what_else_the_api_answers_becomes_a_typed_error(
    outside: Outside, name: str, canned: Canned, expected: tuple[int, float | None]
) -> None:
    error = (await answers(outside, name, canned)).error
    retry = error.retry_after_seconds if error.HasField("retry_after_seconds") else None
    assert (error.kind, retry) == expected


async def test_the_task_that_it_shows_works(outside: Outside, name: str) -> None:
    """As it is once the marks of a comment are taken away."""
    outside.clear()
    outside.web.put("/list.txt", Canned(body=b"192.0.2.1\nexample.com\n"))
    mark = "# " if name == "PYTHON" else "// "
    begin = "def background_task(" if name == "PYTHON" else "export async function backgroundTask("
    _, begins, task = templates()[name].partition(mark + begin)
    assert begins
    lines = f"{mark}{begin}{task}".splitlines()
    code = "\n".join(line.removeprefix(mark.rstrip()).removeprefix(" ") for line in lines)
    code = code.replace("https://api.example.com", outside.url)
    imports = "from indicator_aggregator import Context\n" if name == "PYTHON" else ""
    language = PYTHON if name == "PYTHON" else JAVASCRIPT
    reply = await outside.run(language, imports + code, settings={})
    assert not reply.HasField("error"), reply.error
    assert json.loads(reply.state) == {"runs": 1}
    assert [json.loads(line)[0] for line in reply.rows.splitlines()] == ["192.0.2.1", "example.com"]
