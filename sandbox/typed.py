"""What a person types becomes what Slack stores: escaped, with people and links marked up."""

import re
from collections.abc import Iterable

from sandbox.directory import User

MARKS = re.compile(
    r"""
      (?P<link>https?://[^\s<>|]*[^\s<>|.,;:!?)\]])
    | (?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | <@(?P<id>U\w+)>
    | (?<![\w.@])@(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)
    | (?P<special>[&<>])
    """,
    re.VERBOSE,
)
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def stored(text: str, users: Iterable[User]) -> str:
    """`@riley` becomes `<@U0REQUESTER>`, an address `<mailto:a@b.c|a@b.c>`; `&`, `<` and `>` are escaped."""
    ids = {user.name: user.id for user in users}

    def marked(found: re.Match[str]) -> str:
        mention = ids.get((found["name"] or "").lower()) or (found["id"] if found["id"] in ids.values() else None)
        if mention:
            return f"<@{mention}>"
        if found["email"]:
            return f"<mailto:{found['email']}|{found['email']}>"
        return f"<{escaped(found['link'])}>" if found["link"] else escaped(found[0])

    return MARKS.sub(marked, text)


def escaped(text: str) -> str:
    return "".join(ESCAPES.get(character, character) for character in text)
