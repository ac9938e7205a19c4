"""How well this machine can hold user code: found by doing, as the account that will run it.

Versions and settings say little: a filter around a container, a boot parameter or a security
module may refuse what the kernel has. So each layer is taken on in a throw-away process of its own,
which then looks whether it holds.
"""

import ctypes
import enum
import errno
import fcntl
import os
import signal
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass

from runners.sandbox import landlock, layers
from runners.sandbox.layers import Layer
from runners.sandbox.network import Network

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 1

# A layer that was taken on and refuses nothing.
_HOLDS_NOT = errno.EPROTO


class Level(enum.StrEnum):
    """How much of the sandbox there is.

    FULL: Landlock with rules for ports, seccomp, network namespaces. STRONG: Landlock and seccomp.
    REDUCED: seccomp alone, so that files of the machine can be read. NONE: not even that.
    """

    FULL = "full"
    STRONG = "strong"
    REDUCED = "reduced"
    NONE = "none"


LEVELS = tuple(Level)
"""The best first."""


@dataclass(frozen=True)
class Probed:
    """What was tried: the errno of each refusal, 0 where it works; and Landlock's ABI."""

    landlock_abi: int
    landlock: int
    seccomp: int
    namespaces: int

    @property
    def layers(self) -> frozenset[Layer]:
        """Those that hold."""
        tried = {Layer.LANDLOCK: self.landlock, Layer.SECCOMP: self.seccomp}
        return frozenset(layer for layer, error in tried.items() if error == 0)


@dataclass(frozen=True)
class Standing:
    """What a machine can do. `cause` says why it is not more, and what to do; empty when full."""

    level: Level
    cause: str
    layers: tuple[str, ...]


class NotHeldError(Exception):
    """User code is not run, as this machine can't hold it well enough."""


@dataclass(frozen=True)
class Sandbox:
    """What this machine can do, and what is made of it: the least that is `accepted`."""

    standing: Standing
    accepted: Level
    network: Network

    @property
    def is_accepted(self) -> bool:
        """Whether user code may run."""
        return LEVELS.index(self.standing.level) <= LEVELS.index(self.accepted)

    def check(self) -> None:
        """Go on where user code may run.

        Raises:
            NotHeldError: it may not; says why, and what to do.
        """
        level = self.standing.level
        if not self.is_accepted:
            raise NotHeldError(
                f"User code is not run: the sandbox of this machine is {level}, and at least "
                f"{self.accepted} is asked for. {self.standing.cause} To run it all the same, set "
                f'accept_level = "{level}" for this runner.'
            )


def probe(policy: str) -> Probed:
    """Try each layer. This process must have one thread, and have given up gaining rights by exec.

    `policy` is `python` or `deno`.
    """
    try:
        abi = landlock.abi()
    except OSError:
        abi = 0
    return Probed(
        landlock_abi=abi,
        landlock=_tried(lambda: _try_landlock(policy)),
        seccomp=_tried(lambda: _try_seccomp(policy)),
        namespaces=_tried(_try_namespaces),
    )


def standing(probed: Probed) -> Standing:
    """What that amounts to."""
    names = [layer.value for layer in Layer if layer in probed.layers]
    if probed.namespaces == 0:
        names.append("namespaces")
    if probed.seccomp:
        return Standing(Level.NONE, _cause("seccomp", probed.seccomp, _NO_SECCOMP), tuple(names))
    if probed.landlock:
        cause = _cause("Landlock", probed.landlock, _NO_LANDLOCK)
        return Standing(Level.REDUCED, cause, tuple(names))
    if probed.landlock_abi < landlock.NET_ABI:
        return Standing(Level.STRONG, _OLD_LANDLOCK.format(probed.landlock_abi), tuple(names))
    if probed.namespaces:
        cause = _cause("A network namespace", probed.namespaces, _NO_NAMESPACES)
        return Standing(Level.STRONG, cause, tuple(names))
    return Standing(Level.FULL, "", tuple(names))


_NO_SECCOMP = (
    "a kernel built with CONFIG_SECCOMP_FILTER",
    "In a container or unit, allow the system call seccomp",
)
_NO_LANDLOCK = (
    "Linux 5.13 or later with landlock among the modules of the boot parameter lsm=",
    (
        "In a container or unit, allow the system calls landlock_create_ruleset, "
        "landlock_add_rule and landlock_restrict_self"
    ),
)
_NO_NAMESPACES = (
    "a kernel built with CONFIG_USER_NS and CONFIG_NET_NS",
    (
        "Allow unprivileged user namespaces (sysctl, AppArmor, the container's or unit's filter); "
        "without them, traffic is held by the other layers"
    ),
)
_OLD_LANDLOCK = (
    "Landlock here is version {}, which has no rules for ports: that came with Linux 6.7. "
    "Traffic is held by the other layers."
)


def _cause(what: str, error: int, advice: tuple[str, str]) -> str:
    """Names the error, and tells a kernel that lacks it from somebody who forbids it."""
    # One number has two names, and Landlock's documentation this one.
    name = "EOPNOTSUPP" if error == errno.EOPNOTSUPP else errno.errorcode.get(error, str(error))
    kernel_lacks, allow = advice
    if error in (errno.ENOSYS, errno.EOPNOTSUPP):
        return f"{what} is missing from this kernel or its boot ({name}). It needs {kernel_lacks}."
    if error == _HOLDS_NOT:
        return f"{what} was taken on and refused nothing: is this an emulated kernel?"
    if error in (errno.EPERM, errno.EACCES):
        return f"{what} is forbidden here ({name}): a filter, not the kernel. {allow}."
    return f"{what} can't be had ({name}: {os.strerror(error)}). {allow}."


def _tried(attempt: Callable[[], bool]) -> int:
    """The errno of an attempt in a process of its own, 0 where it holds."""
    while True:
        result = _tried_once(attempt)
        if result is not None:
            return result


def _tried_once(attempt: Callable[[], bool]) -> int | None:
    """As `_tried`; None when somebody killed it, which says nothing of the machine."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        result = _HOLDS_NOT
        try:
            if attempt():
                result = 0
        except OSError as error:
            result = error.errno or _HOLDS_NOT
        finally:
            os.write(writing, struct.pack("=i", result))
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as report:  # noqa: PTH123 — a descriptor
        told = report.read()
    _, status = os.waitpid(pid, 0)
    if told:
        return int(struct.unpack("=i", told)[0])
    # A filter around us that kills does it by SIGSYS.
    return None if os.waitstatus_to_exitcode(status) == -signal.SIGKILL else errno.EPERM


def _try_landlock(policy: str) -> bool:
    """Everything can be read before, and only what is allowed after."""
    os.close(os.open("/", os.O_RDONLY))
    layers.prepare(policy, (), {Layer.LANDLOCK}).take_on(Network.OPEN)
    os.close(os.open("/dev/null", os.O_RDONLY))
    try:
        os.close(os.open("/", os.O_RDONLY))
    except PermissionError:
        return True
    return False


def _try_seccomp(policy: str) -> bool:
    """Its parent can be signalled before, and not after."""
    os.kill(os.getppid(), 0)
    layers.prepare(policy, (), {Layer.SECCOMP}).take_on(Network.OPEN)
    try:
        os.kill(os.getppid(), 0)
    except PermissionError:
        return True
    return False


def _try_namespaces() -> bool:
    """One of its own, whose loopback can be brought up and listened on."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    with socket.socket() as listening:
        fcntl.ioctl(listening, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", _IFF_UP))
        listening.bind(("127.0.0.1", 0))
    # Besides, only what the kernel puts into every namespace, and leads nowhere.
    return "lo" in {name for _, name in socket.if_nameindex()}
