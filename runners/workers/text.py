"""Text that protobuf, JSON and PostgreSQL all take."""


def clean(text: str) -> str:
    """Replace NUL and lone surrogates, which one or other of them refuses, by U+FFFD."""
    text = str.__str__(text)
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        # By way of UTF-16, so that two halves that belong together become one character.
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def cut(text: str, characters: int) -> str:
    """At most so many characters: the beginning and the end, which say the most."""
    if len(text) <= characters:
        return text
    half = characters // 2
    return f"{text[:half]}\n... {len(text) - 2 * half} characters left out ...\n{text[-half:]}"
