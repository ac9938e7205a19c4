"""`./build.sh bench recorder`: rows a second of the recorder.

Beside pgbench with one row a transaction, and beside COPY, which is the ceiling. All write rows of
the same table with the same values, and every commit waits for the disk.
"""

import asyncio
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import psycopg

from appliance.postgres_programs import shipped
from backend.db.connection import connect, utc_now
from backend.db.migrate import migrate
from backend.db.pool import Database
from backend.enrichment.asking import Outcome, make_result
from backend.enrichment.recorder import Entry, Event, NewRequest, Recorder
from backend.models.answers import Answer, Element, ElementKind, Level
from backend.models.indicators import Kind
from backend.models.requests import Options, Timing
from tests.load.figures import figure
from tests.load.servers import postgres
from tests.support.appliances import reachable_folder
from tests.support.enrichment import TRACE_ID, question, row

SECONDS = 10
CLIENTS = 8
ROUNDS = 3
COPY_ROWS = 50_000
# What a busy backend has in flight.
IN_FLIGHT = 256

INSERT = """\\set n random(1, 2000000000)
INSERT INTO request_events (created_at, request_id, sequence, event, source_id, status, data)
VALUES (now(), 'pgbench-' || :client_id, :n, 'result', 'id-fake', 'FOUND', :data)
ON CONFLICT DO NOTHING;
"""


def main() -> None:
    """(d): each in turn, a few rounds, medians."""
    folder = reachable_folder()
    try:
        with postgres(folder / "postgres") as url:
            connection = connect(url, application_name="load")
            migrate(connection)
            connection.close()
            _compare(url, folder)
    finally:
        shutil.rmtree(folder)


def _compare(url: str, folder: Path) -> None:
    script = folder / "insert.sql"
    script.write_text(INSERT)
    kinds: dict[str, Callable[[], float]] = {
        "recorder": lambda: asyncio.run(_recorder(url)),
        "pgbench": lambda: _pgbench(url, script),
        "copy": lambda: _copy(url),
    }
    rates: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(ROUNDS):
        for kind, measure in kinds.items():
            rates[kind].append(measure())
    single = sorted(rates["pgbench"])[ROUNDS // 2]
    ceiling = sorted(rates["copy"])[ROUNDS // 2]
    own = sorted(rates["recorder"])[ROUNDS // 2]
    figure(
        "the recorder, beside single rows",
        rates["recorder"],
        "rows/s",
        beside=f"pgbench -c {CLIENTS}, one row a transaction: {single:.0f} rows/s",
        ratio=own / single,
    )
    figure(
        "the recorder, beside the ceiling",
        rates["recorder"],
        "rows/s",
        beside=f"COPY of {COPY_ROWS} rows: {ceiling:.0f} rows/s",
        ratio=own / ceiling,
    )


def _data() -> bytes:
    """A result as a source would give it, about 1 kB."""
    answer = Answer(
        found=True,
        verdict=Level.MALICIOUS,
        score=80,
        tags=("phishing", "example"),
        elements=tuple(Element(ElementKind.TEXT, f"Field {n}", "value " * 3) for n in range(6)),
        raw={"names": ["example.com"] * 4},
    )
    timing = Timing(utc_now(), utc_now(), 12.5)
    return msgspec.json.encode(make_result(question(row()), Outcome(answer=answer), timing))


async def _recorder(url: str) -> float:
    """Rows a second with so many waiting at any time as questions may be in flight."""
    database = Database(url, connections=4, application_name="load")
    recorder = Recorder(database, owner=1)
    running = asyncio.ensure_future(recorder.run())
    data, now, request_id = msgspec.Raw(_data()), utc_now(), f"load-{time.monotonic_ns()}"
    sequence = 0
    ends = time.perf_counter() + SECONDS

    async def client() -> None:
        nonlocal sequence
        while time.perf_counter() < ends:
            sequence += 1
            event = Event(now, request_id, sequence, "result", data, "id-fake", "FOUND")
            await recorder.record(Entry(events=(event,), committed=lambda: None))

    began = time.perf_counter()
    first = Event(now, request_id, 0, "start", data)
    request = NewRequest(
        id=request_id,
        created_at=now,
        data="192.0.2.1",
        kind=Kind.IPV4,
        indicator_count=1,
        trace_id=TRACE_ID,
        user_id=None,
        owner=1,
        options=Options(),
        background=False,
        total=0,
    )
    await recorder.record(Entry(events=(first,), committed=lambda: None, request=request))
    await asyncio.gather(*(client() for _ in range(IN_FLIGHT)))
    took = time.perf_counter() - began
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await database.close()
    return sequence / took


def _pgbench(url: str, script: Path) -> float:
    told = subprocess.run(
        [
            shipped().path("pgbench"),
            *("--no-vacuum", f"--client={CLIENTS}", "--jobs=2", f"--time={SECONDS}"),
            *("--protocol=prepared", f"--define=data={_data().decode()}", f"--file={script}", url),
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = re.search(r"tps = ([0-9.]+)", told)
    if found is None:
        raise SystemExit(f"pgbench said nothing of its rate: {told}")
    return float(found[1])


def _copy(url: str) -> float:
    data, now, name = _data().decode(), utc_now(), f"copy-{time.monotonic_ns()}"
    with psycopg.connect(url) as connection:
        began = time.perf_counter()
        with (
            connection.cursor() as cursor,
            cursor.copy(
                "COPY request_events "
                "(created_at, request_id, sequence, event, source_id, status, data) FROM STDIN"
            ) as copy,
        ):
            for number in range(COPY_ROWS):
                copy.write_row((now, name, number, "result", "id-fake", "FOUND", data))
        connection.commit()
        return COPY_ROWS / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
