"""The filters, run as the kernel runs them, for each architecture: also for those not here."""

import errno
import re
import socket
import struct
from pathlib import Path

import pytest

from runners.sandbox import filters
from runners.sandbox.network import Network
from runners.sandbox.seccomp import Policy, Program, compile_policy
from runners.sandbox.syscalls import AARCH64, ARCHITECTURES, X86_64, Architecture, here

PID = 4242
ALLOWED, REFUSED, MISSING, KILLED = "allowed", "refused", "missing", "killed"
ANSWERS = {
    0x7FFF0000: ALLOWED,
    0x80000000: KILLED,
    0x00050000 | errno.EPERM: REFUSED,
    0x00050000 | errno.ENOSYS: MISSING,
}
POLICIES = {"python": filters.python, "deno": filters.deno}


def run(code: bytes, number: int, arguments: tuple[int, ...], audit: int) -> str:
    """What the program answers to a call."""
    words = (*(a & 0xFFFFFFFFFFFFFFFF for a in arguments), *(0,) * (6 - len(arguments)))
    data = struct.pack("=IIQ6Q", number & 0xFFFFFFFF, audit, 0, *words)
    loaded, at = 0, 0
    while True:
        operation, yes, no, value = struct.unpack_from("=HBBI", code, at * 8)
        at += 1
        match operation:
            case 0x20:
                (loaded,) = struct.unpack_from("=I", data, value)
            case 0x54:
                loaded &= value
            case 0x15:
                at += yes if loaded == value else no
            case 0x35:
                at += yes if loaded >= value else no
            case 0x06:
                return ANSWERS[value]
            case _:
                raise AssertionError(operation)


@pytest.fixture(params=ARCHITECTURES, ids=lambda architecture: architecture.name)
def machine(request: pytest.FixtureRequest) -> Architecture:
    found: Architecture = request.param
    return found


def program_of(policy: str, network: Network, machine: Architecture) -> Program:
    return compile_policy(POLICIES[policy](network), machine)


def answer(
    policy: str, machine: Architecture, name: str, *arguments: int, network: Network = Network.OPEN
) -> str:
    code = bytes(program_of(policy, network, machine).filled(PID))
    return run(code, machine.numbers[name], arguments, machine.audit)


CLONE_THREAD = 0x3D0F00
INET, INET6, UNIX = int(socket.AF_INET), int(socket.AF_INET6), int(socket.AF_UNIX)
STREAM, DGRAM, RAW = 1, 2, 3
CLOEXEC, NONBLOCK = int(socket.SOCK_CLOEXEC), int(socket.SOCK_NONBLOCK)
FASTOPEN = 0x20000000
SOL_SOCKET = 1

CALLS = [
    ("read", (), ALLOWED),
    ("openat", (), ALLOWED),
    ("clone", (CLONE_THREAD,), ALLOWED),
    ("clone", (17,), REFUSED),
    ("clone", (CLONE_THREAD | 0x10000000,), REFUSED),
    ("clone", (CLONE_THREAD | 0x80,), REFUSED),
    ("clone3", (), MISSING),
    ("openat2", (), MISSING),
    ("kill", (PID, 9), ALLOWED),
    ("kill", (PID + 1, 9), REFUSED),
    ("kill", (-1, 9), REFUSED),
    ("kill", (0, 9), REFUSED),
    ("kill", (-PID, 9), REFUSED),
    ("tgkill", (PID, 7, 9), ALLOWED),
    ("tgkill", (1, 7, 9), REFUSED),
    ("tkill", (PID, 9), REFUSED),
    ("prctl", (15,), ALLOWED),
    ("prctl", (4,), REFUSED),
    ("prctl", (22,), REFUSED),
    ("prlimit64", (0, 7, 0), ALLOWED),
    ("prlimit64", (PID, 7, 0), ALLOWED),
    ("prlimit64", (PID + 1, 7, 0), REFUSED),
    ("prlimit64", (0, 7, 1), REFUSED),
    ("prlimit64", (0, 7, 1 << 40), REFUSED),
    ("ioctl", (3, 0x5421), ALLOWED),
    ("ioctl", (3, 0x5412), REFUSED),
    ("ioctl", (3, 0x8901), REFUSED),
    ("fcntl", (3, 1030), ALLOWED),
    ("fcntl", (3, 1031), REFUSED),
    ("fcntl", (3, 8), REFUSED),
    ("fcntl", (3, 10), REFUSED),
    ("setsockopt", (3, 6, 1), ALLOWED),
    ("setsockopt", (3, SOL_SOCKET, 9), ALLOWED),
    ("setsockopt", (3, SOL_SOCKET, 7), REFUSED),
    ("setsockopt", (3, SOL_SOCKET, 8), REFUSED),
    ("setsockopt", (3, SOL_SOCKET, 32), REFUSED),
    ("setsockopt", (3, 6, 23), REFUSED),
    ("socketpair", (UNIX, STREAM | CLOEXEC, 0), ALLOWED),
    ("socketpair", (UNIX, DGRAM, 0), REFUSED),
    ("sendto", (3, 0, 0, 0x4000), ALLOWED),
    ("sendto", (3, 0, 0, FASTOPEN | 0x4000), REFUSED),
    ("sendmsg", (3, 0, 0x4000), ALLOWED),
    ("sendmsg", (3, 0, FASTOPEN), REFUSED),
    ("sendmmsg", (3, 0, 1, FASTOPEN), REFUSED),
    *((name, (), REFUSED) for name in ("execve", "ptrace", "bind", "listen", "accept4", "setns")),
    *((name, (), REFUSED) for name in ("unshare", "mount", "keyctl", "bpf", "io_uring_setup")),
    *((name, (), REFUSED) for name in ("perf_event_open", "userfaultfd", "memfd_create")),
    *((name, (), REFUSED) for name in ("pidfd_open", "pidfd_getfd", "process_vm_readv")),
    *((name, (), REFUSED) for name in ("rt_sigqueueinfo", "setuid", "shmget", "unlinkat")),
]


@pytest.mark.parametrize("policy", POLICIES)
def test_calls_that_both_languages_are_answered_alike(machine: Architecture, policy: str) -> None:
    for name, arguments, expected in CALLS:
        assert answer(policy, machine, name, *arguments) == expected, (name, arguments)


SOCKETS = {
    (INET, STREAM, 0): {Network.NAMESPACE, Network.OPEN},
    (INET, STREAM | CLOEXEC | NONBLOCK, 6): {Network.NAMESPACE, Network.OPEN},
    (INET6, STREAM, 0): {Network.NAMESPACE, Network.OPEN},
    (INET, DGRAM | CLOEXEC, 17): {Network.NAMESPACE, Network.OPEN},
    (INET6, DGRAM, 0): {Network.NAMESPACE, Network.OPEN},
    (INET, STREAM, 262): set(),  # MPTCP
    (INET, STREAM, 132): set(),  # SCTP
    (INET, DGRAM, 1): set(),  # ping
    (INET, DGRAM, 136): set(),  # UDP-Lite
    (INET, RAW, 1): set(),
    (INET, STREAM | 0x10000, 0): set(),
    (UNIX, STREAM, 0): set(),
    (UNIX, DGRAM, 0): set(),
    (16, RAW, 0): set(),  # netlink
    (17, RAW, 0): set(),  # packet
    (38, 5, 0): set(),  # the kernel's cryptography
    (40, STREAM, 0): set(),  # virtual machines
}


@pytest.mark.parametrize("network", list(Network))
@pytest.mark.parametrize("policy", POLICIES)
def test_sockets_of_each_network(machine: Architecture, policy: str, network: Network) -> None:
    for arguments, networks in SOCKETS.items():
        expected = ALLOWED if network in networks else REFUSED
        assert answer(policy, machine, "socket", *arguments, network=network) == expected
    connects = REFUSED if network is Network.BROKERED else ALLOWED
    assert answer(policy, machine, "connect", 3, network=network) == connects


@pytest.mark.parametrize(
    ("name", "arguments", "python", "deno"),
    [
        ("mmap", (0, 4096, 3), ALLOWED, ALLOWED),
        ("mmap", (0, 4096, 5), ALLOWED, ALLOWED),
        ("mmap", (0, 4096, 7), REFUSED, ALLOWED),
        ("mprotect", (0, 4096, 3), ALLOWED, ALLOWED),
        ("mprotect", (0, 4096, 5), REFUSED, ALLOWED),
        ("pkey_mprotect", (0, 4096, 5), REFUSED, ALLOWED),
        ("execveat", (64, 0, 0, 0, 0x1000), REFUSED, ALLOWED),
        ("execveat", (64, 0, 0, 0, 0), REFUSED, REFUSED),
        ("execveat", (3, 0, 0, 0, 0x1000), REFUSED, REFUSED),
        ("copy_file_range", (), REFUSED, ALLOWED),
    ],
)
def test_calls_in_which_they_differ(
    machine: Architecture, name: str, arguments: tuple[int, ...], python: str, deno: str
) -> None:
    assert answer("python", machine, name, *arguments) == python
    assert answer("deno", machine, name, *arguments) == deno


@pytest.mark.parametrize("policy", POLICIES)
def test_another_architecture_ends_the_process(machine: Architecture, policy: str) -> None:
    code = program_of(policy, Network.OPEN, machine).code
    for other in (*(known.audit for known in ARCHITECTURES), 0x40000003, 0x40000028):
        expected = ALLOWED if other == machine.audit else KILLED
        assert run(code, machine.numbers["read"], (), other) == expected


def test_calls_of_x32_end_the_process_where_there_is_x32() -> None:
    for policy, unknown in (("python", REFUSED), ("deno", MISSING)):
        for machine, expected in ((X86_64, KILLED), (AARCH64, unknown)):
            code = program_of(policy, Network.OPEN, machine).code
            assert run(code, 0x40000000, (), machine.audit) == expected


def test_a_call_that_is_newer_than_the_tables(machine: Architecture) -> None:
    for policy, expected in (("python", REFUSED), ("deno", MISSING)):
        code = program_of(policy, Network.OPEN, machine).code
        assert run(code, max(machine.numbers.values()) + 1, (), machine.audit) == expected


def test_a_process_id_that_is_also_a_calls_number(machine: Architecture) -> None:
    """1 is the number of write on one machine, 64 on the other."""
    program = program_of("python", Network.OPEN, machine)
    write, kill = machine.numbers["write"], machine.numbers["kill"]
    for pid in (1, 64):
        code = bytes(program.filled(pid))
        assert run(code, write, (), machine.audit) == ALLOWED
        assert run(code, kill, (pid, 9), machine.audit) == ALLOWED
        assert run(code, kill, (pid + 1, 9), machine.audit) == REFUSED


def names() -> set[str]:
    """Every call that a policy speaks of."""
    found: set[str] = set()
    for make in POLICIES.values():
        for network in Network:
            policy: Policy = make(network)
            found |= policy.ruled.keys() | policy.refused | policy.missing
            found |= policy.allowed or frozenset()
    return found


def test_every_name_has_a_number_or_is_said_to_be_absent(machine: Architecture) -> None:
    assert names() - machine.numbers.keys() == machine.absent
    assert not machine.absent & machine.numbers.keys()


def test_a_name_without_a_number_is_not_left_out_silently() -> None:
    policy = Policy(allowed=frozenset({"read", "raed"}), ruled={})
    with pytest.raises(ValueError, match="x86_64 has no raed"):
        compile_policy(policy, X86_64)


def test_no_number_is_two_calls(machine: Architecture) -> None:
    assert len(set(machine.numbers.values())) == len(machine.numbers)


@pytest.mark.parametrize(
    ("machine", "known"),
    [
        (X86_64, {"read": 0, "clone": 56, "kill": 62, "openat": 257, "execveat": 322}),
        (AARCH64, {"read": 63, "clone": 220, "kill": 129, "openat": 56, "execveat": 281}),
    ],
)
def test_known_numbers(machine: Architecture, known: dict[str, int]) -> None:
    both = {"seccomp": 317 if machine is X86_64 else 277, "clone3": 435, "landlock_add_rule": 445}
    for name, number in (known | both).items():
        assert machine.numbers[name] == number


def test_numbers_are_those_of_this_machines_headers() -> None:
    header = Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")
    if here() is not X86_64 or not header.exists():
        pytest.skip("no headers of the kernel for x86_64 here")
    found = re.findall(r"#define __NR_(\w+) (\d+)", header.read_text())
    for name, number in found:
        assert X86_64.numbers.get(name, int(number)) == int(number)
    assert len({name for name, _ in found} & X86_64.numbers.keys()) > 300


def test_programs_are_short_enough_for_the_kernel(machine: Architecture) -> None:
    for policy in POLICIES:
        for network in Network:
            assert len(program_of(policy, network, machine).code) // 8 <= 4096
