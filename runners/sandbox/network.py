"""How far the network of a worker goes: the way that its machine and language allow."""

import enum


class Network(enum.StrEnum):
    """What sockets a worker may have.

    NAMESPACE: a network namespace of its own, in which only loopback with our proxy is.
    BROKERED: none; what it needs is handed over its channel (without namespaces).
    OPEN: TCP and UDP to anywhere.
    """

    NAMESPACE = "namespace"
    BROKERED = "brokered"
    OPEN = "open"


NETWORKS = tuple(Network)
"""In the order of their numbers in packets."""
