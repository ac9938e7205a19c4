"""Latencies as a histogram: four buckets for each doubling, so that a figure is 10 % off at most.

Bucket 0 ends at a quarter of a millisecond, the last one has all that took longer than an hour.
"""

import math
from collections.abc import Sequence

SMALLEST_MS = 0.25
PER_DOUBLING = 4
BUCKETS = 97


def bucket_of(milliseconds: float) -> int:
    """The bucket that counts this latency."""
    if milliseconds <= SMALLEST_MS:
        return 0
    return min(BUCKETS - 1, math.ceil(math.log2(milliseconds / SMALLEST_MS) * PER_DOUBLING))


def percentile(buckets: Sequence[int], part: float) -> float | None:
    """The latency in milliseconds that `part` of all (0 to 1) do not exceed; None of nothing."""
    total = sum(buckets)
    if not total:
        return None
    wanted, seen = math.ceil(total * part), 0
    for bucket, count in enumerate(buckets):
        seen += count
        if seen >= wanted:
            return _middle(bucket)
    raise AssertionError("a histogram whose parts are less than its sum")


def _middle(bucket: int) -> float:
    return float(f"{SMALLEST_MS * 2 ** ((bucket - 0.5) / PER_DOUBLING):.3g}")
