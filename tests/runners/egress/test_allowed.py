"""Which names are allowed, and what is no entry."""

import pytest

from runners.egress.allowed import AllowList, Target


@pytest.mark.parametrize(
    ("entry", "permitted", "refused"),
    [
        (
            "api.example.com",
            ["api.example.com:443", "API.Example.com.:80"],
            ["api.example.com:8443", "x.api.example.com:443", "xapi.example.com:443"],
        ),
        ("api.example.com:8443", ["api.example.com:8443"], ["api.example.com:443"]),
        (
            "*.example.com",
            ["api.example.com:443", "a.b.example.com:80"],
            ["example.com:443", "xexample.com:443", "api.example.com.example.org:443"],
        ),
        ("*.example.com:8443", ["api.example.com:8443"], ["api.example.com:443"]),
        ("bücher.example.com", ["xn--bcher-kva.example.com:443"], ["bucher.example.com:443"]),
        ("*", ["anything.example.org:8080"], []),
    ],
)
def test_entries(entry: str, permitted: list[str], refused: list[str]) -> None:
    allowed = AllowList([entry])
    assert all(allowed.permits(Target.parse(target)) for target in permitted)
    assert not any(allowed.permits(Target.parse(target)) for target in refused)


def test_any_declares_nothing() -> None:
    allowed = AllowList(["*", "api.example.com"])
    assert allowed.permits(Target("www.example.org", 443))
    assert not allowed.declares(Target("www.example.org", 443))
    assert allowed.declares(Target("api.example.com", 443))


def test_nothing_is_allowed_at_first() -> None:
    assert not AllowList([]).permits(Target("api.example.com", 443))


@pytest.mark.parametrize(
    "entry",
    [
        "",
        "https://api.example.com",
        "api.example.com/path",
        "user@api.example.com",
        "192.0.2.1",
        "2130706433",
        "0x7f.1",
        "[2001:db8::1]",
        "2001:db8::1",
        "localhost",
        "printer.local",
        "example",
        "*.com",
        "a*.example.com",
        "*.*.example.com",
        "api.example.com:0",
        "api.example.com:65536",
        "api.example.com:",
        "api..example.com",
        "-api.example.com",
        f"{'a' * 64}.example.com",
        f"{'a.' * 130}example.com",
    ],
)
def test_no_entry(entry: str) -> None:
    with pytest.raises(ValueError, match=r"expected api\.example\.com"):
        AllowList([entry])
