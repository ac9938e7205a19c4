"""Indicators of a text of any length, in one pass and in bounded memory.

The text is taken in pieces that end with a line. Of a piece, tokens are counted, each distinct one
is read once, and what was read is remembered for the next piece: text repeats itself. Offsets are
characters of the text from 0, lines are counted from 1.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import re2

from backend.extraction.patterns import GLUE
from backend.extraction.reading import Found, read_token
from backend.models.indicators import Indicator

INDICATORS_AT_MOST = 100_000
PIECE_CHARACTERS = 1 << 20
CONTEXT_CHARACTERS = 80
"""Of the line, on either side of an indicator."""

# Tokens that are remembered; then all are forgotten.
_REMEMBERED = 200_000
_LONGEST_REMEMBERED = 512

# What stands in no indicator, beside space: quotes, angles, control characters.
_APART = '"<>|`'
_CONTROL = [chr(code) for code in (*range(9), 11, 12, *range(14, 32), 127)]
_TO_SPACE = str.maketrans(dict.fromkeys([*_APART, *_CONTROL], " "))
_ANGLED = ("<.>", "<dot>", "<at>", "<@>")

# Whether there is any disarmed value with spaces, told far quicker than by the patterns below.
_SPACED = re2.compile(
    r"(?i)[\[({] ?(?:\.|dot|punkt|point|@|at) ?[\])}]| dot | \. [a-z0-9]| ://|: //"
)
_BRACKETED = re.compile(r"[\[({]{1,2} ?(?:\.|dot|punkt|point|@|at) ?[\])}]{1,2}", re.IGNORECASE)
_SPOKEN = re.compile(r" {1,3}dot {1,3}", re.IGNORECASE)
_LONE_DOTS = re.compile(r"(?<![\w-])\w[\w-]*+(?>(?: \. \w[\w-]*+)+)")
# What a sentence with such dots does not end in.
_AFTER_LONE_DOT = frozenset({"com", "net", "org", "info", "xyz", "top", "ru", "cn", "io"})
_COLOUR = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_LONE_COLONS = (" : //", " ://", ": //")
_VERSION_MARKS = ("ersion ", "ERSION ", "uild ", "elease ")
_VERSION = re.compile(
    r"\b(?:version|build|release) v?[0-9]+(?:\.[0-9]+){3}(?![\w.])", re.IGNORECASE
)


@dataclass(slots=True)
class Sighting:
    """How often an indicator stands in a text, and where first: part, offset, line, context."""

    count: int
    part: str
    offset: int
    line: int
    context: str


class Finder:
    """Takes text piece by piece; `found` has what was seen so far, in order of appearance."""

    def __init__(self, at_most: int = INDICATORS_AT_MOST) -> None:
        """Of more than `at_most` distinct indicators, the rest is left out (`truncated`)."""
        self.found: dict[Indicator, Sighting] = {}
        self.truncated = False
        self.characters = 0
        self._at_most = at_most
        self._remembered: dict[str, list[Found]] = {}
        self._part, self._delimiter = "", ""
        self._waiting: list[str] = []
        self._waiting_characters = 0
        self._offset, self._line, self._quoted = 0, 1, False

    def begin(self, part: str, *, delimiter: str = "") -> None:
        """What follows is another text, called `part`; `delimiter` separates its columns."""
        self.end()
        self._part, self._delimiter = part, delimiter
        self._offset, self._line, self._quoted = 0, 1, False

    def feed(self, text: str) -> None:
        """Take more of the text."""
        self._waiting.append(text)
        self._waiting_characters += len(text)
        if self._waiting_characters >= PIECE_CHARACTERS:
            self._take(last=False)

    def end(self) -> None:
        """The text is over."""
        self._take(last=True)

    def feed_all(self, texts: Iterable[str]) -> None:
        """Take a whole text."""
        for text in texts:
            self.feed(text)
        self.end()

    def _take(self, *, last: bool) -> None:
        text = "".join(self._waiting)
        begin = 0
        while len(text) - begin >= PIECE_CHARACTERS:
            end = _cut(text, begin, begin + PIECE_CHARACTERS)
            self._read(text[begin:end])
            begin = end
        rest = text[begin:]
        if last and rest:
            self._read(rest)
            rest = ""
        self._waiting, self._waiting_characters = [rest] if rest else [], len(rest)

    def _read(self, text: str) -> None:
        work = self._prepared(text)
        at = 0
        line_at, line = 0, self._line
        remembered = self._remembered
        for token, count in Counter(work.split()).items():
            found = remembered.get(token)
            if found is None:
                found = read_token(token)
                if len(token) <= _LONGEST_REMEMBERED:
                    remembered[token] = found
            for start, indicator in found:
                known = self.found.get(indicator)
                if known is not None:
                    known.count += count
                    continue
                if len(self.found) >= self._at_most:
                    self.truncated = True
                    continue
                # Tokens come in the order in which they first stand in the text.
                at = _place(work, token, at)
                line += text.count("\n", line_at, at + start)
                line_at = at + start
                context = _context(text, at + start)
                self.found[indicator] = Sighting(
                    count, self._part, self._offset + at + start, line, context
                )
        if len(remembered) > _REMEMBERED:
            remembered.clear()
        self._line = line + text.count("\n", line_at)
        self._offset += len(text)
        self.characters += len(text)

    def _prepared(self, text: str) -> str:
        """The same, character for character, with a space wherever no indicator goes on."""
        work = self._without_delimiters(text) if self._delimiter else text
        if "\x1b[" in work:
            work = _COLOUR.sub(_blank, work)
        if "<" in work:
            for mark in _ANGLED:
                work = work.replace(mark, f"[{mark[1:-1]}]")
        if work.isascii():
            work = work.translate(_TO_SPACE)
        else:
            for character in (*_APART, *_CONTROL):
                work = work.replace(character, " ")
        if any(mark in work for mark in _VERSION_MARKS):
            work = _VERSION.sub(_blank, work)
        return _in_one_piece(work)

    def _without_delimiters(self, text: str) -> str:
        """A table's columns apart, but not what is within quotes."""
        segments = text.split('"')
        first = 1 if self._quoted else 0
        segments[first::2] = [s.replace(self._delimiter, " ") for s in segments[first::2]]
        self._quoted ^= len(segments) % 2 == 0
        return '"'.join(segments)


def _in_one_piece(work: str) -> str:
    """The same with spaces within disarmed values made no spaces."""
    if _SPACED.search(work) is None:
        return work
    for mark in _LONE_COLONS:
        work = work.replace(mark, mark.replace(" ", GLUE))
    work = _SPOKEN.sub(_without_space, _glued(work))
    if " . " in work:
        work = _LONE_DOTS.sub(_without_lone_dots, work)
    return work


def _glued(work: str) -> str:
    """With the spaces in and around disarmed dots and at signs no longer spaces."""
    pieces: list[str] = []
    done = 0
    for match in _BRACKETED.finditer(work):
        begin, end = match.span()
        if begin > done and work[begin - 1] == " ":
            begin -= 1
        if work[end : end + 1] == " ":
            end += 1
        pieces += (work[done:begin], work[begin:end].replace(" ", GLUE))
        done = end
    pieces.append(work[done:])
    return "".join(pieces)


def _without_space(match: re.Match[str]) -> str:
    return match[0].replace(" ", GLUE)


def _without_lone_dots(match: re.Match[str]) -> str:
    """Of `example . com` and of addresses; other sentences stay as they are."""
    last = match[0].rpartition(" ")[2]
    joined = last.lower() in _AFTER_LONE_DOT or last.isdigit()
    return match[0].replace(" . ", f"{GLUE}.{GLUE}") if joined else match[0]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _cut(text: str, begin: int, end: int) -> int:
    """Where a piece ends: behind its last line, else its last space, else its last delimiter."""
    for mark in ("\n", " ", '"', ",", ";"):
        found = text.rfind(mark, begin, end)
        if found > begin:
            return found + 1
    return end


def _place(work: str, token: str, begin: int) -> int:
    """Where a token stands for the first time from `begin` on."""
    while True:
        found = work.index(token, begin)
        after = found + len(token)
        if (found == 0 or work[found - 1].isspace()) and (
            after == len(work) or work[after].isspace()
        ):
            return found
        begin = found + 1


def _context(text: str, place: int) -> str:
    """The line around a place, without what can't be seen; at most 80 characters to each side."""
    begin = max(text.rfind("\n", max(0, place - CONTEXT_CHARACTERS), place) + 1, 0)
    begin = max(begin, place - CONTEXT_CHARACTERS)
    limit = place + CONTEXT_CHARACTERS
    end = text.find("\n", place, limit)
    line = text[begin : end if end >= 0 else limit]
    if line.isprintable():
        return line.strip()
    return "".join(c if c.isprintable() else " " for c in line).strip()
