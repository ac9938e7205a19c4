"""`python -m tests.runners.filtered ERRNO CALLS MODULE ARGUMENTS`: a module on a poorer machine.

It, and all that it starts, gets ERRNO for these system calls (names with commas between), as behind
a container's filter (EPERM) or on an older kernel (ENOSYS).
"""

import runpy
import sys

from runners.sandbox import kernel
from runners.sandbox.seccomp import Policy, compile_policy
from runners.sandbox.syscalls import here

LANDLOCK = "landlock_create_ruleset,landlock_add_rule,landlock_restrict_self"


def forbid(error: str, calls: str) -> None:
    """Have this process get EPERM or ENOSYS for them."""
    machine = here()
    assert machine is not None
    names = frozenset(calls.split(","))
    by_error = {"EPERM": "refused", "ENOSYS": "missing"}[error]
    kernel.gain_nothing_by_exec()
    policy = Policy(allowed=None, ruled={}, **{by_error: names})
    compile_policy(policy, machine).install()


if __name__ == "__main__":
    forbid(sys.argv[1], sys.argv[2])
    del sys.argv[:3]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
