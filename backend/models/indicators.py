"""Indicators and their kinds."""

import enum
from typing import Annotated

import msgspec
from msgspec import Meta


class Kind(enum.StrEnum):
    """The kinds that come with the program, in the order in which the API lists them."""

    DOMAIN = "DOMAIN"
    IPV4 = "IPV4"
    IPV6 = "IPV6"
    URL = "URL"
    EMAIL = "EMAIL"
    SHA1 = "SHA1"
    SHA256 = "SHA256"
    SHA512 = "SHA512"
    MD5 = "MD5"
    TLSH = "TLSH"
    SSDEEP = "SSDEEP"
    CIDR = "CIDR"
    ASN = "ASN"
    CVE = "CVE"


KindName = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=40,
        description="A kind that comes with the program or was defined by users.",
    ),
]
"""A `Kind`, or the name of one in `backend.models.kinds`: compared by `==`, never by `is`."""


class Indicator(msgspec.Struct, frozen=True):
    """A canonical value and its kind. Made by `backend.indicators` alone."""

    data: str
    kind: KindName
