"""Wildcards and regular expressions, all at once, in time linear in the value (RE2)."""

import re
from collections.abc import Iterable, Iterator, Sequence

import re2

from backend.indicators.wording import UnfitError

TOGETHER = 400
"""Patterns in one set: more take more memory than RE2 allows itself."""

_DELIMITED = re.compile(r"/(?P<pattern>.*)/(?P<flags>[a-zA-Z]*)", re.DOTALL)
_FLAGS = {"i": "i", "m": "m", "s": "s", "g": "", "u": "", "U": "U"}
_ANY = {"*": "(?s:.*)", "?": "(?s:.)"}


def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 32 << 20
    return options


def wildcard_pattern(text: str) -> str:
    """`*.example.com` as an expression for the whole value, in any case."""
    return r"(?i)\A" + "".join(_ANY.get(c) or re2.escape(c) for c in text) + r"\z"


def regex_pattern(text: str) -> str:
    r"""An expression, also as `/…/flags`, which is how MISP writes them.

    Raises:
        UnfitError: it is none, needs what no linear engine has, or matches every value.
    """
    pattern = text
    delimited = _DELIMITED.fullmatch(text)
    if delimited:
        unknown = set(delimited["flags"]) - _FLAGS.keys()
        if unknown:
            raise UnfitError(f"the flag {min(unknown)!r} is not known")
        flags = "".join(sorted({_FLAGS[flag] for flag in delimited["flags"]}))
        pattern = (f"(?{flags})" if flags else "") + delimited["pattern"].replace(r"\/", "/")
    try:
        compiled = re2.compile(pattern, _options())
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        raise UnfitError(f"it is no regular expression of RE2: {reason}") from None
    if compiled.search(""):
        raise UnfitError("it matches every value")
    return pattern


class Patterns:
    """Patterns by what they stand for."""

    def __init__(self, patterns: Iterable[tuple[str, int]]) -> None:
        self._sets = list(_sets(list(patterns)))

    def find(self, text: str) -> Iterator[int]:
        """What stands for the patterns that are in the text."""
        for matcher in self._sets:
            yield from matcher.find(text)


def _sets(patterns: Sequence[tuple[str, int]]) -> Iterator["_Set"]:
    for at in range(0, len(patterns), TOGETHER):
        yield from _split(patterns[at : at + TOGETHER])


def _split(patterns: Sequence[tuple[str, int]]) -> Iterator["_Set"]:
    """One set, or two halves of what does not fit into one."""
    try:
        yield _Set(patterns)
    except re2.error:
        if len(patterns) == 1:
            raise
        half = len(patterns) // 2
        yield from _split(patterns[:half])
        yield from _split(patterns[half:])


class _Set:
    """Patterns that are looked for in one go.

    A set that runs out of memory says that nothing matches. The empty pattern, which always does,
    tells that apart; then each pattern is looked for by itself, which needs little.
    """

    def __init__(self, patterns: Sequence[tuple[str, int]]) -> None:
        self._patterns = patterns
        self._set = re2.Set.SearchSet(_options())
        self._set.Add("")
        for pattern, _ in patterns:
            self._set.Add(pattern)
        self._set.Compile()

    def find(self, text: str) -> Iterator[int]:
        found = self._set.Match(text)
        if not found:
            yield from (n for pattern, n in self._patterns if re2.search(pattern, text, _options()))
            return
        for index in found:
            if index:
                yield self._patterns[index - 1][1]
