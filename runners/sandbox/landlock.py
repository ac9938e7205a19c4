"""Landlock: what of the file system, the ports and the other processes a process may reach.

A ruleset is made once, by a launcher; a worker only takes it on, for good. A kernel knows as much
of Landlock as its ABI says; what an older one lacks is left to the other layers.
"""

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from runners.sandbox import kernel

READ, EXECUTE, READ_AND_WRITE = "read", "execute", "read and write"
"""What is allowed below a place: reading files and folders; executing too; writing files too."""

# The same numbers on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1
_RULE_PATH = 1

_FS_EXECUTE, _FS_WRITE_FILE, _FS_READ_FILE, _FS_READ_DIR = 1, 2, 4, 8
_FS_TRUNCATE = 1 << 14
_RIGHTS = {
    READ: _FS_READ_FILE | _FS_READ_DIR,
    EXECUTE: _FS_READ_FILE | _FS_READ_DIR | _FS_EXECUTE,
    READ_AND_WRITE: _FS_READ_FILE | _FS_READ_DIR | _FS_WRITE_FILE | _FS_TRUNCATE,
}
_OF_FILES = _FS_EXECUTE | _FS_WRITE_FILE | _FS_READ_FILE | _FS_TRUNCATE

# How many of the rights of the file system each ABI knows; a later one knows the last's.
_FS_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_NET_BIND, _NET_CONNECT = 1, 2
NET_ABI, SCOPE_ABI = 4, 6
_SCOPE_ABSTRACT_SOCKETS, _SCOPE_SIGNALS = 1, 2


@dataclass(frozen=True)
class Place:
    """A file or folder by its path, and what is allowed there."""

    path: str
    allowed: str = READ


def abi() -> int:
    """What this kernel knows.

    Raises:
        OSError: nothing; ENOSYS without Landlock, EOPNOTSUPP where it was not started, EPERM where
            a filter forbids to ask.
    """
    return kernel.system_call(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)


def make(places: Iterable[Place]) -> int:
    """A ruleset of these places, without TCP ports to listen on, and no process outside reached.

    A place that does not exist is left out.

    Returns:
        Its descriptor, for `take_on`.

    Raises:
        OSError: as `abi`; or a place can't be looked at.
    """
    known = abi()
    file_system = (1 << _FS_RIGHTS.get(known, max(_FS_RIGHTS.values()))) - 1
    ruleset = _create(known, file_system, _NET_BIND, _SCOPE_ABSTRACT_SOCKETS | _SCOPE_SIGNALS)
    try:
        for place in places:
            _allow(ruleset, place, file_system)
    except BaseException:
        os.close(ruleset)
        raise
    return ruleset


def take_on(ruleset: int) -> None:
    """Bind this process to a ruleset for good; it must have given up gaining rights by exec.

    Raises:
        OSError: the kernel did not do it.
    """
    kernel.system_call(_RESTRICT_SELF, ruleset, 0)


def close_ports() -> None:
    """Have this process connect to no TCP port any more, where the kernel has rules for ports.

    Raises:
        OSError: as `take_on`.
    """
    known = abi()
    if known >= NET_ABI:
        ruleset = _create(known, 0, _NET_CONNECT, 0)
        take_on(ruleset)
        os.close(ruleset)


def _create(known: int, file_system: int, network: int, scopes: int) -> int:
    """Handles what of these the kernel knows; the structure is as long as its ABI has it."""
    attributes = struct.pack("=QQQ", file_system, network, scopes)
    size = 24 if known >= SCOPE_ABI else 16 if known >= NET_ABI else 8
    return kernel.system_call(_CREATE_RULESET, attributes[:size], ctypes.c_size_t(size), 0)


def _allow(ruleset: int, place: Place, known_rights: int) -> None:
    try:
        descriptor = os.open(place.path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return  # not here, or out of reach anyway
    try:
        rights = _RIGHTS[place.allowed] & known_rights
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _OF_FILES
        # Packed: twelve bytes.
        rule = struct.pack("=Qi", rights, descriptor)
        kernel.system_call(_ADD_RULE, ruleset, _RULE_PATH, rule, 0)
    finally:
        os.close(descriptor)
