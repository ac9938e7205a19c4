"""Latencies by bucket, and what is read back of them."""

import pytest

from backend.health.histogram import BUCKETS, bucket_of, percentile


@pytest.mark.parametrize("milliseconds", [0.3, 1.0, 17.5, 250.0, 10_000.0, 3_500_000.0])
def test_what_is_read_back_is_near_to_what_was_counted(milliseconds: float) -> None:
    buckets = [0] * BUCKETS
    buckets[bucket_of(milliseconds)] = 1
    found = percentile(buckets, 0.5)
    assert found is not None
    assert abs(found - milliseconds) / milliseconds < 0.1


def test_both_ends_have_a_bucket() -> None:
    assert bucket_of(0.0) == 0
    assert bucket_of(1e12) == BUCKETS - 1


def test_percentiles_of_many() -> None:
    buckets = [0] * BUCKETS
    for milliseconds in range(1, 101):
        buckets[bucket_of(milliseconds)] += 1
    found = [percentile(buckets, part) for part in (0.5, 0.95, 0.99)]
    assert found == [pytest.approx(value, rel=0.1) for value in (50, 95, 99)]


def test_nothing_has_none() -> None:
    assert percentile([0] * BUCKETS, 0.5) is None
    assert percentile([], 0.99) is None
