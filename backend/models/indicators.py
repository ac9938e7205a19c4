"""Indicators and their kinds."""

import enum

import msgspec


class Kind(enum.StrEnum):
    """The kinds of indicators, in the order in which the API lists them."""

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


class Indicator(msgspec.Struct, frozen=True):
    """A canonical value and its kind. Made by `backend.indicators` alone."""

    data: str
    kind: Kind
