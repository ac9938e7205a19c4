"""Networks flattened to disjoint intervals, each with the narrowest network that it lies in.

Of two networks one holds the other or they have nothing in common, so that a stack does it, and
every further network around an address is found by going from the narrowest to its parent.
"""

from collections.abc import Sequence
from typing import NamedTuple

NOBODY = 0xFFFFFFFF


class Network(NamedTuple):
    """A network of the entry number `owner`. Sorts so that what holds others comes first."""

    first: int
    minus_last: int
    owner: int


class Flat(NamedTuple):
    """Where intervals start, and whose they are."""

    starts: list[int]
    owners: list[int]


def flatten(networks: Sequence[Network], parents: list[int], highest: int) -> Flat:
    """Intervals of sorted networks up to the address `highest`; fills in each network's parent."""
    flat = Flat([], [])
    around: list[Network] = []

    def begin(at: int, owner: int) -> None:
        if flat.starts and flat.starts[-1] == at:
            flat.owners[-1] = owner
        else:
            flat.starts.append(at)
            flat.owners.append(owner)

    def end_until(address: int) -> None:
        while around and -around[-1].minus_last < address:
            last = -around.pop().minus_last
            if last < highest:
                begin(last + 1, around[-1].owner if around else NOBODY)

    for network in networks:
        end_until(network.first)
        parents[network.owner] = around[-1].owner if around else NOBODY
        around.append(network)
        begin(network.first, network.owner)
    end_until(highest + 1)
    return flat
