"""Spans: what a request consists of and how long each part took.

    with tracing.span("cache get") as span:
        found = ...
        span.set("cache.hit", found is not None)

A span is part of the one that is current where it begins (a ContextVar, so tasks inherit it), and
nothing at all where there is none: what runs by itself is not traced unless it begins with `root`.
Off, all of it is one shared object that does nothing.

Attributes name sources, kinds, counts and outcomes; never an indicator, a secret or an address of
the outside.
"""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from types import TracebackType
from typing import Literal, Protocol, Self

from runners.telemetry import w3c

Kind = Literal["internal", "server", "client"]
Value = str | int | float | bool | None
Attributes = Mapping[str, Value]


class Span(Protocol):
    """A part of a request's time. As a context manager it is current within, and ends with it."""

    @property
    def traceparent(self) -> str | None:
        """The header for calls made within; None when nothing is traced."""
        ...

    def set(self, name: str, value: Value) -> None:
        """Say something about it; None says nothing."""
        ...

    def fail(self, kind: str) -> None:
        """It went wrong, in this way: a name, not a sentence, which could quote anything."""
        ...

    def end(self) -> None:
        """It is over; for one that was not begun by `with`."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None: ...


class _Nothing:
    """The span of what is not traced."""

    __slots__ = ()
    traceparent = None

    def set(self, name: str, value: Value) -> None:
        pass

    def fail(self, kind: str) -> None:
        pass

    def end(self) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class Tracer(Protocol):
    """Makes spans."""

    def root(
        self,
        name: str,
        attributes: Attributes | None,
        *,
        kind: Kind,
        trace_id: str | None,
        parent: w3c.Parent | None,
    ) -> Span:
        """See `root`."""
        ...

    def part(
        self,
        name: str,
        attributes: Attributes | None,
        *,
        kind: Kind,
        parent: Span,
        links: Sequence[Span],
        seconds: float,
    ) -> Span:
        """See `span`."""
        ...


NOTHING: Span = _Nothing()
CURRENT: ContextVar[Span] = ContextVar("span", default=NOTHING)
_tracer: Tracer | None = None


def use(tracer: Tracer | None) -> None:
    """Trace with it from now on; with None, no more."""
    global _tracer  # noqa: PLW0603 — set once a process, as logs are
    _tracer = tracer


def is_on() -> bool:
    """Whether anything is traced."""
    return _tracer is not None


def span(
    name: str,
    attributes: Attributes | None = None,
    *,
    kind: Kind = "internal",
    parent: Span | None = None,
    links: Sequence[Span] = (),
    seconds: float = 0.0,
) -> Span:
    """A part of `parent`, else of what is current; NOTHING where that is nothing.

    `links` are other spans that it serves as well. `seconds` ago it has begun.
    """
    if _tracer is None:
        return NOTHING
    whole = CURRENT.get() if parent is None else parent
    if whole is NOTHING:
        return NOTHING
    return _tracer.part(name, attributes, kind=kind, parent=whole, links=links, seconds=seconds)


def root(
    name: str,
    attributes: Attributes | None = None,
    *,
    trace_id: str | None = None,
    traceparent: str | None = None,
    kind: Kind = "internal",
) -> Span:
    """The first span here: part of what the header names if that is valid, else of nothing.

    `trace_id` is then the trace's, a random one without it.
    """
    if _tracer is None:
        return NOTHING
    parent = w3c.parse(traceparent)
    return _tracer.root(name, attributes, kind=kind, trace_id=trace_id, parent=parent)


def current_traceparent() -> str | None:
    """The header for a call made now; None when nothing is traced."""
    return CURRENT.get().traceparent
