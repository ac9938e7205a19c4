"""What goes wrong with a feed's file."""

from backend.models.errors import InvalidInputError


class FeedError(InvalidInputError):
    """A file was not loaded; what was there before is unchanged."""

    code, title = "FEED", "The feed was not loaded"
