"""What the runners can be told."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class RunnerConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What each runner can be told."""

    enabled: Annotated[bool, Meta(description="Start this runner.")] = True
    memory_mb: Annotated[
        int, Meta(ge=64, le=65536, description="Memory a single call may use, in MiB.")
    ] = 512
    output_kb: Annotated[
        int, Meta(ge=1, le=65536, description="Largest answer of a single call, in KiB.")
    ] = 4096
    deadline_seconds: Annotated[
        float, Meta(gt=0, le=3600, description="Longest a call may take when none is given.")
    ] = 10.0
    deadline_max_seconds: Annotated[
        float,
        Meta(
            gt=0,
            le=86400,
            description="Longest a call may take whatever is given, and a background task when "
            "none is.",
        ),
    ] = 900.0
    rows_mb: Annotated[
        int,
        Meta(
            ge=1,
            le=96,
            description="Rows that a background task may bring for its source's feed, in MiB of "
            "JSON: some thirty bytes for an address alone.",
        ),
    ] = 64
    concurrency: Annotated[
        int,
        Meta(
            ge=1,
            le=256,
            description="Calls that run at the same time; of one source, half of them at most, so "
            "that others always find room.",
        ),
    ] = 16
    accept_level: Annotated[
        Literal["strong", "reduced", "none"],
        Meta(
            description="The least sandbox that user code may run in: strong is Landlock and "
            "seccomp; reduced is seccomp alone, where it can read the machine's files; none is "
            "neither. `indicator-aggregator status` says what this machine has.",
        ),
    ] = "strong"


class PythonRunnerConfig(RunnerConfig, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[runners.python]`: the server that executes Python sources."""

    spares: Annotated[
        int,
        Meta(
            ge=1,
            le=64,
            description="Processes of Python that wait for a call, each in about 5 MiB. Starting "
            "one takes some 5 ms, which a call does not wait for while there are spares.",
        ),
    ] = 4


class JavaScriptRunnerConfig(RunnerConfig, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[runners.javascript]`: the server that executes JavaScript and TypeScript sources."""

    memory_mb: Annotated[
        int,
        Meta(ge=64, le=65536, description="Memory the objects of a single call may use, in MiB."),
    ] = 256
    spares: Annotated[
        int,
        Meta(
            ge=1,
            le=64,
            description="Processes of Deno that wait for a call, each in about 20 MiB. Starting "
            "one takes some 20 ms, which a call does not wait for while there are spares.",
        ),
    ] = 2
