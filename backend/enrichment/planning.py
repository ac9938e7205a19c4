"""Plans requests, and cuts them into the chunks in which they are executed.

Those of a new request, and those that are left of one that was taken over: what was planned says
its start event or its chunks, what is done its results.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from backend.db.pool import Database
from backend.db.queries import load
from backend.enrichment.catalog import CatalogHolder
from backend.enrichment.chunks import Chunk, read_known, read_open
from backend.enrichment.plan import Circumstances, Rules, list_hits, make_plan, make_rules
from backend.enrichment.running import Hold, Running
from backend.models.answers import Status
from backend.models.indicators import Indicator
from backend.models.requests import Counts, Options, Plan, Result, Verdict
from backend.models.sources import Source
from runners.telemetry import tracing

Q = load("requests")

# What is asked at once: more indicators or more questions are asked in chunks, in the background.
INDICATORS_TOGETHER = 1000
QUESTIONS_TOGETHER = 20_000


class Planner:
    """Plans by what the catalogue and the circumstances are at the time."""

    def __init__(
        self, database: Database, catalog: CatalogHolder, circumstances: Circumstances
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._circumstances = circumstances

    def plan(
        self,
        request_id: str,
        indicators: Sequence[Indicator],
        sources: Sequence[Source],
        options: Options,
    ) -> Plan:
        """The plan of a new request; a large one is planned chunk by chunk, while it is asked."""
        if in_background(len(indicators), len(sources)):
            return Plan(
                request_id=request_id,
                indicators=(),
                planned=(),
                total=len(indicators) * len(sources),
                indicator_count=len(indicators),
                background=True,
                options=msgspec.structs.replace(
                    options, source_ids=tuple(source.id for source in sources)
                ),
            )
        abouts = [self._circumstances.look_at(indicator) for indicator in indicators]
        with tracing.span("plan") as span:
            rules = self._rules(sources, options)
            planned = make_plan(abouts, rules, pictures=len(indicators) == 1)
            span.set("plan.questions", len(planned))
        return Plan(
            request_id=request_id,
            indicators=tuple(indicators),
            planned=planned,
            total=len(planned),
            indicator_count=len(indicators),
            options=options,
            hits=list_hits(abouts),
        )

    def chunks(self, running: Running) -> AsyncIterator[Chunk]:
        """The chunks of a new request."""
        if running.plan.background:
            return self._open_chunks(running, {}, {}, None)
        return _only(Chunk(0, running.plan.indicators, running.plan.planned))

    async def resume(self, row: Mapping[str, Any]) -> tuple[Running, AsyncIterator[Chunk]] | None:
        """A request (a row of `requests.take_over`) with what is left of it; None when it is done.

        Raises:
            msgspec.DecodeError, LookupError: it can't be read.
        """
        place = {"id": row["id"], "created_at": row["created_at"]}
        limit = 1 if row["background"] else None
        events = await self._database.run(Q.list_events, **place, after=0, limit=limit)
        if events[-1]["event"] == "done":
            return None
        plan = msgspec.json.decode(events[0]["data"], type=Plan)
        (last,) = await self._database.run(Q.last_sequence, **place)
        running = Running(
            request_id=row["id"],
            created_at=row["created_at"],
            trace_id=row["trace_id"],
            user_id=row["user_id"],
            plan=plan,
            sequence=last["last"],
            span=tracing.root("request taken over", attributes_of(plan), trace_id=row["trace_id"]),
        )
        if row["wish"] is not None:
            running.hold = Hold(row["wish"])
        if plan.background:
            return running, await self._left_chunks(running)
        return running, _only(_known_chunk(running, events))

    async def _left_chunks(self, running: Running) -> AsyncIterator[Chunk]:
        """The chunks of a large request that are not done, after what is known of it."""
        known = await read_known(self._database, running.id, running.created_at)
        for counts, levels in known.ended:
            running.statuses.update(_statuses(counts))
            running.levels.update(levels)
        return self._open_chunks(running, known.results, known.verdicts, known.first_sequence)

    async def _open_chunks(
        self,
        running: Running,
        results: Mapping[Indicator, Sequence[Result]],
        verdicts: Mapping[Indicator, Verdict],
        first_sequence: int | None,
    ) -> AsyncIterator[Chunk]:
        """Each is planned when it is about to begin, by what holds then."""
        source_ids = running.options.source_ids
        async for number, indicators in read_open(self._database, running.id):
            current = self._catalog.current.sources
            sources = [current[s] for s in source_ids if s in current]
            abouts = map(self._circumstances.look_at, indicators)
            planned = make_plan(abouts, self._rules(sources, running.options), pictures=False)
            answered = [r for i in indicators for r in results.get(i, ())]
            chunk = Chunk(
                number,
                indicators,
                planned,
                results=answered,
                verdicts=[verdicts[i] for i in indicators if i in verdicts],
                first_sequence=first_sequence if answered else None,
            )
            _count_in(running, chunk)
            yield chunk

    def _rules(self, sources: Iterable[Source], options: Options) -> list[Rules]:
        return make_rules(sources, self._catalog.current, self._circumstances, options)


def in_background(indicators: int, sources: int) -> bool:
    """Whether so many are asked in the background, in chunks."""
    return indicators > INDICATORS_TOGETHER or indicators * sources > QUESTIONS_TOGETHER


def attributes_of(plan: Plan) -> tracing.Attributes:
    """What a span says of a request: never what is asked."""
    return {
        "request.id": plan.request_id,
        "request.indicators": plan.indicator_count,
        "request.questions": plan.total,
    }


def _known_chunk(running: Running, events: Sequence[Mapping[str, Any]]) -> Chunk:
    """The only chunk of a small request, with what its events say."""
    chunk = Chunk(
        0,
        running.plan.indicators,
        running.plan.planned,
        results=_decode(events, "result", Result),
        verdicts=_decode(events, "verdict", Verdict),
    )
    _count_in(running, chunk)
    return chunk


async def _only(chunk: Chunk) -> AsyncIterator[Chunk]:
    yield chunk


def _count_in(running: Running, chunk: Chunk) -> None:
    """What was recorded of a chunk before this process had it."""
    running.statuses.update(r.status for r in chunk.results)
    running.levels.update(v.level for v in chunk.verdicts)


def _statuses(counts: Counts) -> dict[Status, int]:
    return {
        Status.FOUND: counts.found,
        Status.NOT_FOUND: counts.not_found,
        Status.SKIPPED: counts.skipped,
        Status.ERROR: counts.error,
    }


def _decode(events: Sequence[Mapping[str, Any]], event: str, shape: Any) -> list[Any]:
    return [msgspec.json.decode(e["data"], type=shape) for e in events if e["event"] == event]
