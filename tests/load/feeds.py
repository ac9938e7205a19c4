"""`./build.sh bench feeds`: loading a feed of a million URLs, and looking up meanwhile.

Three loads: into an empty table; of a file of which one row in a hundred differs; and the same of
a feed that keeps what its file no longer has. Peak memory is that of the process that loads and of
its child that parses; look-ups are asked one after the other by another process meanwhile.
"""

import asyncio
import csv
import io
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from backend.db.connection import connect
from backend.db.migrate import migrate
from backend.db.pool import Database
from backend.feeds import child, importing
from backend.feeds.lookup import FeedLookup
from backend.models.indicators import Kind
from backend.sources.contract import FeedPart, FeedStore, Row, Setting
from tests.load.figures import figure
from tests.load.servers import postgres
from tests.support.enrichment import FakeSource

ROWS = 1_000_000
HOSTS = 60_000
CHANGED_EVERY = 100
MIB = 1024
STATUS, PEAK = Path("/proc/self/status"), "VmHWM"
CHILD = (sys.executable, "-m", "tests.load.feeds", "parse")


def parse(stream: BinaryIO) -> Iterator[Row]:
    """Lines of a publisher's CSV."""
    for number, added, url, status, threat, tags in csv.reader(io.TextIOWrapper(stream, "utf-8")):
        data = {"id": number, "added": added, "status": status, "threat": threat}
        host = urlsplit(url).hostname or ""
        yield Row(kind=Kind.URL, value=url, data={**data, "tags": tags.split(",")}, host=host)


class Urls(FakeSource):
    """A feed of URLs at which malware is."""

    slug = "urls"
    settings = (Setting(name="url", default="", help=""), Setting(name="days", default=0, help=""))

    def __init__(self, keeps: str | None = None) -> None:
        super().__init__()
        part = FeedPart(
            name="list",
            url_setting="url",
            expected="URLs",
            sniff=lambda _: True,
            parse=parse,
            keeps=keeps,
        )
        # Of the instance, as there is one that keeps and one that does not.
        self.feed = (part,)  # type: ignore[misc]


def sources() -> Mapping[str, Urls]:
    """The feed under the two names of its two ways."""
    keeping = Urls(keeps="days")
    keeping.slug = "keeping"  # type: ignore[misc]
    return {"urls": Urls(), "keeping": keeping}


def main() -> None:
    """Load and look up."""
    folder = Path(tempfile.mkdtemp(prefix="bench-feeds-"))
    folder.chmod(0o755)
    try:
        first, second = folder / "first.csv", folder / "second.csv"
        for edition, file in enumerate((first, second)):
            with file.open("w", encoding="utf-8") as out:
                out.writelines(lines(edition))
        figure("file", round(first.stat().st_size / 2**20, 1), "MiB")
        data = folder / "data"
        data.mkdir()
        with postgres(data) as url:
            connection = connect(url, application_name="bench")
            migrate(connection)
            connection.close()
            for name, slug, file in (
                ("first load", "urls", first),
                ("1 % differs", "urls", second),
                ("first load, keeping", "keeping", first),
                ("1 % differs, keeping", "keeping", second),
            ):
                asyncio.run(_measure(name, url, slug, file))
    finally:
        shutil.rmtree(folder)


def lines(edition: int) -> Iterator[str]:
    """The publisher's file; in another edition one row of a hundred is another."""
    chance = random.Random(1)
    for number in range(ROWS):
        # A few hosts have very many of the URLs, as in life.
        host = int(HOSTS * chance.random() ** 6)
        path = f"/{chance.getrandbits(64):x}/file{number % 977}.bin"
        if edition and number % CHANGED_EVERY == 0:
            path = f"/new{path}"
        yield (
            f"{number},2026-01-02 03:04:05,http://host{host}.example.com{path},online,"
            f'malware_download,"elf,mips,name{number % 91}"\n'
        )


async def _measure(name: str, url: str, slug: str, file: Path) -> None:
    database = Database(url, connections=1, application_name="bench")
    lookup = FeedLookup(database, "urls", None)
    asked = [line.split(",")[2] for line, _ in zip(lines(0), range(2000), strict=False)]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.load.feeds", "load", url, slug, str(file)),
        stdout=subprocess.PIPE,
    )
    times, ended = [], asyncio.ensure_future(process.communicate())
    while not ended.done():
        times.append(await _look_up(lookup, random.choice(asked)))
        await asyncio.sleep(0.005)
    said = json.loads((await ended)[0].splitlines()[-1])
    await database.close()
    figure(f"{name}: load", said["seconds"], "s")
    figure(f"{name}: peak memory of the loader", said["ownMiB"], "MiB")
    figure(f"{name}: peak memory of the parser", said["childMiB"], "MiB")
    cuts = statistics.quantiles(times, n=100)
    figure(f"{name}: look-up meanwhile, p50", cuts[49] * 1000, "ms")
    figure(f"{name}: look-up meanwhile, p99", cuts[98] * 1000, "ms")


async def _look_up(lookup: FeedStore, url: str) -> float:
    began = time.perf_counter()
    try:
        await lookup.find(Kind.URL, url)
    except Exception as error:
        # Before the first load there is nothing, which takes the same query to be told.
        if "nothing was loaded" not in str(error):
            raise
    return time.perf_counter() - began


def _load(url: str, slug: str, file: str) -> None:
    """Load in this process, and say how long it took and how much memory it had."""
    importing.all_sources = sources  # type: ignore[assignment]
    began = time.perf_counter()
    importing.import_file(url, slug, Path(file), parse_command=CHILD)
    said = {
        "seconds": time.perf_counter() - began,
        # Of this program alone; what `getrusage` says is also that of whoever started it.
        "ownMiB": int(
            next(row for row in STATUS.read_text().splitlines() if PEAK in row).split()[1]
        )
        / MIB,
        "childMiB": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MIB,
    }
    sys.stdout.write(f"\n{json.dumps(said)}\n")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["load", *arguments]:
            _load(*arguments)
        case ["parse", *arguments]:
            child.all_sources = sources  # type: ignore[assignment]
            sys.exit(child.main(arguments))
        case _:
            main()
