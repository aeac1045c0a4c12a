"""What a person types becomes what Slack stores: escaped, with people and links marked up."""

import re
from collections.abc import Iterable

from sandbox.directory import User

MENTION = re.compile(r"(?<![\w.@])@([a-z0-9][a-z0-9._-]*[a-z0-9]|[a-z0-9])", re.IGNORECASE)
MARKED_MENTION = re.compile(r"&lt;@(U\w+)&gt;")
LINK = re.compile(r"https?://[^\s<>|]*[^\s<>|.,;:!?)\]]")
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def stored(text: str, users: Iterable[User]) -> str:
    """`@riley` becomes `<@U0REQUESTER>`, an address `<mailto:a@b.c|a@b.c>`; `&`, `<` and `>` are escaped."""
    ids = {user.name: user.id for user in users}
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    marked = MARKED_MENTION.sub(lambda found: f"<@{found[1]}>" if found[1] in ids.values() else found[0], escaped)
    marked = EMAIL.sub(lambda found: f"<mailto:{found[0]}|{found[0]}>", marked)
    marked = LINK.sub(lambda found: f"<{found[0]}>", marked)
    return MENTION.sub(lambda found: f"<@{ids[found[1].lower()]}>" if found[1].lower() in ids else found[0], marked)
