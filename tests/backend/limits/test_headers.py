"""What headers say of limits."""

from datetime import UTC, datetime

import pytest
from multidict import CIMultiDict

from backend.limits.headers import AT_MOST_SECONDS, CLOSED_SECONDS, read_headers
from backend.models.limits import VendorSaid, WindowSaid

NOW = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
EPOCH = int(NOW.timestamp())


def read(status: int, **headers: str) -> VendorSaid | None:
    given = CIMultiDict({name.replace("_", "-"): value for name, value in headers.items()})
    return read_headers(status, given, NOW)


@pytest.mark.parametrize(
    ("headers", "window"),
    [
        (
            {"x_ratelimit_limit": "100", "x_ratelimit_remaining": "7", "x_ratelimit_reset": "30"},
            WindowSaid(100, 7, 30.0),
        ),
        (
            {"X_RateLimit_Remaining": "7", "X_RateLimit_Reset": str(EPOCH + 90)},
            WindowSaid(7, 7, 90.0),
        ),
        (
            {"X_RateLimit_Remaining": "7", "X_RateLimit_Reset": str((EPOCH + 90) * 1000)},
            WindowSaid(7, 7, 90.0),
        ),
        (
            {
                "RateLimit_Limit": "100, 100;w=60",
                "RateLimit_Remaining": "3",
                "RateLimit_Reset": "8",
            },
            WindowSaid(100, 3, 8.0, 60),
        ),
        ({"RateLimit": "limit=10, remaining=4, reset=9"}, WindowSaid(10, 4, 9.0)),
        (
            {"RateLimit": '"default";r=50;t=30', "RateLimit_Policy": '"default";q=100;w=60'},
            WindowSaid(100, 50, 30.0, 60),
        ),
        (
            {
                "X_Rate_Limit_Limit": "60",
                "X_Rate_Limit_Remaining": "59",
                "X_Rate_Limit_Reset": "2026-03-31T12:01:00Z",
                "X_Rate_Limit_Reset_After": "12",
            },
            WindowSaid(60, 59, 12.0),
        ),
        ({"X_Rl": "44", "X_Ttl": "20"}, WindowSaid(44, 44, 20.0)),
    ],
)
def test_windows_of_a_good_answer(headers: dict[str, str], window: WindowSaid) -> None:
    assert read(200, **headers) == VendorSaid((window,))


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"Retry_After": "17"}, 17.0),
        (429, {"Retry_After": "Tue, 31 Mar 2026 12:02:00 GMT"}, 120.0),
        (429, {"Retry_After": "Tue, 31 Mar 2020 12:02:00 GMT"}, 0.0),
        (429, {"Retry_After": "soon"}, CLOSED_SECONDS),
        (429, {}, CLOSED_SECONDS),
        (509, {}, CLOSED_SECONDS),
        (429, {"Retry_After": "99999999999"}, AT_MOST_SECONDS),
        (503, {"Retry_After": "5"}, 5.0),
    ],
)
def test_how_long_a_server_is_left_alone(
    status: int, headers: dict[str, str], seconds: float
) -> None:
    said = read(status, **headers)
    assert said is not None
    assert said.closed_seconds == seconds


def test_without_a_time_to_wait_the_used_up_window_says_it() -> None:
    said = read(429, X_RateLimit_Remaining="0", X_RateLimit_Reset="44")
    assert said == VendorSaid((WindowSaid(0, 0, 44.0),), 44.0)


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, {}),
        (200, {"Retry_After": "17"}),
        (503, {}),
        (503, {"Retry_After": "whenever"}),
        (200, {"X_RateLimit_Remaining": "many", "X_RateLimit_Reset": "30"}),
        (200, {"X_RateLimit_Remaining": "7"}),
        (200, {"X_RateLimit_Remaining": "-1", "X_RateLimit_Reset": "30"}),
        (200, {"RateLimit": "remaining=, reset=1"}),
        (200, {"RateLimit": '"default";r=50'}),
        (200, {"RateLimit": "\x00;;==,,"}),
        (404, {"Server": "example"}),
    ],
)
def test_what_says_nothing(status: int, headers: dict[str, str]) -> None:
    assert read(status, **headers) is None
