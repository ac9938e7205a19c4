"""What is public, and what only looks like it."""

import pytest

from runners.egress.addresses import RefusedError, public_addresses, why_not_public

NOT_PUBLIC = (
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.251",
    "239.1.2.3",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:9.9.9.9",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b::909:909",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fe80::1",
    "fe80::1%lo",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "not an address",
)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_not_public(address: str) -> None:
    assert why_not_public(address)


@pytest.mark.parametrize("address", ["9.9.9.9", "192.0.1.1", "2620:fe::fe", "2a00::1"])
def test_public(address: str) -> None:
    assert why_not_public(address) is None


@pytest.mark.parametrize("found", [["9.9.9.9", "10.0.0.1"], ["::1", "2620:fe::fe"], []])
async def test_every_address_must_be_public(found: list[str]) -> None:
    async def lookup(_host: str, _port: int) -> list[str]:
        return found

    with pytest.raises(RefusedError, match=r"api\.example\.com has"):
        await public_addresses("api.example.com", 443, lookup=lookup)


async def test_a_name_without_addresses() -> None:
    async def lookup(_host: str, _port: int) -> list[str]:
        raise OSError("unknown")

    with pytest.raises(RefusedError, match="has no address"):
        await public_addresses("api.example.com", 443, lookup=lookup)
