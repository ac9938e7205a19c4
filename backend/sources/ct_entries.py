"""Entries of Certificate Transparency logs as they are written, and the certificates in them.

RFC 6962 (section 3.4) and https://c2sp.org/static-ct-api say how. Of a precertificate what was
submitted is read, which both kinds of logs have beside what they sign.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.x509.oid import NameOID

X509, PRECERT = 0, 1
KEY_HASH_BYTES = 32
NAMES_AT_MOST = 50
TEXT_AT_MOST = 200


class EntryError(ValueError):
    """What a log sent is no entry."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry: when it was logged, and the certificate or precertificate as DER."""

    logged_at: datetime
    der: bytes
    is_precertificate: bool


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What is kept of one. `names` are in lower case, and none has a wildcard."""

    names: tuple[str, ...]
    issuer: str
    serial: str
    fingerprint: str
    not_before: datetime
    not_after: datetime


class _Reader:
    """Reads TLS's presentation language."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def take(self, length: int) -> bytes:
        piece = self._data[self._at : self._at + length]
        if len(piece) != length:
            raise EntryError(f"byte {self._at}: {length} bytes were announced, {len(piece)} came")
        self._at += length
        return piece

    def number(self, length: int) -> int:
        return int.from_bytes(self.take(length), "big")

    def vector(self, length: int) -> bytes:
        """Bytes after their count, which has `length` bytes."""
        return self.take(self.number(length))


def read_leaf(leaf_input: bytes, extra_data: bytes) -> Entry:
    """An entry of `get-entries`.

    Raises:
        EntryError: it is none.
    """
    reader = _Reader(leaf_input)
    if reader.take(2) != b"\0\0":
        raise EntryError("the leaf is not of version 1")
    logged_at, kind, der = _timestamped(reader)
    if kind == PRECERT:
        der = _Reader(extra_data).vector(3)
    return Entry(logged_at=logged_at, der=der, is_precertificate=kind == PRECERT)


def read_tile(tile: bytes) -> Iterator[Entry]:
    """The entries of a data tile.

    Raises:
        EntryError: it is none.
    """
    reader = _Reader(tile)
    while reader:
        logged_at, kind, der = _timestamped(reader)
        if kind == PRECERT:
            der = reader.vector(3)
        reader.vector(2)  # the chain, by hashes
        yield Entry(logged_at=logged_at, der=der, is_precertificate=kind == PRECERT)


def _timestamped(reader: _Reader) -> tuple[datetime, int, bytes]:
    milliseconds, kind = reader.number(8), reader.number(2)
    if kind not in (X509, PRECERT):
        raise EntryError(f"an entry of the unknown type {kind}")
    if kind == PRECERT:
        reader.take(KEY_HASH_BYTES)
    signed = reader.vector(3)
    reader.vector(2)  # extensions
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC), kind, signed
    except (ValueError, OverflowError, OSError):
        raise EntryError(f"an entry with the impossible time {milliseconds}") from None


def read_certificate(der: bytes) -> Certificate | None:
    """None where it is too odd to be read: logs take what browsers do not."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        dns = names.get_values_for_type(x509.DNSName)
        return Certificate(
            names=tuple(dict.fromkeys(name.lower().removeprefix("*.") for name in dns)),
            issuer=_issuer(certificate.issuer),
            serial=f"{certificate.serial_number:x}",
            fingerprint=hashlib.sha256(der).hexdigest(),
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
        )
    except (ValueError, TypeError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return None


def _issuer(name: x509.Name) -> str:
    """Organisation and common name."""
    found = [
        str(attribute.value)
        for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
        for attribute in name.get_attributes_for_oid(oid)
    ]
    return ", ".join(found)[:TEXT_AT_MOST]
