"""Values of secrets taken out, in every form in which they like to come back."""

import pytest

from runners.egress.redaction import Redactor

SECRET = "a b/c+d=é&longer"


@pytest.mark.parametrize(
    "text",
    [
        f"key={SECRET}",
        "https://example.com/?k=a%20b%2Fc%2Bd%3D%C3%A9%26longer",
        "https://example.com/?k=a+b%2Fc%2Bd%3D%C3%A9%26longer",
        "https://example.com/a%20b/c%2Bd%3D%C3%A9%26longer/x",
    ],
)
def test_in_text_and_in_addresses(text: str) -> None:
    shown = Redactor([SECRET]).text(text)
    assert "longer" not in shown
    assert "***" in shown


def test_the_longer_of_two_goes_first() -> None:
    assert Redactor(["abcd", "abcdefgh"]).text("abcdefgh abcd") == "*** ***"


def test_anywhere_in_json() -> None:
    given = {"seen": 3, "abcd1": ["x abcd1", {"deep": ("abcd1",)}, True, None, 1.5], "n": 12345678}
    assert Redactor(["abcd1", "12345678"]).value(given) == {
        "seen": 3,
        "***": ["x ***", {"deep": ["***"]}, True, None, 1.5],
        "n": "***",
    }


def test_short_ones_and_none_change_nothing() -> None:
    assert not Redactor([])
    assert not Redactor(["abc", ""])
    assert Redactor(["abc"]).text("abc") == "abc"
