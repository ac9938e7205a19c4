"""Takes from a parsing process what parsing does not need, once everything is imported.

Afterwards it has the streams that it was started with and nothing else: no descriptor can be
opened, hence no file, no connection and no other program's libraries; memory and time are
limited; it is another account where it was root.
"""

import ctypes
import resource
import signal

from runners.sandbox.accounts import drop_to, find_account

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 300
MESSAGE_BYTES = 256 * 1024
STREAMS = 3
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38


def confine(*, memory_bytes: int = MEMORY_BYTES, cpu_seconds: int = CPU_SECONDS) -> None:
    """Give up everything but standard input, output and error of this process, for good."""
    libc = ctypes.CDLL(None, use_errno=True)
    _drop_root()
    for option, value in (
        (PR_SET_NO_NEW_PRIVS, 1),
        (PR_SET_DUMPABLE, 0),
        # After the change of account, which clears it.
        (PR_SET_PDEATHSIG, signal.SIGKILL),
    ):
        if libc.prctl(option, value, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), f"prctl {option}")
    for limit, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, MESSAGE_BYTES),
        (resource.RLIMIT_NOFILE, STREAMS),
    ):
        _lower(limit, most)


def _lower(limit: int, most: int) -> None:
    """Hard limits too; one that is lower already stays."""
    hard = resource.getrlimit(limit)[1]
    lowest = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(limit, (lowest, lowest))


def _drop_root() -> None:
    """Become the account of user code, which owns nothing; root alone can, and has to.

    Raises:
        AccountError: the kernel did not do it.
    """
    account = find_account(None)
    if account is not None:
        drop_to(account)
