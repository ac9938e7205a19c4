"""The outbound policy (`runners.egress.outbound`), with the errors of sources."""

from backend.models.answers import FailureKind
from backend.models.errors import ApplicationError, SourceError
from runners.egress import outbound
from runners.egress.config import APPLIANCE_OFFLINE, OutboundConfig


class Outbound(outbound.Outbound):
    """The policy as the configuration has it."""

    def __init__(self, config: OutboundConfig | None = None) -> None:
        """Read the policy, and the certificates.

        Raises:
            ApplicationError: `ca_bundle` can't be read, or has no certificates in it.
        """
        try:
            super().__init__(config)
        except outbound.OutboundError as error:
            raise ApplicationError(str(error)) from None

    def check(self, what: str) -> None:
        """Refuse to connect while offline.

        Raises:
            SourceError: REQUEST_ERROR; `what` is what was to be done.
        """
        if self.offline:
            detail = f"{what}: not sent, because the {APPLIANCE_OFFLINE}"
            raise SourceError(FailureKind.REQUEST_ERROR, detail)


NO_POLICY = Outbound()
"""Directly, by the system's authorities."""
