"""The link with which the first administrator is made, for whoever can read the data folder."""

from appliance.paths import DataFolder


def setup_link(data: DataFolder, url: str) -> str:
    """The link; empty when there is an administrator, or the folder belongs to another account.

    The token is a fragment, which a browser sends nowhere: it reaches neither logs nor other pages.
    """
    try:
        token = data.setup_token.read_text(encoding="ascii").strip()
    except (FileNotFoundError, PermissionError):
        return ""
    return f"{url}/setup#token={token}"
