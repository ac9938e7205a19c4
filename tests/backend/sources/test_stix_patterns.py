"""Which patterns of STIX are answered by values alone, and by which."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.sources.stix_patterns import values_of


@pytest.mark.parametrize(
    ("pattern", "values"),
    [
        ("[domain-name:value = 'bad.example']", ["bad.example"]),
        (" [ file:hashes.'SHA-256' = 'ab' OR file:hashes.MD5='cd' ] ", ["ab", "cd"]),
        ("[ipv4-addr:value = '192.0.2.7'] OR ([url:value = 'a'] OR [url:value='b'])", "all"),
        ("[(domain-name:value = 'a' OR (domain-name:value = 'b'))]", ["a", "b"]),
        ("[domain-name:value IN ('a', 'b')]", ["a", "b"]),
        ("[ipv4-addr:value ISSUBSET '192.0.2.0/24']", ["192.0.2.0/24"]),
        ("[autonomous-system:number = 64496]", ["64496"]),
        (r"[url:value = 'it\'s \\ it']", [r"it's \ it"]),
        ("[mutex:name = 'x' OR url:value = 'u']", ["u"]),
        ("[a:b = 'x']OR[url:value = 'u']", ["u"]),
        # What values alone do not answer.
        ("[file:name = 'x' AND file:hashes.MD5 = 'cd']", []),
        ("[domain-name:value = 'a'] FOLLOWEDBY [url:value = 'b']", []),
        ("[domain-name:value = 'a'] WITHIN 5 SECONDS", []),
        ("[domain-name:value != 'a']", []),
        ("[NOT domain-name:value = 'a']", []),
        ("[domain-name:value LIKE '%.example']", []),
        ("[domain-name:resolves_to_refs[*].value = '192.0.2.7']", []),
        ("[domain-name:value = 'a'", []),
        ("[domain-name:value = 'a]", []),
        ("(" * 1000, []),
        ("", []),
    ],
)
def test_values(pattern: str, values: list[str] | str) -> None:
    wanted = ["192.0.2.7", "a", "b"] if values == "all" else values
    assert [value for _, value in values_of(pattern)] == wanted


@given(st.text(alphabet="[]()'=,ORIN .:\\abvalue-", max_size=80))
def test_no_pattern_is_a_crash(pattern: str) -> None:
    values_of(f"[url:value = '{pattern}']")
    values_of(pattern)
