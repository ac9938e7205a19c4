"""Kinds that users define: their patterns, their canonical forms, their place in detection."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backend.indicators.defang import defang
from backend.indicators.detection import detect
from backend.indicators.parsing import UnknownKindError, parse
from backend.indicators.special import special, stays_inside
from backend.indicators.store import check
from backend.indicators.user_kinds import PatternError, Reader, UserKinds, candidates
from backend.models.errors import InvalidInputError
from backend.models.indicators import Indicator, Kind
from backend.models.kinds import Normaliser, UserKind, UserKindCreate

NOW = datetime.now(UTC)


def kind(name: str, pattern: str, example: str, normaliser: str = "NONE", **more: bool) -> UserKind:
    return UserKind(
        id=name,
        created_at=NOW,
        updated_at=NOW,
        name=name,
        description="",
        pattern=pattern,
        normaliser=Normaliser(normaliser),
        example=example,
        enabled=more.get("enabled", True),
        created_user_id=None,
        updated_user_id=None,
    )


MAC = kind("MAC_ADDRESS", "[0-9a-f]{2}(:[0-9a-f]{2}){5}", "00:00:5E:00:53:01", "LOWER")
TECHNIQUE = kind("ATTACK", r"T[0-9]{4}(\.[0-9]{3})?", "T1059.001", "UPPER")
JA3 = kind("JA3", "[0-9a-f]{32}", "d" * 32, "LOWER")
IBAN = kind("IBAN", "[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", "GB33 BUKB 2020", "STRIP_SPACES_UPPER")
ASSET = kind("ASSET", r"srv-[0-9]+\.inside", "srv-1.inside")
LATER = kind("TICKET", "T[0-9]{4}", "T1234")
OFF = kind("OFF", "off-[0-9]+", "off-1", enabled=False)
KINDS = UserKinds([MAC, TECHNIQUE, JA3, IBAN, ASSET, LATER, OFF])


@pytest.mark.parametrize(
    ("text", "name", "data", "alternatives"),
    [
        ("00:00:5E:00:53:01", "MAC_ADDRESS", "00:00:5e:00:53:01", ()),
        (" '00:00:5E:00:53:01', ", "MAC_ADDRESS", "00:00:5e:00:53:01", ()),
        ("t1059.001", "ATTACK", "T1059.001", ()),
        ("T1059[.]001", "ATTACK", "T1059.001", ()),
        ("T1234", "ATTACK", "T1234", ("TICKET",)),
        ("gb33 bukb 2020 1555 5555 55", "IBAN", "GB33BUKB20201555555555", ()),
        ("D" * 32, "MD5", "d" * 32, ("JA3",)),
        ("srv-12[.]inside", "DOMAIN", "srv-12.inside", ("ASSET",)),
        (f"{'D' * 32},", "MD5", "d" * 32, ("JA3",)),
        ("192.0.2.1", "IPV4", "192.0.2.1", ()),
    ],
)
def test_detected_after_the_programs_own(
    text: str, name: str, data: str, alternatives: tuple[str, ...]
) -> None:
    found = detect(text, KINDS)
    assert (found.indicator.kind, found.indicator.data) == (name, data)
    assert found.alternatives == alternatives
    assert found.reason.endswith(".")
    for other in alternatives:
        assert other in found.reason
        assert parse(text, other, KINDS).kind == other


def test_the_form_decides_so_that_it_is_told_the_same_again() -> None:
    """Spaced it is nothing else; without spaces it is an MD5, and stays one."""
    spaced = kind("SPACED", "[0-9a-f]{32}", "d" * 32, "STRIP_SPACES")
    found = detect("dddddddd " * 4, UserKinds([spaced]))
    assert found.indicator == detect("d" * 32, UserKinds([spaced])).indicator
    assert found.indicator.kind == Kind.MD5
    assert parse("dddddddd " * 4, "SPACED", UserKinds([spaced])).data == "d" * 32


def test_many_large_patterns_are_matched_as_few_are() -> None:
    large = [kind(f"K{n:02}", rf"(?:\pL{{6}}|[a-z0-9]{{200}})-{n}", "x") for n in range(60)]
    assert UserKinds(large).fits(["aaaaaa-37"]) == {"K37": "aaaaaa-37"}


def test_without_them_nothing_else_is_detected() -> None:
    for text in ("00:00:5E:00:53:01", "T1059.001", "off-1"):
        with pytest.raises(InvalidInputError):
            detect(text)
    with pytest.raises(InvalidInputError, match="at least two labels"):
        detect("off-1", KINDS)


def test_named_kinds_are_read_or_refused_with_an_example() -> None:
    assert parse(" srv-7.inside\n", "ASSET", KINDS).data == "srv-7.inside"
    with pytest.raises(InvalidInputError) as caught:
        parse("srv-x.inside", "ASSET", KINDS)
    assert caught.value.detail == (
        '"srv-x.inside" is not an ASSET: it does not match the pattern of that kind; '
        'expected one such as "srv-1.inside".'
    )
    with pytest.raises(InvalidInputError, match=r"contains U\+0000"):
        parse("srv-\x00.inside", "ASSET", KINDS)
    with pytest.raises(InvalidInputError, match="longer than 2000"):
        parse("srv-" + "1" * 2000 + ".inside", "ASSET", KINDS)
    with pytest.raises(UnknownKindError, match="the kind OFF is switched off"):
        parse("off-1", "OFF", KINDS)
    with pytest.raises(UnknownKindError, match='there is no kind "NOTHING"'):
        parse("x", "NOTHING", KINDS)


def test_they_are_ordinary_and_are_not_disarmed() -> None:
    indicator = parse("srv-7.inside", "ASSET", KINDS)
    assert special(indicator) is None
    assert not stays_inside(indicator)
    assert defang(indicator) == indicator.data


@pytest.mark.parametrize(
    ("pattern", "fragment"),
    [
        ("(", "is not understood: missing )"),
        (r"(a)\1", "is not understood: invalid escape sequence"),
        ("(?=a)b", "is not understood: invalid perl operator"),
        ("[a-z]{1001}", "is not understood: invalid repetition size"),
        ("((a{100}){100}){100}", "is not understood"),
        (r"\pL{500}", "is not understood: pattern too large"),
        ("a*", "matches a text without any character"),
        ("()", "matches a text without any character"),
        (".+", "matches anything"),
        (r"[\s\S]{1,100}", "matches anything"),
        ("a\x00", "can't be seen"),
        ("a\ud800", "can't be seen"),
    ],
)
def test_patterns_that_are_refused(pattern: str, fragment: str) -> None:
    with pytest.raises(PatternError) as caught:
        Reader("X", pattern, Normaliser.NONE, "x")
    assert fragment in caught.value.why


def test_the_example_must_fit() -> None:
    new = UserKindCreate(name="X", pattern="[a-z]+", example="ABC")
    with pytest.raises(InvalidInputError, match='the example "ABC" does not fit') as caught:
        check(new)
    assert caught.value.errors[0].pointer == "/example"
    check(UserKindCreate(name="X", pattern="[a-z]+", example="ABC", normaliser=Normaliser.LOWER))


def test_a_pattern_that_explodes_elsewhere_takes_its_time_in_proportion() -> None:
    reader = Reader("X", "(a|a)*(a+)+$|(.*a){12}b", Normaliser.NONE, "a")
    started = time.perf_counter()
    for _ in range(50):
        assert reader.fit("a" * 1990 + "c") is None
    assert time.perf_counter() - started < 5  # a backtracking engine would not end


texts = st.one_of(
    st.text(max_size=30),
    st.text(st.characters(), max_size=20),
    st.text("aAbB09 .[]()\u200b\u00a0\u0130\u03a3ßǆ'\"", max_size=20),
)


@given(texts, st.sampled_from(Normaliser))
@settings(max_examples=600, deadline=None)
@example("00\r.", Normaliser.NONE)
@example("0\r0", Normaliser.STRIP_SPACES)
def test_canonical_forms_stay(text: str, normaliser: Normaliser) -> None:
    kinds = UserKinds(
        [
            kind("ONE", r"[\pL0-9 .\[\]()']{2,}", "aa", normaliser),
            kind("TWO", r"[^☃]+", "aa", "UPPER" if normaliser == Normaliser.NONE else "NONE"),
            kind("THREE", r"(?P<x>[a-c]|\d)+", "aa", normaliser),
            kind("FOUR", r"(?i)(?P<x>A)B*", "a", normaliser),
        ]
    )
    fits = kinds.fits(candidates(text))
    for name in kinds:
        reader = kinds.reader(name)
        assert reader is not None
        alone = [data for one in candidates(text) if (data := reader.fit(one)) is not None]
        assert fits.get(name) == (alone[0] if alone else None)
        indicator = taken(text, name, kinds)
        if indicator is not None:
            assert parse(indicator.data, name, kinds) == indicator
            assert parse(defang(indicator), name, kinds) == indicator
    try:
        found = detect(text, kinds)
    except InvalidInputError:
        return
    assert detect(found.indicator.data, kinds).indicator == found.indicator
    for other in found.alternatives:
        if kinds.knows(other):
            assert parse(text, other, kinds).kind == other


def taken(text: str, name: str, kinds: UserKinds) -> Indicator | None:
    try:
        return parse(text, name, kinds)
    except InvalidInputError:
        return None
