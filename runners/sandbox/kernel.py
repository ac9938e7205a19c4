"""The few Linux calls that Python's own modules lack."""

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def _prctl(option: int, value: int) -> None:
    if _libc.prctl(option, *map(ctypes.c_ulong, (value, 0, 0, 0))) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"prctl({option}, {value}): {os.strerror(number)}")


def die_with_parent(number: signal.Signals, parent: int) -> None:
    """Have the kernel send `number` when the parent ends; exit at once when it has already.

    A change of account clears the request, so it is made after it. The kernel watches the parent's
    *thread* that forked, which therefore must be one that stays.
    """
    _prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ends, so that they can be found."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def gain_nothing_by_exec() -> None:
    """Make set-user-id programs worthless to this process and all that it starts."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def hide_memory() -> None:
    """Forbid other processes of the same account to trace this one or read its memory."""
    _prctl(_PR_SET_DUMPABLE, 0)


def system_call(number: int, *arguments: int | bytes | ctypes.c_size_t | None) -> int:
    """A call that the C library has no function for; what it returns.

    Raises:
        OSError: it failed.
    """
    result: int = _libc.syscall(number, *arguments)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result
