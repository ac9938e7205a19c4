"""Where the code of one source may go: names of hosts, or any public one.

An entry is `host`, `host:port`, `*.host` or `*.host:port`; `*` is any. Without a port it is 80 and
443. Addresses are no entries and are never reached: what is allowed is a name, and what it means
is looked up by us.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import idna

ANY = "*"
WEB_PORTS = frozenset({80, 443})

_LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})+")
# By what the URL standard takes for a number, every name that ends so is an IPv4 address.
_NUMERIC_END = re.compile(r"(^|\.)([0-9]+|0x[0-9a-f]*)$")
_LONGEST_NAME = 253
_LOCAL = frozenset({"localhost", "local", "internal", "localdomain", "home", "lan", "corp", "arpa"})


@dataclass(frozen=True)
class Target:
    """A host, in lower case and without a dot at its end, and a port."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str, usual_port: int | None = None) -> "Target":
        """Read `host:port`, the port being `usual_port` where there is none.

        Raises:
            ValueError: it is something else; the text says what, without repeating it.
        """
        host, colon, digits = text.partition(":")
        if colon or usual_port is None:
            if not re.fullmatch(r"[0-9]{1,5}", digits) or not 0 < int(digits) < 2**16:
                raise ValueError("there is no port from 1 to 65535 behind the host's name")
            return cls(host_name(host), int(digits))
        return cls(host_name(host), usual_port)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def host_name(text: str) -> str:
    """A name as it is compared.

    Raises:
        ValueError: it is an address, or no name of a public host; the text says which.
    """
    name = text.lower().removesuffix(".")
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode()
        except idna.IDNAError as error:
            raise ValueError("it is no name of a host") from error
    if name.startswith("[") or _NUMERIC_END.search(name):
        raise ValueError("it is an address: only hosts are reached that have a name")
    if len(name) > _LONGEST_NAME or _NAME.fullmatch(name) is None:
        raise ValueError("it is no full name of a host, as api.example.com")
    if name.rpartition(".")[2] in _LOCAL:
        raise ValueError("it is a name of a local network, which is not reached")
    return name


@dataclass(frozen=True)
class _Entry:
    name: str
    below: bool
    ports: frozenset[int]

    def holds(self, target: Target) -> bool:
        if target.port not in self.ports:
            return False
        if self.below:
            return target.host.endswith(f".{self.name}")
        return target.host == self.name


class AllowList:
    """Entries as they were declared."""

    def __init__(self, entries: Iterable[str]) -> None:
        """Read them; `*` stands for all public hosts.

        Raises:
            ValueError: one of them is none; the text names it and says what is expected.
        """
        entries = list(entries)
        self.any_public = ANY in entries
        self._entries = tuple(_entry(entry) for entry in entries if entry != ANY)

    def permits(self, target: Target) -> bool:
        """Whether it may be reached, its addresses being public."""
        return self.any_public or self.declares(target)

    def declares(self, target: Target) -> bool:
        """Whether it was named, and not only any."""
        return any(entry.holds(target) for entry in self._entries)


def _entry(text: str) -> _Entry:
    below = text.startswith("*.")
    rest = text.removeprefix("*.")
    try:
        target = Target.parse(rest, 0)
    except ValueError as error:
        raise ValueError(
            f"{text!r}: {error}; expected api.example.com, *.example.com, either with :8443 behind "
            "it, or * for any public host"
        ) from None
    return _Entry(target.host, below, frozenset({target.port}) if target.port else WEB_PORTS)
