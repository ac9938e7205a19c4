"""The level of the sandbox: what is found by trying, what it amounts to, what it is told as."""

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from runners.sandbox.level import Level, NotHeldError, Probed, Sandbox, Standing, standing
from runners.sandbox.network import Network
from tests.runners.filtered import LANDLOCK

ROOT = Path(__file__).parents[3]

PROBE = """
import sys
from tests.runners.filtered import forbid
if len(sys.argv) > 1:
    forbid(*sys.argv[1:])
from runners.sandbox import kernel, level
kernel.gain_nothing_by_exec()
found = level.probe("python")
print(found.landlock, found.seccomp, found.namespaces, level.standing(found).level)
"""


def probed(*forbidden: str) -> str:
    command = [sys.executable, "-c", PROBE, *forbidden]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_this_machine_holds_user_code() -> None:
    landlock, seccomp, _, level = probed().split()
    assert (landlock, seccomp) == ("0", "0")
    assert level in ("full", "strong")


@pytest.mark.parametrize(
    ("error", "calls", "expected"),
    [
        ("EPERM", LANDLOCK, (errno.EPERM, 0, "reduced")),
        ("ENOSYS", LANDLOCK, (errno.ENOSYS, 0, "reduced")),
        ("EPERM", "landlock_restrict_self", (errno.EPERM, 0, "reduced")),
        ("EPERM", "seccomp", (0, errno.EPERM, "none")),
        ("EPERM", f"seccomp,{LANDLOCK}", (errno.EPERM, errno.EPERM, "none")),
        ("EPERM", "unshare", (0, 0, "strong")),
    ],
)
def test_what_is_forbidden_is_found_by_trying(
    error: str, calls: str, expected: tuple[int, int, str]
) -> None:
    landlock, seccomp, namespaces, level = probed(error, calls).split()
    assert (int(landlock), int(seccomp), level) == expected
    if calls == "unshare":
        assert int(namespaces) == errno.EPERM


def found(
    *, landlock_abi: int = 7, landlock: int = 0, seccomp: int = 0, namespaces: int = 0
) -> Standing:
    return standing(Probed(landlock_abi, landlock, seccomp, namespaces))


@pytest.mark.parametrize(
    ("was_found", "level", "layers", "cause"),
    [
        (found(), Level.FULL, "landlock seccomp namespaces", ""),
        (
            found(namespaces=errno.EPERM),
            Level.STRONG,
            "landlock seccomp",
            "A network namespace is forbidden here (EPERM): a filter, not the kernel. Allow",
        ),
        (
            found(landlock_abi=3),
            Level.STRONG,
            "landlock seccomp namespaces",
            "Landlock here is version 3, which has no rules for ports",
        ),
        (
            found(landlock=errno.EOPNOTSUPP, landlock_abi=0),
            Level.REDUCED,
            "seccomp namespaces",
            "Landlock is missing from this kernel or its boot (EOPNOTSUPP). It needs Linux 5.13",
        ),
        (
            found(landlock=errno.EPERM, landlock_abi=0),
            Level.REDUCED,
            "seccomp namespaces",
            "In a container or unit, allow the system calls landlock_create_ruleset",
        ),
        (
            found(landlock=errno.EPROTO),
            Level.REDUCED,
            "seccomp namespaces",
            "Landlock was taken on and refused nothing",
        ),
        (
            found(seccomp=errno.ENOSYS, namespaces=errno.ENOSPC),
            Level.NONE,
            "landlock",
            "seccomp is missing from this kernel or its boot (ENOSYS)",
        ),
        (
            found(namespaces=errno.ENOSPC),
            Level.STRONG,
            "landlock seccomp",
            "A network namespace can't be had (ENOSPC: No space left on device). Allow",
        ),
    ],
)
def test_what_that_amounts_to(was_found: Standing, level: Level, layers: str, cause: str) -> None:
    assert was_found.level is level
    assert " ".join(was_found.layers) == layers
    assert cause in was_found.cause
    assert bool(cause) == bool(was_found.cause)


@pytest.mark.parametrize("accepted", [Level.STRONG, Level.REDUCED, Level.NONE])
@pytest.mark.parametrize("level", list(Level))
def test_only_what_is_accepted_runs(level: Level, accepted: Level) -> None:
    order = [Level.FULL, Level.STRONG, Level.REDUCED, Level.NONE]
    sandbox = Sandbox(Standing(level, "Why.", ()), accepted, Network.OPEN)
    if order.index(level) <= order.index(accepted):
        sandbox.check()
    else:
        with pytest.raises(NotHeldError, match=rf"is {level}.*Why\. .*accept_level = \"{level}\""):
            sandbox.check()
