"""Kinds that users define: a normaliser, then a pattern that all of the value must match.

Patterns run on RE2, so that none takes longer than its text. One set of kinds serves the whole
process, as what a value is must not depend on who asks; it is replaced as a whole.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

import re2

from backend.indicators.refang import refang, unwrap, without_punctuation
from backend.indicators.wording import UnfitError, name_character, show
from backend.models.indicators import KindName
from backend.models.kinds import Normaliser, UserKind

MAX_DATA = 2000
"""Characters of a canonical value."""

COMPILED_BYTES = 1 << 18
"""What RE2 may take for one pattern: some thousand instructions, and its states."""

SET_BYTES = 16 << 20
"""What it may take for patterns that it matches together; more of them are divided."""

_NONSENSE = "\u2603 neither this, nor that \u2603"
"""No kind of indicator looks like this: a pattern that matches it matches anything."""


def _without_spaces(text: str) -> str:
    return "".join(text.split())


_NORMALISERS: Mapping[Normaliser, Callable[[str], str]] = MappingProxyType(
    {
        Normaliser.NONE: str,
        Normaliser.LOWER: str.lower,
        Normaliser.UPPER: str.upper,
        Normaliser.STRIP_SPACES: _without_spaces,
        Normaliser.STRIP_SPACES_LOWER: lambda text: _without_spaces(text).lower(),
        Normaliser.STRIP_SPACES_UPPER: lambda text: _without_spaces(text).upper(),
    }
)
"""Each leaves its own results as they are."""


class PatternError(Exception):
    """A pattern can't be used; says why in words that follow "the pattern "."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Reader:
    """Reads values of one kind."""

    def __init__(self, name: str, pattern: str, normaliser: Normaliser, example: str) -> None:
        """Compile the pattern.

        Raises:
            PatternError: it is no pattern of RE2, too large, or no help in telling values apart.
        """
        self.name = name
        self._example = example
        self._normalise = _NORMALISERS[normaliser]
        self._matches = _compile(pattern)
        if self._matches(""):
            raise PatternError("matches a text without any character")
        if self._matches(self._normalise(_NONSENSE)):
            raise PatternError("matches anything: say what sets the values apart")

    def read(self, text: str) -> str:
        """The canonical form of the first of its `candidates` that fits.

        Raises:
            UnfitError: saying what is wrong with the value.
        """
        for candidate in candidates(text):
            data = self.fit(candidate)
            if data is not None:
                return data
        foreign = next((c for c in text.strip() if not c.isprintable()), None)
        if foreign is not None:
            raise UnfitError(f"it contains {name_character(foreign)}")
        if len(text) > MAX_DATA:
            raise UnfitError(f"it is longer than {MAX_DATA} characters")
        raise UnfitError(
            f"it does not match the pattern of that kind; expected one such as "
            f"{show(self._example)}"
        )

    def fit(self, candidate: str) -> str | None:
        """The canonical form of what has no space around it; None where it does not match."""
        if len(candidate) > MAX_DATA:
            return None
        data = self._normalise(candidate)
        return data if data.isprintable() and self._matches(data) else None


def _options(size: int) -> "re2.Options":
    options = re2.Options()
    options.max_mem = size
    options.log_errors = False
    options.never_capture = True
    return options


def _compile(pattern: str) -> Callable[[str], object]:
    if not pattern.isprintable():
        raise PatternError("contains a character that can't be seen: write it as an escape")
    try:
        compiled = re2.compile(pattern, _options(COMPILED_BYTES))
        _set([pattern])
    except re2.error as error:
        why = error.args[0] if error.args else error
        text = why.decode(errors="replace") if isinstance(why, bytes) else str(why)
        raise PatternError(f"is not understood: {text}") from None
    return compiled.fullmatch  # type: ignore[no-any-return]


def _set(patterns: Sequence[str]) -> Callable[[str], list[int] | None]:
    """Which of the patterns all of a text matches; raises `re2.error` if they are too large."""
    together = re2.Set.FullMatchSet(_options(SET_BYTES))
    for pattern in patterns:
        together.Add(pattern)
    together.Compile()
    return together.Match  # type: ignore[no-any-return]


class _Group:
    """Kinds with one normaliser, matched in one pass, however many they are."""

    def __init__(self, normaliser: Normaliser, kinds: Sequence[UserKind]) -> None:
        self.normalise = _NORMALISERS[normaliser]
        self.names = [kind.name for kind in kinds]
        self._matches = _set([kind.pattern for kind in kinds])

    def fit(self, text: str) -> list[tuple[KindName, str]]:
        """Those that a text is of, with its canonical form."""
        data = self.normalise(text)
        if len(text) > MAX_DATA or not data.isprintable():
            return []
        return [(self.names[index], data) for index in self._matches(data) or ()]


def _grouped(normaliser: Normaliser, kinds: Sequence[UserKind]) -> list[_Group]:
    """As few groups as can be: too many large patterns are divided."""
    try:
        return [_Group(normaliser, kinds)]
    except re2.error:
        if len(kinds) == 1:
            raise
    half = len(kinds) // 2
    return [*_grouped(normaliser, kinds[:half]), *_grouped(normaliser, kinds[half:])]


def candidates(text: str, refanged: str | None = None) -> tuple[str, ...]:
    """What a value may be meant as, each once: plain, unwrapped, unpunctuated, refanged.

    `refanged` is what `refang` made of the unpunctuated value, when that is known already.
    """
    bare = without_punctuation(text)
    last = refang(bare) if refanged is None else refanged
    return tuple(dict.fromkeys((text.strip(), unwrap(text), bare, last)))


class UserKinds:
    """A set of kinds, in the order of their names. Never changed, but replaced."""

    def __init__(self, kinds: Iterable[UserKind] = ()) -> None:
        ordered = sorted(kinds, key=lambda kind: kind.name)
        self._enabled = {
            kind.name: Reader(kind.name, kind.pattern, kind.normaliser, kind.example)
            for kind in ordered
            if kind.enabled
        }
        self._disabled = frozenset(kind.name for kind in ordered if not kind.enabled)
        enabled = [kind for kind in ordered if kind.enabled]
        self._groups = [
            group
            for normaliser in sorted({kind.normaliser for kind in enabled})
            for group in _grouped(
                normaliser, [kind for kind in enabled if kind.normaliser == normaliser]
            )
        ]

    def __bool__(self) -> bool:
        """Whether any is switched on."""
        return bool(self._enabled)

    def __iter__(self) -> Iterator[KindName]:
        """The names of those that are switched on."""
        return iter(self._enabled)

    def knows(self, name: str) -> bool:
        """Whether there is such a kind, switched on or not."""
        return name in self._enabled or name in self._disabled

    def disabled(self, name: str) -> bool:
        """Whether there is such a kind and it is switched off."""
        return name in self._disabled

    def reader(self, name: str) -> Reader | None:
        """Of a kind that is switched on."""
        return self._enabled.get(name)

    def fits(self, texts: Iterable[str]) -> dict[KindName, str]:
        """Kinds that one of these texts is of, with its canonical form as that."""
        found: dict[KindName, str] = {}
        for text in texts:
            for group in self._groups:
                for name, data in group.fit(text):
                    found.setdefault(name, data)
        return {name: found[name] for name in self._enabled if name in found} if found else {}


class _Current:
    kinds = UserKinds()


def current() -> UserKinds:
    """The kinds of this process."""
    return _Current.kinds


def replace(kinds: UserKinds) -> None:
    """Make these the kinds of this process."""
    _Current.kinds = kinds
