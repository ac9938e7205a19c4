"""The role `runner-python-zygote`: forks the workers that run Python sources.

Its command line ends with a descriptor and an account. Little is imported here, because each
worker is a copy of this process.
"""

from collections.abc import Sequence

from runners.python import zygote
from runners.sandbox.accounts import Account


def run(arguments: Sequence[str]) -> None:
    """Serve the runner at the other end of the descriptor."""
    descriptor, account = arguments
    zygote.main(int(descriptor), None if account == "-" else Account.parse(account))
