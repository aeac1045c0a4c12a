"""Who somebody is and where they belong, as Slack says it."""

import asyncio
from collections.abc import Iterable
from typing import Any

from cachetools import TTLCache
from slack_sdk.errors import SlackApiError

from bot.policy import People, Person
from bot.slack import Slack, Trouble, told

_CHECK_SECONDS = 2.0
"""How long a look at who somebody is may take: Slack waits three seconds for the answer to a click."""
_REMEMBER = 60.0
"""Seconds for which a view may be opened, or a rejection counted, on what Slack said before."""
_REMEMBER_LOCALE = 3600.0
_GLANCE = 0.5
"""Seconds that a look at somebody's locale may take: they wait for what is said in it."""
_MOST = 10_000


class Unavailable(Exception):  # noqa: N818
    """Slack did not say who somebody is, so nobody may decide."""


class Directory:
    """Slack's answers are remembered for a minute; a live look asks again, because people leave teams and companies."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._client = slack.client
        self._profiles: TTLCache[str, dict[str, Any]] = TTLCache(_MOST, _REMEMBER)
        self._locales: TTLCache[str, str] = TTLCache(_MOST, _REMEMBER_LOCALE)
        self._groups: TTLCache[str, frozenset[str]] = TTLCache(_MOST, _REMEMBER)
        self._channels: TTLCache[str, frozenset[str]] = TTLCache(_MOST, _REMEMBER)

    async def person(self, user: str, *, team: str, among: People, live: bool) -> Person:
        """Who somebody is, and in which of these groups and channels.

        Raises:
            Unavailable: Slack did not answer in time or refused.
        """
        try:
            async with asyncio.timeout(_CHECK_SECONDS):
                profile, groups, channels = await asyncio.gather(
                    self._profile(user, live=live),
                    self._in(user, among.groups, self._group, live=live),
                    self._in(user, among.channels, self._channel, live=live),
                )
        except Trouble as error:
            raise Unavailable(told(error)) from error
        return Person(
            id=user,
            groups=groups,
            channels=channels,
            deactivated=bool(profile.get("deleted")),
            bot=bool(profile.get("is_bot") or profile.get("is_workflow_bot")),
            guest=bool(profile.get("is_restricted") or profile.get("is_ultra_restricted")),
            external=bool(profile.get("is_stranger")) or profile.get("team_id", team) != team,
        )

    async def ids(self, names: Iterable[str]) -> dict[str, str]:
        """Slack's ids of those of these @groups, #channels and ids that there are.

        Raises:
            Unavailable: Slack did not answer or refused.
        """
        wanted = list(names)
        try:
            handles = await self._handles() if any(name[0] in "@S" for name in wanted) else {}
            found = {name: handles.get(name) or await self._id(name) for name in wanted}
        except Trouble as error:
            raise Unavailable(told(error)) from error
        return {name: id for name, id in found.items() if id}

    async def _handles(self) -> dict[str, str]:
        groups = (await self._client.usergroups_list())["usergroups"]
        return {f"@{group['handle']}": group["id"] for group in groups} | {group["id"]: group["id"] for group in groups}

    async def _id(self, name: str) -> str | None:
        if name[0] in "@S":
            return None
        try:
            if name[0] in "UW":
                await self._client.users_info(user=name)
                return name
            return str((await self._slack.channel(name))["id"])
        except LookupError:
            return None
        except SlackApiError as error:
            if error.response.get("error") == "user_not_found":
                return None
            raise

    async def everyone(self) -> frozenset[str]:
        """Every active full member of the workspace.

        Raises:
            Unavailable: Slack did not answer or refused.
        """
        found: set[str] = set()
        outside = ("deleted", "is_bot", "is_workflow_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
        try:
            async for page in await self._client.users_list(limit=1000):
                found.update(user["id"] for user in page["members"] if not any(user.get(flag) for flag in outside))
        except Trouble as error:
            raise Unavailable(told(error)) from error
        return frozenset(found)

    async def group(self, group: str) -> frozenset[str]:
        """Who is in a user group.

        Raises:
            Unavailable: Slack did not answer or refused.
        """
        return await self.members(People(groups=(group,)))

    async def channel(self, channel: str) -> frozenset[str]:
        """Who is a member of a channel.

        Raises:
            Unavailable: Slack did not answer or refused.
        """
        return await self.members(People(channels=(channel,)))

    async def zone(self, user: str) -> str:
        """The name of somebody's time zone; `UTC` when Slack does not say."""
        try:
            return str((await self._profile(user, live=False)).get("tz") or "UTC")
        except Trouble:
            return "UTC"

    async def locale(self, user: str) -> str:
        """Somebody's locale, such as `zh-CN`; empty when Slack does not say, or not soon."""
        known = self._locales.get(user)
        if known is None:
            try:
                async with asyncio.timeout(_GLANCE):
                    known = str((await self._profile(user, live=True)).get("locale") or "")
            except Trouble:
                return ""
        return known

    async def members(self, people: People) -> frozenset[str]:
        """Everybody these people are, as far as they can be counted: not `anyone`.

        Raises:
            Unavailable: Slack did not answer or refused.
        """
        try:
            groups = await asyncio.gather(*(self._group(group, live=False) for group in people.groups))
            channels = await asyncio.gather(*(self._channel(channel, live=False) for channel in people.channels))
        except Trouble as error:
            raise Unavailable(told(error)) from error
        return frozenset(people.users).union(*groups, *channels)

    async def _in(self, user: str, places: Iterable[str], members: Any, *, live: bool) -> frozenset[str]:
        names = list(places)
        found = await asyncio.gather(*(members(name, live=live) for name in names))
        return frozenset(name for name, inside in zip(names, found, strict=True) if user in inside)

    async def _profile(self, user: str, *, live: bool) -> dict[str, Any]:
        known = None if live else self._profiles.get(user)
        if known is None:
            answer = await self._client.users_info(user=user, include_locale=True)
            known = self._profiles[user] = answer["user"]
            self._locales[user] = str(known.get("locale") or "")
        return known

    async def _group(self, group: str, *, live: bool) -> frozenset[str]:
        known = None if live else self._groups.get(group)
        if known is None:
            answer = await self._client.usergroups_users_list(usergroup=group)
            known = self._groups[group] = frozenset(answer["users"])
        return known

    async def _channel(self, channel: str, *, live: bool) -> frozenset[str]:
        known = None if live else self._channels.get(channel)
        if known is None:
            members: set[str] = set()
            async for page in await self._client.conversations_members(channel=channel, limit=1000):
                members.update(page["members"])
            known = self._channels[channel] = frozenset(members)
        return known
