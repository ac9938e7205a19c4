"""Lists as files: MISP warninglists, CSV with or without a header, plain text with a line each."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from backend.ignore_lists.entries import canonical_entry
from backend.ignore_lists.writing import Wanted
from backend.indicators.wording import UnfitError
from backend.models.ignore_lists import IgnoreListEntry, Matching, Refused
from backend.models.indicators import Kind, KindName

REFUSED_AT_MOST = 1000
SHOWN = 200
MISP_TYPES = {
    "string": Matching.EXACT,
    "hostname": Matching.SUBDOMAIN,
    "cidr": Matching.CIDR,
    "substring": Matching.SUBSTRING,
    "regex": Matching.REGEX,
}
_ADDRESSES = (Kind.IPV4, Kind.IPV6, Kind.CIDR)
MISP_ATTRIBUTES: dict[str, tuple[Kind, ...]] = {
    "ip-src": _ADDRESSES,
    "ip-dst": _ADDRESSES,
    "ip": _ADDRESSES,
    "port": (),
    "hostname": (Kind.DOMAIN,),
    "domain": (Kind.DOMAIN,),
    "url": (Kind.URL,),
    "uri": (Kind.URL,),
    "link": (Kind.URL,),
    "email": (Kind.EMAIL,),
    "email-src": (Kind.EMAIL,),
    "email-dst": (Kind.EMAIL,),
    "email-reply-to": (Kind.EMAIL,),
    "whois-registrant-email": (Kind.EMAIL,),
    "dns-soa-email": (Kind.EMAIL,),
    "target-email": (Kind.EMAIL,),
    "md5": (Kind.MD5,),
    "sha1": (Kind.SHA1,),
    "sha256": (Kind.SHA256,),
    "sha512": (Kind.SHA512,),
    "ssdeep": (Kind.SSDEEP,),
    "tlsh": (Kind.TLSH,),
    "AS": (Kind.ASN,),
    "vulnerability": (Kind.CVE,),
}
"""Kinds by the parts of MISP's types of attributes; others are about nothing that is asked."""

COLUMNS = ("data", "matching", "indicatorKind", "comment", "expiresAt")


class FormatError(Exception):
    """A file is no list in the format that it is said or seems to be."""


class WarningList(msgspec.Struct, frozen=True):
    """A warninglist as MISP publishes it. Without `matching_attributes` it is about anything."""

    name: str
    list: list[Any]
    description: str = ""
    version: int | str = ""
    type: str = "string"
    matching_attributes: tuple[str, ...] = ()

    @property
    def kinds(self) -> Sequence[Kind] | None:
        """Kinds of indicators that it is about; None is any."""
        if not self.matching_attributes:
            return None
        parts = {part for name in self.matching_attributes for part in name.split("|")}
        found = {kind for part in parts for kind in MISP_ATTRIBUTES.get(part, ())}
        return [kind for kind in Kind if kind in found]


class Read(NamedTuple):
    """Entries of a file, and what in it is none. `unfit` counts; the first of them are named."""

    wanted: list[Wanted]
    unfit: int
    refused: tuple[Refused, ...]


class _Reader:
    """Collects entries and what is none."""

    def __init__(self) -> None:
        self._wanted: list[Wanted] = []
        self._refused: list[Refused] = []
        self._unfit = 0

    def refuse(self, line: int, text: str, why: str) -> None:
        self._unfit += 1
        if len(self._refused) < REFUSED_AT_MOST:
            self._refused.append(Refused(line=line, text=text[:SHOWN], message=why))

    def take(
        self,
        line: int,
        text: str,
        kind: KindName | None,
        matching: Matching | None,
        *,
        comment: str = "",
        expires_at: datetime | None = None,
    ) -> None:
        try:
            entry = canonical_entry(text, kind, matching)
        except UnfitError as error:
            self.refuse(line, text, error.why)
        else:
            self._wanted.append(Wanted(entry, comment, expires_at))

    def result(self) -> Read:
        return Read(self._wanted, self._unfit, tuple(self._refused))


def read_warning_list(content: bytes) -> WarningList:
    """The JSON of a warninglist.

    Raises:
        FormatError: it is none.
    """
    try:
        found = msgspec.json.decode(content, type=WarningList)
    except msgspec.MsgspecError as error:
        raise FormatError(f"this is no MISP warninglist: {error}") from None
    except RecursionError:
        raise FormatError("this is no MISP warninglist: it is nested too deeply") from None
    if found.type not in MISP_TYPES:
        raise FormatError(f"the type {found.type[:40]!r} is not known; {', '.join(MISP_TYPES)} are")
    if not found.name.strip() or len(found.name) > SHOWN:
        raise FormatError(f"its name is empty or longer than {SHOWN} characters")
    return found


def entries_of(warning_list: WarningList) -> Read:
    """The entries of a warninglist; a number among them is taken as its text."""
    reader = _Reader()
    matching = MISP_TYPES[warning_list.type]
    for line, item in enumerate(warning_list.list, 1):
        if isinstance(item, str | int) and not isinstance(item, bool):
            reader.take(line, str(item), None, matching)
        else:
            reader.refuse(line, str(item), "it is no text")
    return reader.result()


def read_lines(text: str) -> Read:
    """A value in each line; empty lines and those that begin with `#` are left out."""
    reader = _Reader()
    for line, value in enumerate(text.splitlines(), 1):
        stripped = value.strip()
        if stripped and not stripped.startswith("#"):
            reader.take(line, stripped, None, None)
    return reader.result()


def read_csv(text: str) -> Read:
    """Columns by their names in the first line, else in the order of `COLUMNS`.

    Raises:
        FormatError: it is no CSV.
    """
    reader = _Reader()
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns: Sequence[str] = COLUMNS
    try:
        for number, row in enumerate(rows):
            if number == 0 and (named := _columns(row)):
                columns = named
            elif any(cell.strip() for cell in row) and not row[0].startswith("#"):
                _take_row(reader, rows.line_num, dict(zip(columns, row, strict=False)))
    except csv.Error as error:
        raise FormatError(f"line {rows.line_num} is no CSV: {error}") from None
    return reader.result()


def _columns(row: Sequence[str]) -> list[str]:
    """The columns that a first line names; empty when it names none."""
    known = {name.lower(): name for name in COLUMNS} | {
        "value": "data",
        "kind": "indicatorKind",
        "indicator_kind": "indicatorKind",
        "expires_at": "expiresAt",
    }
    named = [known.get(cell.strip().lower(), "") for cell in row]
    return named if "data" in named else []


def _take_row(reader: _Reader, line: int, row: dict[str, str]) -> None:
    text = row.get("data", "")
    try:
        kind_text = row.get("indicatorKind", "").strip().upper()
        kind = kind_text or None
        matching_text = row.get("matching", "").strip().upper()
        matching = Matching(matching_text) if matching_text else None
        until_text = row.get("expiresAt", "").strip()
        until = datetime.fromisoformat(until_text) if until_text else None
    except ValueError as error:
        reader.refuse(line, text, str(error))
        return
    if until is not None and until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    comment = row.get("comment", "").strip().replace("\0", "")[:1000]
    reader.take(line, text, kind, matching, comment=comment, expires_at=until)


def write_csv(entries: Iterable[IgnoreListEntry]) -> Iterator[str]:
    """The text that `read_csv` reads, a line at a time."""
    yield _line(COLUMNS)
    for entry in entries:
        until = entry.expires_at.isoformat() if entry.expires_at else ""
        yield _line((entry.data, entry.matching, entry.indicator_kind or "", entry.comment, until))


def _line(cells: Sequence[str]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(cells)
    return line.getvalue()
