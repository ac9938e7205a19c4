"""Nothing outlives the supervisor: each role asks the kernel for its parent's death signal."""

import ctypes
import os
import signal
import sys

SUPERVISOR_VARIABLE = "INDICATOR_AGGREGATOR_SUPERVISOR"

_PR_SET_PDEATHSIG = 1

# Loaded before a fork and not after it.
_libc = ctypes.CDLL(None, use_errno=True)


def hold(number: signal.Signals = signal.SIGKILL) -> None:
    """Have the kernel send `number` to this process when the supervisor ends, however it ends.

    Called after a change of account, because that clears the request, and in the process that
    stays, because a fork clears it too; it survives an exec. When the supervisor has ended before
    the request was made, this process ends at once. A role that was started by hand has no
    supervisor (`INDICATOR_AGGREGATOR_SUPERVISOR` is not set) and is left alone.

    Args:
        number: the kill signal unless the process needs another to take its own children along. To
            finish what is in flight is for an orderly stop: once the supervisor is gone, the next
            one waits for the port and the database, and what counts was committed.

    Raises:
        OSError: the kernel refused.
    """
    supervisor = os.environ.get(SUPERVISOR_VARIABLE)
    if supervisor is None:
        return
    _request(number)
    if os.getppid() != int(supervisor):
        sys.stderr.write("The supervisor has ended; so does this process.\n")
        sys.stderr.flush()
        os._exit(1)


def follow_parent() -> None:
    """Between fork and exec of a child that is waited for: have it killed with its parent."""
    _request(signal.SIGKILL)


def _request(number: signal.Signals) -> None:
    if _libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"prctl(PR_SET_PDEATHSIG): {os.strerror(code)}")
