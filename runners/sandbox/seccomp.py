"""Seccomp: which system calls a process may make, as a program that the kernel runs on each.

A program is made once, by a launcher, from rules by name. A worker fills in its own process id,
where a rule compares with it, and installs it, for good.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from runners.sandbox import kernel
from runners.sandbox.syscalls import Architecture

# Where the kernel puts the call's number, architecture and arguments.
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16

_LOAD, _EQUAL, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_X32 = 0x40000000

_SET_MODE_FILTER, _TSYNC = 1, 1


class _Instruction(NamedTuple):
    code: int
    value: int
    yes: int = 0
    no: int = 0
    is_pid: bool = False


class _Unfilled(ctypes.Structure):
    """The kernel's `struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


@dataclass(frozen=True)
class Check:
    """What argument number `argument` of a call must be.

    After `mask`, of its lower half, which is all that the kernel looks at where we check: one of
    `values`, or this process's id where `own_pid`. `whole`: its upper half must be 0 too.
    """

    argument: int
    values: tuple[int, ...] = ()
    mask: int = 0xFFFFFFFF
    own_pid: bool = False
    whole: bool = False


Rule = tuple[Check, ...]
"""All of these must hold."""


@dataclass(frozen=True)
class Policy:
    """What is done with each call.

    Args:
        allowed: names; None allows what is neither of `ruled`, `refused` nor unknown.
        refused: names that end with EPERM where `allowed` is None, which it otherwise is for all
            that is not allowed.
        ruled: allowed where one of the rules holds.
        missing: names that end with ENOSYS, for which the C library has a fallback.
    """

    allowed: frozenset[str] | None
    ruled: Mapping[str, Sequence[Rule]]
    refused: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Program:
    """What the kernel runs; `pids` are the indexes of instructions that compare with our id."""

    number: int
    code: bytes
    pids: tuple[int, ...] = field(default=())

    def filled(self, pid: int) -> bytearray:
        """What is run in process `pid`.

        By where the comparisons are, never by what stands there: 1 is a process id too.
        """
        code = bytearray(self.code)
        for index in self.pids:
            struct.pack_into("=I", code, index * 8 + 4, pid)
        return code

    def install(self) -> None:
        """Bind this process, all its threads and what it executes, for good.

        Raises:
            OSError: the kernel did not do it.
        """
        code = self.filled(os.getpid())
        buffer = (ctypes.c_char * len(code)).from_buffer(code)
        filled = _Unfilled(len(code) // 8, ctypes.addressof(buffer))
        thread = kernel.system_call(self.number, _SET_MODE_FILTER, _TSYNC, bytes(filled))
        if thread != 0:
            raise OSError(errno.EBUSY, f"thread {thread} has another filter")


def compile_policy(policy: Policy, architecture: Architecture) -> Program:
    """The program of a policy.

    Raises:
        ValueError: a name that this architecture does not have, and is not said to lack.
    """
    code = [
        _Instruction(_LOAD, _ARCHITECTURE),
        _Instruction(_EQUAL, architecture.audit, yes=1),
        _Instruction(_RETURN, _KILL),
        _Instruction(_LOAD, _NUMBER),
    ]
    if architecture.x32:
        code += [_Instruction(_AT_LEAST, _X32, no=1), _Instruction(_RETURN, _KILL)]
    for number in _numbers(policy.missing, architecture):
        code += _answered(number, _ERROR | errno.ENOSYS)
    for name, rules in policy.ruled.items():
        for number in _numbers({name}, architecture):
            code += _ruled(number, rules)
    if policy.allowed is None:
        for number in _numbers(policy.refused, architecture):
            code += _answered(number, _ERROR | errno.EPERM)
        # A call that is newer than our tables is as one that the kernel does not have.
        code += [
            _Instruction(_AT_LEAST, max(architecture.numbers.values()) + 1, no=1),
            _Instruction(_RETURN, _ERROR | errno.ENOSYS),
            _Instruction(_RETURN, _ALLOW),
        ]
    else:
        for number in _numbers(policy.allowed, architecture):
            code += _answered(number, _ALLOW)
        code.append(_Instruction(_RETURN, _ERROR | errno.EPERM))
    return Program(
        number=architecture.numbers["seccomp"],
        code=b"".join(struct.pack("=HBBI", c.code, c.yes, c.no, c.value) for c in code),
        pids=tuple(index for index, instruction in enumerate(code) if instruction.is_pid),
    )


def _numbers(names: frozenset[str] | set[str], architecture: Architecture) -> list[int]:
    unknown = names - architecture.numbers.keys() - architecture.absent
    if unknown:
        raise ValueError(f"{architecture.name} has no {', '.join(sorted(unknown))}")
    return sorted(architecture.numbers[name] for name in names - architecture.absent)


def _answered(number: int, answer: int) -> list[_Instruction]:
    return [_Instruction(_EQUAL, number, no=1), _Instruction(_RETURN, answer)]


def _ruled(number: int, rules: Sequence[Rule]) -> list[_Instruction]:
    """What comes after it is reached with the call's number loaded, as no rule lets it through."""
    body = [instruction for rule in rules for instruction in _rule(rule)]
    body.append(_Instruction(_RETURN, _ERROR | errno.EPERM))
    return [_Instruction(_EQUAL, number, no=len(body)), *body]


def _rule(rule: Rule) -> list[_Instruction]:
    """Allows the call, or goes on behind its end."""
    body = [_Instruction(_RETURN, _ALLOW)]
    for check in reversed(rule):
        body = [*_check(check, failed=len(body)), *body]
    return body


def _check(check: Check, *, failed: int) -> list[_Instruction]:
    """Goes on behind its end, or `failed` instructions further."""
    low = _ARGUMENTS + 8 * check.argument
    body: list[_Instruction] = []
    if check.whole:
        # Little-endian: the upper half is the later one.
        body += [_Instruction(_LOAD, low + 4), _Instruction(_EQUAL, 0, no=-1)]
    body.append(_Instruction(_LOAD, low))
    if check.mask != 0xFFFFFFFF:  # noqa: PLR2004 — all of its bits
        body.append(_Instruction(_AND, check.mask))
    compared = [_Instruction(_EQUAL, value) for value in check.values]
    if check.own_pid:
        compared.append(_Instruction(_EQUAL, 0, is_pid=True))
    for index, instruction in enumerate(compared):
        left = len(compared) - 1 - index
        body.append(instruction._replace(yes=left, no=0 if left else failed))
    return [
        instruction._replace(no=len(body) - 1 - index + failed)
        if instruction.no < 0
        else instruction
        for index, instruction in enumerate(body)
    ]
