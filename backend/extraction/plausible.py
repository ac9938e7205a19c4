"""Which dotted words of a text are names of hosts, and which are files, code or versions.

A name that is disarmed, or stands in a URL or an address, was meant as one: only words that stand
alone are judged here. Where it can't be told, a name is taken: one too many is seen, one too few
is not.
"""

from functools import cache
from pathlib import Path


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Beside those at the root: RFC 6761 and 7686, what networks use inside, roots of others.
_SPECIAL = _set(
    "local localdomain internal intranet lan corp example test invalid onion i2p bit bazar"
)
_CLASSIC = frozenset({"com", "net", "org", "edu", "gov", "mil", "int"})
# Of these more files than hosts are written about, as long as nothing else speaks for a host.
_FILES = _set("cab cat dot inc map md mm mo mov pm properties ps pub py rs sh so tf zip")
_HOSTS = _set(
    "www www1 www2 mail smtp imap pop mx mx1 mx2 ns ns1 ns2 ns3 api cdn ftp m app web static img "
    "login vpn blog shop forum"
)
_SECOND_LEVEL = _set("com co org net gov gob edu ac mil or go ne")
# What stands before a dot in programs.
_CODE = _set(
    "args array base cls config console context ctx cls data document e el elem err error ev "
    "event evt file item java javax json key log math module msg node obj object options opts os "
    "params parent path process props req request res response result self state string sys "
    "system this user util utils val value window"
)
_PACKAGES = frozenset({"com", "net", "org", "edu", "gov", "io", "java", "javax", "android", "dev"})
# These are no words of programs, and few sentences begin with them.
_CAPITALISED = frozenset({"Com", "Org", "Edu", "Gov"})
_KNOWN_WORDS = frozenset({"asp.net", "vb.net", "ado.net"})
# What stands before " dot " in prose.
_PROSE = _set("a an and big dot each every my of one or our red small that the this")
_TWO = 2


@cache
def top_levels() -> frozenset[str]:
    """The names that a host's name can end in, in A-labels."""
    file = Path(__file__).with_name("top_level.txt")
    lines = file.read_text(encoding="ascii").splitlines()
    names = " ".join(line for line in lines if not line.startswith("#")).split()
    return frozenset(names) | _SPECIAL


def is_host(name: str, canonical: str, *, before: str, after: str) -> bool:
    """Whether a word with dots, as written and as canonical name, is the name of a host.

    `before` is what stands in front of it within its token, `after` the character behind it.
    """
    labels = canonical.split(".")
    top = labels[-1]
    if top not in top_levels() or canonical in _KNOWN_WORDS or _in_path(before):
        return False
    written_top = name.rpartition(".")[2]
    if _is_capitalised(written_top, name):
        return False
    if top in _FILES and not _looks_served(labels, after):
        return False
    if top in _CLASSIC:
        return True
    if len(labels) > _TWO and labels[0] in _PACKAGES:
        return False
    return not (after == "(" or (labels[0] in _CODE and len(labels) == _TWO))


def is_spoken(canonical: str) -> bool:
    """Whether `example dot com` is a name: not `the dot com`."""
    labels = canonical.split(".")
    return labels[-1] in top_levels() and labels[0] not in _PROSE


def _in_path(before: str) -> bool:
    """Whether a word is a part of a file's path: rooted, or at least the third part of it."""
    if not before.endswith(("/", "\\")):
        return False
    rest = before.lstrip("([{'=:,")
    if rest in ("//", "\\\\"):
        return False  # a host without scheme, or of a share
    return rest.startswith(("/", "\\", ".", "~")) or any(c in rest[:-1] for c in "/\\")


def _is_capitalised(top: str, name: str) -> bool:
    """`System.Net` and `end.In`: people write names small, or all of them large."""
    return top[:1].isupper() and name != name.upper() and top not in _CAPITALISED


def _looks_served(labels: list[str], after: str) -> bool:
    """Whether something speaks for a host where the ending speaks for a file."""
    if len(labels) == _TWO:
        return after == ":"
    return labels[0] in _HOSTS or labels[-2] in _SECOND_LEVEL
