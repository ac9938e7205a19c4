# ruff: noqa: T201 — it prints what it measured
"""`./build.sh bench ignore_lists`: a million entries of ignore lists, and what they cost.

Prints one JSON object for each figure. Lists are made, imported as MISP publishes them, compiled,
mapped by two processes and compared with an oracle; then they are swapped under a ticking clock.
"""

import asyncio
import ipaddress
import json
import random
import re
import shutil
import string
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from appliance.accounts import service_account
from appliance.paths import DataFolder
from appliance.postgres import EmbeddedPostgres
from backend.db.connection import connect
from backend.db.migrate import migrate
from backend.db.pool import Database
from backend.ignore_lists.child import COMMAND
from backend.ignore_lists.compiling import compile_all, open_file
from backend.ignore_lists.facets import facets_of
from backend.ignore_lists.importing import ImportOptions, import_path
from backend.ignore_lists.lists import IgnoreLists
from backend.ignore_lists.store import ListStore
from backend.indicators.detection import detect
from backend.models.ignore_lists import IgnoreListCreate, Matching, NewEntry
from backend.models.indicators import Indicator, Kind
from backend.tasks import Tasks
from backend.telemetry import logs
from tests.backend.ignore_lists.oracle import host_of
from tests.load.figures import figure
from tests.support.appliances import reachable_folder
from tests.support.processes import pss_mb

SEED = 20260131
NETWORKS, NAMES, TEXTS, PARTS, PATTERNS = 150_000, 90_000, 750_000, 8_000, 50
VALUES = 10_000
TICK_SECONDS = 0.001
QUIET_SECONDS = 5.0
SWAP_SECONDS = 0.5


def main() -> None:
    """Measure, or be a process that maps the file."""
    if sys.argv[1:2] == ["--worker"]:
        _work(Path(sys.argv[2]))
        return
    logs.configure("error")
    folder = reachable_folder()
    try:
        lists = Lists(random.Random(SEED))
        lists.write(folder / "warninglists")
        compiled = folder / "compiled"
        compiled.mkdir()
        server = EmbeddedPostgres(DataFolder(folder / "postgres"), service_account(None))
        with server.running() as url:
            connection = connect(url, application_name="load")
            migrate(connection)
            connection.close()
            began, busy = time.perf_counter(), time.process_time()
            imported = import_path(url, folder / "warninglists", ImportOptions())
            stored = time.perf_counter() - began
            size = compile_all(url, compiled)
            total, busy = time.perf_counter() - began, time.process_time() - busy
            entries = sum(found.entries for found in imported.lists)
            report("import of entries into PostgreSQL", stored, "s")
            report("import until they are compiled", total, "s", aim=60)
            report("of it processor time of the importing process", busy, "s")
            report("entries", entries, "")
            report("compiled file", size / 1e6, "MB")
            values = list(lists.values(random.Random(SEED + 1)))
            (folder / "values.json").write_text(json.dumps([v.data for v in values]))
            _compare(lists, compiled, values)
            _two_processes(compiled, folder / "values.json")
            asyncio.run(_swap(url, compiled, values[:200]))
    finally:
        shutil.rmtree(folder)


def report(name: str, value: float, unit: str, *, aim: float | None = None) -> None:
    """One figure, beside its aim where there is one."""
    beside = "" if aim is None else f"aim: under {aim:g}"
    figure(f"ignore lists: {name}", value, unit, beside=beside, ratio=value / aim if aim else None)


class Lists:
    """A million entries, and a naive look at them."""

    def __init__(self, rnd: random.Random) -> None:
        self.networks = list({_network(rnd) for _ in range(NETWORKS * 13 // 10)})[:NETWORKS]
        self.names = list({_name(rnd) for _ in range(NAMES * 21 // 20)})[:NAMES]
        self.texts = list({_text(rnd) for _ in range(TEXTS * 21 // 20)})[:TEXTS]
        self.parts = list({_word(rnd, 5, 12) + "-" + _word(rnd, 2, 4) for _ in range(PARTS)})
        self.patterns = [
            rf"^([a-z0-9-]+\.)*{_word(rnd, 6, 8)}\.(com|net)$" for _ in range(PATTERNS)
        ]
        self._by_bits: dict[tuple[int, int], set[int]] = {}
        for network in map(ipaddress.ip_network, self.networks):
            shift = network.max_prefixlen - network.prefixlen
            key = (network.version, network.prefixlen)
            self._by_bits.setdefault(key, set()).add(int(network.network_address) >> shift)
        self._names, self._texts = set(self.names), set(self.texts)

    def write(self, folder: Path) -> None:
        """As MISP publishes lists."""
        for kind, content in (
            ("cidr", self.networks),
            ("hostname", self.names),
            ("string", self.texts),
            ("substring", self.parts),
            ("regex", self.patterns),
        ):
            path = folder / "lists" / kind / "list.json"
            path.parent.mkdir(parents=True)
            described = {"name": f"All {kind}", "description": "", "version": 1, "type": kind}
            path.write_text(json.dumps({**described, "list": content}))

    def values(self, rnd: random.Random) -> Iterator[Indicator]:
        """Half of them hit, in one way or another."""
        for number in range(VALUES):
            hit = rnd.random() < 0.5
            name = rnd.choice(self.names) if hit else _name(rnd)
            match number % 6:
                case 0:
                    value = f"www.{name}"
                case 1:
                    value = f"https://a.b.{name}/path/{_word(rnd, 4, 30)}?x={_word(rnd, 4, 9)}"
                case 2:
                    value = f"{_word(rnd, 4, 9)}@{name}"
                case 3:
                    value = _address(rnd, rnd.choice(self.networks) if hit else None)
                case 4:
                    value = rnd.choice(self.texts) if hit else _text(rnd)
                case _:
                    value = f"https://{_name(rnd)}/{rnd.choice(self.parts) if hit else ''}"
            yield detect(value).indicator

    def expected(self, indicator: Indicator) -> set[tuple[str, str]]:
        """What matches, with plain sets and a look at every substring and pattern."""
        value, host = indicator.data, host_of(indicator)
        found = {("EXACT", value)} if value in self._texts else set()
        labels = host.split(".")
        parents = {".".join(labels[n:]) for n in range(len(labels))}
        found |= {("SUBDOMAIN", name) for name in parents & self._names}
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            address = None
        for version, bits in self._by_bits if address is not None else ():
            shift = address.max_prefixlen - bits
            inside = (
                version == address.version and int(address) >> shift in self._by_bits[version, bits]
            )
            if inside:
                found.add(("CIDR", str(ipaddress.ip_network(f"{address}/{bits}", strict=False))))
        found |= {("SUBSTRING", part) for part in self.parts if part in value.lower()}
        return found | {("REGEX", p) for p in self.patterns if re.search(p, value)}


def _word(rnd: random.Random, least: int, most: int) -> str:
    return "".join(rnd.choices(string.ascii_lowercase, k=rnd.randint(least, most)))


def _name(rnd: random.Random) -> str:
    return f"{_word(rnd, 3, 14)}.{rnd.choice(('com', 'net', 'org', 'co.uk', 'io'))}"


def _network(rnd: random.Random) -> str:
    if rnd.random() < 0.7:
        return str(ipaddress.ip_network((rnd.getrandbits(32), rnd.randint(12, 30)), strict=False))
    first = 0x20010DB8 << 96 | rnd.getrandbits(96)
    return str(ipaddress.ip_network((first, rnd.choice((40, 44, 48, 56, 64))), strict=False))


def _address(rnd: random.Random, within: str | None) -> str:
    if within is None:
        return str(ipaddress.IPv4Address(rnd.getrandbits(32)))
    network = ipaddress.ip_network(within)
    return str(network[rnd.randrange(min(network.num_addresses, 2**30))])


def _text(rnd: random.Random) -> str:
    if rnd.random() < 0.5:
        return str(ipaddress.IPv4Address(rnd.getrandbits(32)))
    return (
        f"{_word(rnd, 3, 9)}.{_name(rnd)}" if rnd.random() < 0.6 else f"{rnd.getrandbits(256):064x}"
    )


def _compare(lists: Lists, folder: Path, values: list[Indicator]) -> None:
    mapped = open_file(folder)
    assert mapped is not None
    wrong = hits = 0
    for indicator in values:
        found = {(e.matching.value, e.text) for e in mapped.compiled.find(facets_of(indicator))}
        wrong += found != lists.expected(indicator)
        hits += bool(found)
    report("values that an oracle judges otherwise", wrong, f"of {len(values)}, {hits} hit")
    report("values that hit", hits, f"of {len(values)}")


def _two_processes(folder: Path, values: Path) -> None:
    command = [sys.executable, "-m", "tests.load.ignore_lists", "--worker", str(folder)]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    before = []
    for worker in workers:
        _say(worker, str(values))
    for worker in workers:
        _hear(worker)
        before.append(pss_mb(worker.pid))
    figures = []
    for worker in workers:  # one after the other: a look-up does not compete with another
        _say(worker, "look up")
        figures.append(json.loads(_hear(worker)))
    after = [pss_mb(worker.pid) for worker in workers]
    for worker in workers:
        worker.communicate("end\n", timeout=10)
    best = min(figures, key=lambda found: found["p50"])
    report("look-up, p50", best["p50"], "µs", aim=50)
    report("look-up, p99", best["p99"], "µs", aim=200)
    report("opening the file", best["open_ms"], "ms")
    report("memory of each of two processes (PSS)", max(after), "MB", aim=60)
    report("of it what the lists need", max(after) - max(before), "MB")


def _say(worker: "subprocess.Popen[str]", text: str) -> None:
    assert worker.stdin is not None
    worker.stdin.write(f"{text}\n")
    worker.stdin.flush()


def _hear(worker: "subprocess.Popen[str]") -> str:
    assert worker.stdout is not None
    return worker.stdout.readline()


def _work(folder: Path) -> None:
    values = [detect(v).indicator for v in json.loads(Path(input()).read_text())]
    print("ready", flush=True)
    input()
    began = time.perf_counter()
    mapped = open_file(folder)
    assert mapped is not None
    opened = time.perf_counter() - began
    for _ in range(2):  # the first is for warming up
        took = []
        for indicator in values:
            began = time.perf_counter()
            mapped.compiled.find(facets_of(indicator))
            took.append(time.perf_counter() - began)
    took.sort()
    p50, p99 = (took[len(took) * share // 100] * 1e6 for share in (50, 99))
    print(json.dumps({"p50": p50, "p99": p99, "open_ms": opened * 1e3}), flush=True)
    input()


async def _swap(url: str, folder: Path, values: list[Indicator]) -> None:
    database, tasks = Database(url, connections=2, application_name="load"), Tasks()
    lists = IgnoreLists(database, url=url, folder=folder, command=COMMAND, tasks=tasks)
    store = ListStore(database)
    await lists.settled(60)
    clock = Clock()
    tasks.start(clock.run(), name="clock")
    await asyncio.sleep(QUIET_SECONDS)
    report("longest pause of the event loop, nothing changing", clock.longest(), "ms")
    made = await store.create(IgnoreListCreate(name="Ours", is_global=True), "system000000")
    began = time.perf_counter()
    await store.add(made.id, [NewEntry(data="ours.example")], "system000000")
    await lists.settled(60)
    assert lists.match(Indicator("a.ours.example", Kind.DOMAIN))
    report("one more entry until it counts", (time.perf_counter() - began) * 1e3, "ms")
    report("longest pause of the event loop meanwhile", clock.longest(), "ms", aim=20)
    many = [NewEntry(data=f"n{n}.example", matching=Matching.EXACT) for n in range(20_000)]
    await store.add(made.id, many, "system000000")
    clock.longest()
    began = time.perf_counter()
    waiting = asyncio.ensure_future(lists.settled(120))
    while not waiting.done():
        for indicator in values:
            lists.match(indicator)
        await asyncio.sleep(TICK_SECONDS)
    await waiting
    assert lists.match(Indicator("n77.example", Kind.DOMAIN))
    report("a new file until it counts", time.perf_counter() - began, "s")
    swap, before = clock.longest(SWAP_SECONDS), clock.longest()
    report("longest pause of the event loop while a child compiles", before, "ms")
    report("longest pause of the event loop around the swap", swap, "ms", aim=20)
    await tasks.cancel_all()
    await database.close()


class Clock:
    """Notes how long the event loop leaves it waiting."""

    def __init__(self) -> None:
        self._pauses: list[tuple[float, float]] = []

    async def run(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(TICK_SECONDS)
            ended = time.perf_counter()
            self._pauses.append((ended, ended - began - TICK_SECONDS))

    def longest(self, seconds: float = float("inf")) -> float:
        """Of those of the last seconds, in milliseconds; the next call leaves them out."""
        since = time.perf_counter() - seconds
        recent = [pause for ended, pause in self._pauses if ended >= since]
        self._pauses = [found for found in self._pauses if found[0] < since]
        return max(recent, default=0.0) * 1e3


if __name__ == "__main__":
    main()
