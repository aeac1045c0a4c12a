"""Where a long text is cut: after a line or a word, if one ends near."""

_NEAR = 4
"""Up to this part of the room may be left empty for it."""


def beginning(text: str, most: int) -> str:
    """At most so many characters from the beginning."""
    if len(text) <= most:
        return text
    for sign in "\n ":
        at = text.rfind(sign, most - most // _NEAR, most)
        if at >= 0:
            return text[: at + 1]
    return text[:most]


def ending(text: str, most: int) -> str:
    """At most so many characters up to the end."""
    start = len(text) - most
    if start <= 0:
        return text
    for sign in "\n ":
        at = text.find(sign, start - 1, start + most // _NEAR)
        if at >= 0:
            return text[at + 1 :]
    return text[start:]
