"""What a person types becomes what Slack stores: escaped, with people, groups, channels and links marked up."""

import re

from sandbox.workspace import Workspace

MARKS = re.compile(
    r"""
      (?P<link>https?://[^\s<>|]*[^\s<>|.,;:!?)\]])
    | (?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | <@(?P<id>U\w+)>
    | (?<![\w.@])@(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)
    | (?<![\w&#])\#(?P<channel>[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)
    | (?P<special>[&<>])
    """,
    re.VERBOSE,
)
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def stored(text: str, workspace: Workspace, *, in_command: bool = False) -> str:
    """`@riley` becomes `<@U0REQUESTER>`, an address `<mailto:a@b.c|a@b.c>`; `&`, `<` and `>` are escaped.

    In the text of a command the marks carry the names too: `<@U0REQUESTER|riley>`.
    """

    def marked(found: re.Match[str]) -> str:
        if found["email"]:
            return f"<mailto:{found['email']}|{found['email']}>"
        if found["link"]:
            return f"<{escaped(found['link'])}>"
        return _mention(found, workspace, named=in_command) or escaped(found[0])

    return MARKS.sub(marked, text)


def escaped(text: str) -> str:
    return "".join(ESCAPES.get(character, character) for character in text)


def _mention(found: re.Match[str], workspace: Workspace, *, named: bool) -> str:
    """Empty when nobody and nothing here is called so."""
    name = (found["name"] or "").lower()
    for user in workspace.users.values():
        if user.name == name or user.id == found["id"]:
            return f"<@{user.id}|{user.name}>" if named else f"<@{user.id}>"
    for group in workspace.groups.values():
        if group.handle == name:
            return f"<!subteam^{group.id}|@{group.handle}>" if named else f"<!subteam^{group.id}>"
    for channel in workspace.channels.values():
        if channel.kind != "im" and channel.name == found["channel"]:
            return f"<#{channel.id}|{channel.name}>"
    return ""
