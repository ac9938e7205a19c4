"""Worker, zygote, runner and Deno are killed two hundred times while both languages are asked.

Whoever asks does it as the backend does. Every question ends within its time, by an answer or by an
error that has a kind; what is dead comes back; and in the end nothing is left of all the dead.
"""

import asyncio
import contextlib
import itertools
import os
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from backend.models.answers import FailureKind
from backend.models.errors import SourceError, SourceSkippedError
from backend.models.sources import Source, SourceKind
from backend.sources.user_code import GRACE_SECONDS
from backend.sources.user_code import Runner as Client
from tests.runners.harness import Runner, eventually
from tests.runners.languages import JAVASCRIPT, PYTHON, Language
from tests.support.enrichment import INDICATOR, TRACE_ID, row
from tests.support.processes import alive, descendants, stat, until

SEED = int(os.environ.get("KILLS_SEED", "20261125"))
EACH = 50
"""Kills of Python's workers, of launchers, of runners and of Deno processes."""

CLIENTS = 3
PAUSE_SECONDS = 0.15
DEADLINE_SECONDS = 8.0
# Other programs want the processor, too: of this much more nothing is promised.
SLACK_SECONDS = 4.0
WORKS_AGAIN_SECONDS = 15.0
# Of the deaths; after the others, the next comes before this one is healed.
HEALED = 0.8

WORKER, LAUNCHER, RUNNER = "worker", "launcher", "runner"
KILLS = {
    PYTHON: [WORKER] * EACH + [LAUNCHER, RUNNER] * (EACH // 2),
    JAVASCRIPT: [WORKER] * EACH + [LAUNCHER, RUNNER] * (EACH // 2),
}
KINDS = {PYTHON: SourceKind.PYTHON, JAVASCRIPT: SourceKind.JAVA_SCRIPT}

# What the death of a process may be to the one who asked. INTERNAL_SERVER_ERROR is none of them.
ENDS = {FailureKind.MEMORY_LIMIT, FailureKind.TIMEOUT, FailureKind.CODE_ERROR}

Process = tuple[int, str]
"""Its number, and when it was started, as numbers are given again."""


@dataclass
class Seen:
    """How questions ended, and the processes that there were."""

    ends: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    processes: set[Process] = field(default_factory=set)


class Lane:
    """One language: its runner, started again as a supervisor does, and those who ask it."""

    def __init__(self, language: Language, chance: random.Random) -> None:
        self.language = language
        self.chance = chance
        self.seen = Seen()
        self.runner = Runner(language)
        self.client = Client(self.runner.socket)
        self.sources = list(self._sources())
        self._over = False

    def _sources(self) -> Iterator[Source]:
        say = self.language.say.replace("{}", "x" * 3000)
        codes = {
            "quick": self.language.returning("quick"),
            "slow": self.language.lasting(0.2, say),
            "large": self.language.returning("x" * 500_000),
            "short": self.language.lasting(0.05),
        }
        for slug, code in codes.items():
            yield row(
                slug,
                kind=KINDS[self.language],
                source_code=code,
                time_limit_seconds=DEADLINE_SECONDS,
            )

    async def ask(self, source: Source) -> str:
        """Once; what came of it, which is noted, too."""
        started = time.monotonic()
        try:
            await self.client.fetch(source, INDICATOR, TRACE_ID, {})
            end = "answer"
        except SourceSkippedError:
            end = "skipped"
        except SourceError as error:
            end = error.kind.value
            if error.kind not in ENDS:
                self.seen.wrong.append(f"{source.slug}: {error}")
        took = time.monotonic() - started
        if took > DEADLINE_SECONDS + GRACE_SECONDS + SLACK_SECONDS:
            self.seen.wrong.append(f"{source.slug} took {took:.1f} s")
        self.seen.ends[end] += 1
        self.seen.slowest = max(self.seen.slowest, took)
        return end

    async def ask_on(self, number: int) -> None:
        for source in itertools.islice(itertools.cycle(self.sources), number, None):
            if self._over:
                return
            if await self.ask(source) == "skipped":
                await asyncio.sleep(0.1)

    async def supervise(self) -> None:
        """Start the runner again when it has ended."""
        while not self._over:
            if self.runner.process.poll() is not None:
                self.runner.begin()
            await asyncio.sleep(0.02)

    async def kill_all(self) -> None:
        victims = KILLS[self.language][:]
        self.chance.shuffle(victims)
        for victim in victims:
            await asyncio.sleep(self.chance.uniform(0, PAUSE_SECONDS))
            pid = await self.found(victim)
            self.note_processes()
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            if self.chance.random() < HEALED:
                await self.works()

    async def found(self, victim: str) -> int:
        """A process of the kind, once there is one."""
        living: list[int] = []

        def look() -> bool:
            living[:] = sorted(self.processes(victim))
            return bool(living)

        assert await eventually(look, WORKS_AGAIN_SECONDS)
        return self.chance.choice(living)

    def processes(self, victim: str) -> list[int]:
        if victim == RUNNER:
            return [self.runner.pid] if self.runner.process.poll() is None else []
        launchers = children(self.runner.pid)
        if victim == LAUNCHER:
            return launchers
        return [worker for launcher in launchers for worker in children(launcher)]

    def note_processes(self) -> None:
        family = [self.runner.pid, *self.processes(LAUNCHER), *self.processes(WORKER)]
        found = ((pid, stat(pid)) for pid in family)
        self.seen.processes |= {(pid, fields[19]) for pid, fields in found if fields}

    async def works(self) -> None:
        """Wait until a question is answered."""
        async with asyncio.timeout(WORKS_AGAIN_SECONDS):
            while True:
                with contextlib.suppress(SourceError, SourceSkippedError):
                    await self.client.fetch(self.sources[0], INDICATOR, TRACE_ID, {})
                    return
                await asyncio.sleep(0.05)

    async def settled(self) -> None:
        """Nobody asks any more: what is left is what a fresh runner has."""
        (launcher,) = self.processes(LAUNCHER)
        idle = self.language.idle
        assert await eventually(lambda: len(descendants(launcher)) == idle)
        assert not self.left(but=descendants(self.runner.pid) | {self.runner.pid})
        before = self.descriptors()
        for _ in range(20):
            await asyncio.gather(*map(self.ask, self.sources))
        assert await eventually(lambda: len(descendants(launcher)) == idle)
        assert await eventually(lambda: self.descriptors() <= before), (before, self.descriptors())
        assert self.files() <= {"run", "run/runner.sock", "runner.log"}

    def left(self, but: set[int]) -> set[int]:
        """Processes that were seen and live, but for these."""
        now = ((pid, since, stat(pid)) for pid, since in self.seen.processes if pid not in but)
        return {pid for pid, since, fields in now if fields and fields[19] == since}

    def descriptors(self) -> Counter[str]:
        """Open descriptors of runner and launcher by kind; they hide them from all but root."""
        kinds: Counter[str] = Counter()
        for pid in (self.runner.pid, *self.processes(LAUNCHER)):
            for entry in Path(f"/proc/{pid}/fd").iterdir():
                with contextlib.suppress(OSError):
                    kinds[entry.readlink().name.partition(":")[0]] += 1
        return kinds

    def files(self) -> set[str]:
        folder = self.runner.folder
        found = {str(path.relative_to(folder)) for path in folder.rglob("*")}
        return {name for name in found if name.partition("/")[0] != "deno"}

    async def run(self) -> None:
        supervisor = asyncio.ensure_future(self.supervise())
        clients = [asyncio.ensure_future(self.ask_on(number)) for number in range(CLIENTS)]
        try:
            await self.kill_all()
            await self.works()
        finally:
            self._over = True
            await asyncio.gather(supervisor, *clients)

    async def close(self) -> None:
        await self.client.close()
        self.runner.stop()


def children(pid: int) -> list[int]:
    """As the kernel lists them, which takes no look at all the others."""
    found: list[int] = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return [child for child in found if alive(child)]


@pytest.fixture
async def lanes() -> AsyncIterator[Callable[[random.Random], list[Lane]]]:
    made: list[Lane] = []

    def make(chance: random.Random) -> list[Lane]:
        made.extend(Lane(language, random.Random(chance.random())) for language in KILLS)
        return made

    yield make
    for lane in made:
        await lane.close()


@pytest.mark.timeout(300)
async def test_nothing_is_lost_and_nothing_is_left(
    lanes: Callable[[random.Random], list[Lane]],
) -> None:
    print(f"KILLS_SEED={SEED}")  # noqa: T201 — to have the same again
    running = lanes(random.Random(SEED))
    await asyncio.gather(*(lane.run() for lane in running))
    for lane in running:
        seen = lane.seen
        print(f"{lane.language.name}: {dict(seen.ends)}, slowest {seen.slowest:.1f} s")  # noqa: T201
        assert not seen.wrong
        await lane.settled()
        staged = list(lane.runner.folder.rglob(".staged-*"))
        assert not staged
    for lane in running:
        lane.runner.process.terminate()
        assert until(lambda lane=lane: lane.runner.process.poll() is not None, 15) is not None
        assert lane.runner.process.returncode == 0
        assert not lane.left(but=set())
