"""Event streams made from the backend's long poll."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

POLL = "/api/v1/requests/r1/events/batch"


class Journal:
    """The backend's side: events with sequence numbers, waited for as the contract says."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.done = False
        self.polls: list[web.Request] = []
        self.waiting = 0
        self.answer: Any = None
        self._changed = asyncio.Condition()

    async def add(self, *events: dict[str, Any], done: bool = False) -> None:
        async with self._changed:
            self.events.extend(events)
            self.done = self.done or done
            self._changed.notify_all()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.path != POLL:
            return web.json_response({}, headers={"X-Event-Stream": POLL, "X-Request-Id": "r1"})
        self.polls.append(request)
        if self.answer is not None:
            return self.answer()  # type: ignore[no-any-return]
        after, wait = int(request.query["after"]), float(request.query["wait"])
        self.waiting += 1
        try:
            async with self._changed:
                ready = self._changed.wait_for(lambda: self.done or self._later(after))
                await asyncio.wait_for(ready, wait)
        except TimeoutError:
            pass
        finally:
            self.waiting -= 1
        events = self._later(after)
        last = max((event["seq"] for event in events), default=after)
        return web.json_response({"events": events, "done": self.done, "after": last})

    def _later(self, after: int) -> list[dict[str, Any]]:
        return [event for event in self.events if event["seq"] > after]


def result(seq: int) -> dict[str, Any]:
    return {"seq": seq, "event": "result", "data": {"n": seq}}


@pytest.fixture
def journal(backend: Any) -> Journal:
    kept = Journal()
    backend.handler = kept.handle
    return kept


@asynccontextmanager
async def stream(
    gateway: Any, query: str = "", method: str = "GET", **headers: str
) -> AsyncIterator[aiohttp.ClientResponse]:
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session,
        session.request(
            method, f"{gateway.url}/api/v1/requests/r1/events{query}", headers=headers
        ) as response,
    ):
        yield response


async def block(response: aiohttp.ClientResponse) -> str:
    return (await asyncio.wait_for(response.content.readuntil(b"\n\n"), 10)).decode()


async def wait_until(condition: Any, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        await asyncio.sleep(0.02)


async def test_events_arrive_one_by_one(gateway: Any, journal: Journal) -> None:
    async with stream(gateway) as response:
        assert response.status == 200
        assert response.headers["content-type"] == "text/event-stream"
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-accel-buffering"] == "no"
        assert response.headers["x-request-id"] == "r1"
        assert response.headers["x-frame-options"] == "DENY"
        assert "x-event-stream" not in response.headers
        assert "content-length" not in response.headers
        await journal.add(result(1))
        assert await block(response) == 'id: 1\nevent: result\ndata: {"n": 1}\n\n'
        await wait_until(lambda: journal.waiting == 1)
        await journal.add(result(2), {"seq": 3, "event": "e", "data": "a\nb", "id": "source"})
        assert await block(response) == 'id: 2\nevent: result\ndata: {"n": 2}\n\n'
        assert await block(response) == 'id: source\nevent: e\ndata: "a\\nb"\n\n'
        await journal.add({"seq": 4, "event": "done", "data": None}, done=True)
        assert await block(response) == "id: 4\nevent: done\ndata: null\n\n"
        assert await response.content.read() == b""
    assert [poll.query["after"] for poll in journal.polls] == ["0", "1", "3"]
    assert journal.polls[0].query["wait"] == "20"


async def test_poll_has_the_clients_credentials(gateway: Any, journal: Journal) -> None:
    await journal.add(done=True)
    async with stream(gateway, authorization="Token t", cookie="s=1", accept="x/y") as response:
        trace = response.headers["traceparent"]
        await response.read()
    [poll] = journal.polls
    assert poll.headers["authorization"] == "Token t"
    assert poll.headers["cookie"] == "s=1"
    assert poll.headers["traceparent"] == trace
    assert poll.headers["x-forwarded-for"] == "127.0.0.1"
    assert "accept" not in poll.headers


@pytest.mark.parametrize(
    ("query", "headers", "first"),
    [
        ("", {}, 1),
        ("?after=2", {}, 3),
        ("", {"last_event_id": "3"}, 4),
        ("?after=1", {"last_event_id": "3"}, 4),
        ("?after=2", {"last_event_id": "a-source"}, 3),
        ("?after=x", {"last_event_id": "-1"}, 1),
        ("?after=" + "9" * 5000, {}, 1),
    ],
)
async def test_stream_is_resumed_where_it_ended(
    gateway: Any, journal: Journal, query: str, headers: dict[str, str], first: int
) -> None:
    await journal.add(*(result(number) for number in range(1, 6)), done=True)
    async with stream(gateway, query, **headers) as response:
        text = await response.text()
    ids = [int(line[4:]) for line in text.splitlines() if line.startswith("id: ")]
    assert ids == list(range(first, 6))


async def test_data_over_several_lines_stays_one_event(gateway: Any, journal: Journal) -> None:
    pretty = '{"events": [{"seq": 1, "event": "r\\nid: 9", "data": {\n "a":\r\n 1}}],'
    journal.answer = lambda: web.Response(text=pretty + ' "done": true, "after": 1}')
    async with stream(gateway) as response:
        assert await response.text() == 'id: 1\nevent: r id: 9\ndata: {"a":1}\n\n'


async def test_quiet_stream_is_kept_alive(
    start_gateway: Any, backend: Any, journal: Journal
) -> None:
    gateway = start_gateway(
        backend.port,
        constants=(("events", "KEEP_ALIVE_SECONDS", 0.4), ("events", "POLL_SECONDS", 1)),
    )
    async with stream(gateway) as response:
        for _ in range(5):
            assert await block(response) == ": keep-alive\n\n"
        assert len(journal.polls) <= 4


async def test_backend_that_does_not_wait_is_not_asked_all_the_time(
    gateway: Any, journal: Journal
) -> None:
    journal.answer = lambda: web.json_response({"events": [], "done": False, "after": 0})
    async with stream(gateway):
        await asyncio.sleep(1.2)
    assert len(journal.polls) <= 4


async def test_restart_of_the_backend_loses_nothing(
    gateway: Any, backend: Any, journal: Journal
) -> None:
    async with stream(gateway) as response:
        await journal.add(result(1))
        assert "id: 1\n" in await block(response)
        await wait_until(lambda: journal.waiting == 1)
        await backend.stop()
        await asyncio.sleep(1)
        journal.events.append(result(2))
        await backend.start()
        assert "id: 2\n" in await block(response)
        await journal.add(result(3), done=True)
        assert "id: 3\n" in await block(response)


async def test_failing_polls_are_tried_again(gateway: Any, journal: Journal) -> None:
    statuses = [503, 500, 429, 502]

    def fail() -> web.Response:
        if len(statuses) == 1:
            journal.answer = None
        return web.Response(status=statuses.pop())

    journal.answer = fail
    await journal.add(result(1), done=True)
    async with stream(gateway) as response:
        assert "id: 1\n" in await response.text()
    assert len(journal.polls) == 5


async def test_stream_ends_when_the_backend_stays_away(
    start_gateway: Any, backend: Any, journal: Journal
) -> None:
    gateway = start_gateway(backend.port, constants=(("events", "BACKEND_AWAY_SECONDS", 1),))
    async with stream(gateway) as response:
        await wait_until(lambda: journal.waiting == 1)
        await backend.stop()
        assert await asyncio.wait_for(response.text(), 5) == ": the backend does not answer\n\n"


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_refused_poll_ends_the_stream_with_its_reason(
    gateway: Any, journal: Journal, status: int
) -> None:
    problem = {"status": status, "code": "NO", "detail": "because"}
    async with stream(gateway) as response:
        await journal.add(result(1))
        await block(response)
        journal.answer = lambda: web.json_response(
            problem, status=status, content_type="application/problem+json"
        )
        await journal.add(result(2))
        rest = await response.text()
    name, data, *_ = rest.removeprefix('id: 2\nevent: result\ndata: {"n": 2}\n\n').split("\n")
    assert name == "event: error"
    assert json.loads(data.removeprefix("data: ")) == problem


async def test_unreadable_poll_ends_the_stream(gateway: Any, journal: Journal) -> None:
    journal.answer = lambda: web.Response(text="{}")
    async with stream(gateway) as response:
        text = await response.text()
        trace_id = response.headers["traceparent"].split("-")[1]
    problem = json.loads(text.removeprefix("event: error\ndata: "))
    assert (problem["code"], problem["traceId"]) == ("BACKEND_FAILED", trace_id)
    assert b"gateway.events_unreadable" in gateway.log.read_bytes()


async def test_refusal_before_the_stream_is_an_ordinary_answer(gateway: Any, backend: Any) -> None:
    async def refuse(_: web.Request) -> web.Response:
        return web.json_response({"code": "NOT_FOUND"}, status=404)

    backend.handler = refuse
    async with stream(gateway) as response:
        assert response.status == 404
        assert response.headers["content-type"].startswith("application/json")


async def test_head_of_a_stream_ends(gateway: Any, journal: Journal) -> None:
    async with stream(gateway, method="HEAD") as response:
        assert response.headers["content-type"] == "text/event-stream"
    assert not journal.polls


@pytest.mark.parametrize("begin_seconds", [0, 0.5])
async def test_client_that_leaves_is_noticed_at_once(
    gateway: Any, backend: Any, journal: Journal, begin_seconds: float
) -> None:
    async def late(request: web.Request) -> web.StreamResponse:
        if request.path != POLL:
            await asyncio.sleep(begin_seconds)
        return await journal.handle(request)

    backend.handler = late
    _, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    writer.write(b"GET /api/v1/requests/r1/events HTTP/1.1\r\nHost: h\r\n\r\n")
    await wait_until(lambda: journal.waiting == 1)
    poll = journal.polls[0]
    writer.close()
    await writer.wait_closed()
    # The gateway ends its question at once; it does not wait for the 20 s to pass.
    await wait_until(lambda: poll.transport is None or poll.transport.is_closing(), 1)


async def test_client_that_reads_nothing_is_given_up(
    start_gateway: Any, backend: Any, journal: Journal
) -> None:
    gateway = start_gateway(backend.port, constants=(("events", "UNREAD_SECONDS", 1),))
    large = {"events": [{"seq": 1, "event": "e", "data": "x" * 500_000}], "done": False, "after": 1}
    journal.answer = lambda: web.json_response(large)
    _, writer = await asyncio.open_connection("127.0.0.1", gateway.port, limit=1024)
    writer.write(b"GET /api/v1/requests/r1/events HTTP/1.1\r\nHost: h\r\n\r\n")
    await wait_until(lambda: b"gateway.stream_unread" in gateway.log.read_bytes(), 15)
    polls = len(journal.polls)
    await asyncio.sleep(0.5)
    assert len(journal.polls) == polls < 60
    writer.close()
    await writer.wait_closed()


async def test_500_streams_at_a_time(gateway: Any, journal: Journal) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def follow() -> list[str]:
            async with session.get(gateway.url + "/api/v1/requests/r1/events") as response:
                return [line async for raw in response.content if (line := raw.decode().strip())]

        following = [asyncio.ensure_future(follow()) for _ in range(500)]
        await wait_until(lambda: journal.waiting == 500, 30)
        memory = gateway.rss_kib()
        began = time.monotonic()
        async with session.get(gateway.url + "/") as page:
            assert page.status == 200
        assert time.monotonic() - began < 1
        await journal.add(result(1))
        await wait_until(lambda: journal.waiting == 500, 30)
        await journal.add(result(2), done=True)
        streams = await asyncio.wait_for(asyncio.gather(*following), 30)
    assert {tuple(lines) for lines in streams} == {
        ("id: 1", "event: result", 'data: {"n": 1}', "id: 2", "event: result", 'data: {"n": 2}')
    }
    assert memory < 150_000
    # aiohttp keeps idle connections for some seconds; then nothing is left of the streams.
    await wait_until(lambda: gateway.open_files() < 80, 20)
