"""What indicators look like within a token, disarmed or not: patterns that never look back.

Every repetition is possessive and every beginning is a boundary, so that each run of characters is
read a fixed number of times, whatever it consists of. Of a group it is written as an atomic group:
before Python 3.11.5 a possessive repetition of what has alternatives may fail where it should not
(https://github.com/python/cpython/issues/106052), and Debian 12 has 3.11.2.
"""

import re

GLUE = "\x01"
"""Stands for a space within a disarmed value, so that the value is one token."""

AT_MOST_URL = 16_384
"""Characters of a URL as it is written, disarmed and with escapes."""

_G = GLUE
DOT = (
    rf"(?:\.[\])}}]|{_G}?[\[({{]{{1,2}}{_G}?(?:\.|dot|punkt|point){_G}?[\])}}]{{1,2}}{_G}?"
    rf"|[\[({{]\.|\\\.|{_G}{{1,3}}dot{_G}{{1,3}}|{_G}\.{_G}|\.)"
)
_AT = rf"(?:@|{_G}?[\[({{]{_G}?(?:@|at){_G}?[\])}}]{_G}?)"
_COLON = r"(?:\[:\]|:)"
_LABEL = r"\w[\w-]*+"
_NAME = rf"{_LABEL}(?>(?:{DOT}{_LABEL})+)"
_DASH = "[-\u2010-\u2015\u2212]"
_QUAD = rf"[0-9]{{1,3}}(?>(?:{DOT}[0-9]{{1,3}}){{3}})(?!\w|{DOT}[0-9]|-[A-Za-z])"
_BITS = r"(?:\[/\]|/)[0-9]{1,3}(?![\w/]|\.[0-9])"

_KINDS = (
    r"(?P<tlsh>T1[0-9A-F]{70}(?!\w))",
    r"(?P<hash>[0-9A-F]{32,128}+(?!\w)(?!\.\w[\w-]*+\.\w))",
    rf"(?P<cve>CVE{_DASH}[0-9]{{4}}{_DASH}[0-9]{{4,19}}+(?!\w))",
    r"(?P<asn>(?-i:ASN?)[0-9]{3,10}(?![\w.-]\w|\w))",
    r"(?P<ssdeep>[0-9]{1,10}+:[A-Z0-9+/]{8,64}+:[A-Z0-9+/]{4,64}+(?![\w:]))",
    rf"(?P<quad>(?<![.])(?<![A-Za-z_]-){_QUAD}(?:{_BITS})?)",
)
# It has `::` or seven groups; times of the day have neither.
_SIX = (
    rf"(?P<six>(?<![.:\w])(?=(?>(?:[0-9A-F]{{1,4}}{_COLON}){{0,6}}){_COLON}|(?:[0-9A-F]{{1,4}}{_COLON}){{6}})"
    rf"[0-9A-F]{{0,4}}+(?>(?:{_COLON}[0-9A-F]{{0,4}}+){{2,9}})"
    rf"(?>(?:{DOT}[0-9]{{1,3}}){{0,3}})(?!\w|{_COLON}\w)(?:%\w++)?(?:{_BITS})?)"
)
_EMAIL = (
    rf"(?P<email>(?<![+%.-])(?<!\w')\w(?>(?:[\w+%'-]|{DOT}(?=[\w+%'-])){{0,128}})"
    rf"(?P<at>{_AT}){_NAME})"
)
_WORD = rf"(?P<name>(?<![\w-]-){_NAME})"

WORDS = re.compile(rf"(?<!\w)(?:{'|'.join(_KINDS)}|{_WORD})", re.IGNORECASE)
"""One indicator, the kind of which is the name of the group; without addresses and colons."""

WORDS_WITH_COLON = re.compile(
    rf"(?:(?<!\w)(?:{'|'.join(_KINDS)})|{_SIX}|(?<!\w){_WORD})", re.IGNORECASE
)
DISARMED_AT = re.compile(r"at\x01?[\])}]", re.IGNORECASE)

WORDS_WITH_AT = re.compile(
    rf"(?:(?<!\w)(?:{_EMAIL}|{'|'.join(_KINDS)})|{_SIX}|(?<!\w){_WORD})", re.IGNORECASE
)

PLAIN_URL = re.compile(r"https?://[A-Za-z0-9.-]++(?::[0-9]++)?(?:/[A-Za-z0-9_./?&=%~+#-]*+)?")
"""A token that is a URL and nothing else, which is usual enough to be told at once."""

PATH = re.compile(rf"(?::[0-9]{{1,5}})?(?:/|\[/\])(?:[^\s'{_G}\\]){{0,{AT_MOST_URL}}}+")
"""A path behind a host that is disarmed; of others it is not taken."""

_WEB = (
    rf"(?<![a-z0-9])(?:h[tx*_.#-]{{2}}ps?|meows?|f[tx]ps?|wss?)"
    rf"(?:{_G}?[\[({{<]?:[\])}}>]?{_G}?[\[({{]?[/\\]{{1,6}}+[\])}}]?|//)"
)
_OTHER = (
    r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,30}+"
    r"(?::[/\\]{2}|\[:\]//|\(:\)//|\[://\]|\(://\)|:\[//\])"
)
SCHEME = re.compile(rf"{_WEB}|{_OTHER}", re.IGNORECASE)
_NO_URL = r"()\[\]{}\s'\u2018-\u201f\u00ab\u00bb\u3001\u300a-\u3011\uff0c\uff1b"
URL_STOP = re.compile(rf"[{_NO_URL}]|\\(?![/.]|u00[0-9A-Fa-f]{{2}})")
URL_STOP_BACKSLASHED = re.compile(rf"[{_NO_URL}]")
"""What may end a URL; brackets only where they were not opened in it."""
NEXT_URL = re.compile(rf"[,;](?={SCHEME.pattern})", re.IGNORECASE)
AUTHORITY_COMMA = re.compile(r"[^/?#,]*+,")
URL_TAIL = ".,;:!?*\\\u3002"
UNICODE_ESCAPE = re.compile(r"\\u00([0-9A-Fa-f]{2})")

ASCII_NAME = re.compile(
    rf"(?<![a-z0-9_-])(?>(?:[a-z0-9][a-z0-9_-]*+{DOT})+)[a-z][a-z0-9-]*+", re.IGNORECASE
)
"""A name within letters of another script: Chinese is written without spaces."""

GLUED = re.compile(rf"{GLUE}?(\.(?={GLUE})|:(?={GLUE}?/)){GLUE}?")
"""A dot or a colon between spaces, which is more than `refang` takes for one."""

VERSION_BEFORE = re.compile(
    r"(?:version|ver|build|release|rev|(?<![a-z])v)[\s\W_]{0,4}$", re.IGNORECASE
)
PRODUCT_BEFORE = re.compile(r"([A-Za-z][\w.-]{0,40})/$")
TRACE_BEFORE = re.compile(r"(?<!\w)[0-9a-f]{2}-$")
