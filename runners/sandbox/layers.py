"""The kernel's layers around a worker: what of the machine it reaches, which calls it may make.

A launcher prepares them once; each worker takes them on, for good.
"""

import enum
import errno
import os
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from runners.sandbox import filters, landlock, seccomp, syscalls
from runners.sandbox.landlock import Place
from runners.sandbox.network import Network


class Layer(enum.StrEnum):
    """What the kernel can close."""

    LANDLOCK = "landlock"
    SECCOMP = "seccomp"


POLICIES = {"python": filters.python, "deno": filters.deno}
"""By what a worker runs."""

# Libraries and what they read: names, certificates, time zones. Nothing of ours is there.
_PLACES = (
    *(Place(path) for path in ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")),
    *(Place(path) for path in ("/usr/share/zoneinfo", "/usr/share/ca-certificates")),
    *(Place(path) for path in ("/etc/ssl/certs", "/etc/ssl/cert.pem", "/etc/ssl/openssl.cnf")),
    *(Place(path) for path in ("/etc/pki/tls/certs", "/etc/pki/tls/cert.pem")),
    *(Place(path) for path in ("/etc/pki/tls/openssl.cnf", "/etc/pki/ca-trust/extracted")),
    *(Place(path) for path in ("/etc/crypto-policies", "/etc/mime.types", "/etc/protocols")),
    *(Place(path) for path in ("/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf")),
    *(Place(path) for path in ("/etc/host.conf", "/etc/gai.conf", "/etc/services")),
    *(Place(path) for path in ("/etc/localtime", "/etc/ld.so.cache")),
    *(Place(path) for path in ("/dev/urandom", "/dev/random", "/dev/zero")),
    Place("/dev/null", landlock.READ_AND_WRITE),
)


@dataclass(frozen=True)
class Layers:
    """Prepared; `ruleset` is a descriptor, `programs` are by how far the network goes.

    `own` are all places where some are the worker's alone, as below /proc/self: then it makes its
    ruleset itself, and `ruleset` only showed that it can be had.
    """

    ruleset: int | None
    programs: dict[Network, seccomp.Program]
    own: tuple[Place, ...] = ()

    def descriptors(self) -> set[int]:
        """What must stay open until `take_on`."""
        return set() if self.ruleset is None else {self.ruleset}

    def take_on(self, network: Network) -> None:
        """Bind this process, which is to have given up gaining rights by exec.

        Raises:
            OSError: the kernel did not do it.
        """
        if self.ruleset is not None:
            ruleset = landlock.make(self.own) if self.own else self.ruleset
            landlock.take_on(ruleset)
            for descriptor in {ruleset, self.ruleset}:
                os.close(descriptor)
            if network is Network.BROKERED:
                landlock.close_ports()
        if self.programs:
            self.programs[network].install()


def prepare(
    policy: str,
    places: Iterable[Place],
    which: AbstractSet[Layer],
    own: Iterable[Place] = (),
) -> Layers:
    """Those of `which`, for `python` or `deno`, which reads `places` beside what all do.

    `own` are places that mean another file in each process.

    Raises:
        OSError: one of `which` can't be had here.
    """
    programs = _programs(policy) if Layer.SECCOMP in which else {}
    every, alone = (*_PLACES, *places), tuple(own)
    ruleset = landlock.make(every) if Layer.LANDLOCK in which else None
    return Layers(ruleset, programs, (*every, *alone) if alone else ())


def _programs(policy: str) -> dict[Network, seccomp.Program]:
    here = syscalls.here()
    if here is None:
        raise OSError(errno.ENOSYS, f"no table of system calls for {os.uname().machine}")
    made = POLICIES[policy]
    return {network: seccomp.compile_policy(made(network), here) for network in Network}
