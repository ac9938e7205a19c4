"""How often somebody may try: alone, together over Redis, and while Redis is away."""

import asyncio

import pytest
from structlog.testing import capture_logs

from backend.access.attempts import PER_ACCOUNT, PER_ADDRESS, Attempts
from backend.models.errors import TooManyRequestsError
from tests.support.ports import free_port

ACCOUNT = "a@example.com"


async def taken(attempts: Attempts, account: str, address: str, times: int) -> int:
    """How many of these attempts were let through."""
    passed = 0
    for _ in range(times):
        try:
            await attempts.take(account, address)
        except TooManyRequestsError:
            continue
        passed += 1
    return passed


async def test_an_account_is_tried_so_often_from_wherever() -> None:
    attempts = Attempts(None)
    many = [taken(attempts, ACCOUNT.upper(), f"192.0.2.{n}", 1) for n in range(30)]
    assert sum(await asyncio.gather(*many)) == PER_ACCOUNT.amount
    with pytest.raises(TooManyRequestsError, match="try again in") as refused:
        await attempts.take(ACCOUNT, "192.0.2.99")
    assert 290 <= int(refused.value.headers["retry-after"]) <= 300
    assert await taken(attempts, "b@example.com", "192.0.2.99", 1) == 1


async def test_the_right_password_forgets_those_before() -> None:
    attempts = Attempts(None)
    for _ in range(3):
        assert await taken(attempts, ACCOUNT, "192.0.2.1", 9) == 9
        await attempts.succeeded(ACCOUNT)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("", "nonsense", True),
    ],
)
async def test_an_address_is_a_machine(one: str, other: str, same: bool) -> None:
    attempts = Attempts(None)
    for number in range(PER_ADDRESS.amount):
        await attempts.take(f"{number}@example.com", one)
    assert await taken(attempts, "last@example.com", other, 1) == (0 if same else 1)


async def test_backends_count_together_over_redis(redis_server: str) -> None:
    one, two = Attempts(redis_server), Attempts(redis_server)
    assert await taken(one, "shared@example.com", "192.0.2.1", 6) == 6
    assert await taken(two, "shared@example.com", "192.0.2.2", 6) == PER_ACCOUNT.amount - 6
    await one.succeeded("shared@example.com")
    assert await taken(two, "shared@example.com", "192.0.2.2", 1) == 1
    await one.close()
    await two.close()


async def test_without_its_redis_each_counts_for_itself() -> None:
    attempts = Attempts(f"redis://127.0.0.1:{free_port()}/0")
    with capture_logs() as lines:
        assert await taken(attempts, ACCOUNT, "192.0.2.1", 20) == PER_ACCOUNT.amount
        await attempts.succeeded(ACCOUNT)
        assert await taken(attempts, ACCOUNT, "192.0.2.1", 1) == 1
    assert [line["event"] for line in lines] == ["attempts_counted_alone"]
    await attempts.close()
