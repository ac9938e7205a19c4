"""JSON text of a worker: passed on as it is, or refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runners.workers.json_text import BadJsonError, json_text

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="ascii")), inner),
)


@given(VALUES)
def test_what_the_encoder_makes_passes(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)
    if "\\u0000" not in text:
        assert json_text(text.encode()) == text


@given(st.binary(max_size=50))
def test_any_bytes_are_json_or_refused(data: bytes) -> None:
    try:
        text = json_text(data)
    except BadJsonError:
        return
    json.loads(text)
    text.encode()


@pytest.mark.parametrize(
    "text",
    [
        r'"\\u0000"',
        r'"\\\\ud800"',
        r'{"\\ud83d": "[[[{{{"}',
        "[" * 200 + "]" * 200,
        "[" + '"[[[[",' * 300 + "1]",
        "[" + "[],{}," * 10_000 + "1]",
    ],
)
def test_what_only_looks_bad_passes(text: str) -> None:
    assert json_text(text.encode()) == text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (rb'"\u0000"', "an escape for NUL"),
        (rb'"\\\u0000"', "an escape for NUL"),
        (rb'{"\uDC00": 1}', "surrogate"),
        (rb'"\ud83d\ude00"', "half a character"),
        (b'"\xed\xa0\x80"', "not UTF-8"),
        (b"[" * 201 + b"]" * 201, "more than 200 levels"),
        (b'{"a":' * 201 + b"1" + b"}" * 201, "more than 200 levels"),
        (b"[" * 100_000 + b"]" * 100_000, "more than 200 levels"),
        (b"NaN", "not JSON"),
        (b"", "not JSON"),
    ],
)
def test_what_others_would_choke_on_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(BadJsonError, match=message):
        json_text(data)
