"""What the appliance says when it cannot go on: one sentence and an exit status."""


class ApplianceError(Exception):
    """The request failed. Its text is one line for the person at the terminal; exit status 1."""

    exit_status = 1


class SetupError(ApplianceError):
    """The configuration, the machine or the call is wrong, and trying again won't help; exit 2."""

    exit_status = 2
