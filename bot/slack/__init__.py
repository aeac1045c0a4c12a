"""Slack's Web API, as far as we speak it."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.pacing import Crowded, Pace

log = logging.getLogger(__name__)

_SKEW = 60.0
"""Seconds by which Redis' clock may be ahead of Slack's."""

Content = tuple[str, list[dict[str, Any]]]
"""A message: its text for notifications and screen readers, and its blocks."""

Trouble = (SlackClientError, aiohttp.ClientError, asyncio.TimeoutError, OSError, Crowded)
"""Whatever can go wrong between us and Slack."""


class Mark(NamedTuple):
    """What a message is about, in its metadata: how to find it again after a crash."""

    kind: str
    id: str

    def metadata(self) -> dict[str, Any]:
        return {"event_type": "countersign", "event_payload": {"kind": self.kind, "id": self.id}}

    def is_on(self, message: Mapping[str, Any]) -> bool:
        payload = message.get("metadata", {}).get("event_payload", {})
        return bool(payload.get("kind") == self.kind and payload.get("id") == self.id)


class Posted(NamedTuple):
    channel: str
    ts: str


class Slack:
    """One shared session. `poster` never repeats a call by itself: a lost answer could mean a second message."""

    def __init__(self, client: AsyncWebClient, poster: AsyncWebClient, pace: Pace) -> None:
        self.client = client
        self._poster = poster
        self._pace = pace
        self._courtesies: set[asyncio.Task[None]] = set()

    async def post(
        self,
        channel: str,
        content: Content,
        *,
        mark: Mark | None = None,
        thread_ts: str | None = None,
        wait: bool = True,
    ) -> Posted:
        """Post a message. With `wait=False`, Crowded is raised rather than waited for a place in the channel."""
        await self._pace.post(channel, wait=wait)
        answer = await self._poster.chat_postMessage(
            channel=channel,
            thread_ts=thread_ts,
            text=content[0],
            blocks=content[1],
            metadata=mark.metadata() if mark else None,
            unfurl_links=False,
            unfurl_media=False,
            parse="none",
        )
        return Posted(channel=str(answer["channel"]), ts=str(answer["ts"]))

    async def update(self, where: Posted, content: Content) -> None:
        await self._pace.update()
        await self.client.chat_update(
            channel=where.channel, ts=where.ts, text=content[0], blocks=content[1], parse="none"
        )

    async def remove(self, where: Posted) -> None:
        """Take away a message of ours that should not be there."""
        await self.client.chat_delete(channel=where.channel, ts=where.ts)

    async def find(self, channel: str, mark: Mark, *, since: float, thread_ts: str | None = None) -> Posted | None:
        """Our own message with this mark, posted at or after `since` (epoch seconds), or None."""
        window: dict[str, Any] = {"oldest": f"{since - _SKEW:.6f}", "limit": 200, "include_all_metadata": True}
        if thread_ts:
            answer = await self.client.conversations_replies(channel=channel, ts=thread_ts, **window)
        else:
            answer = await self.client.conversations_history(channel=channel, **window)
        found = next((m for m in answer["messages"] if mark.is_on(m)), None)
        return Posted(channel=channel, ts=str(found["ts"])) if found else None

    async def direct(self, user: str) -> str:
        """The channel in which the bot and this person talk alone."""
        answer = await self.client.conversations_open(users=user)
        return str(answer["channel"]["id"])

    async def permalink(self, where: Posted) -> str | None:
        """The link to a message; None when Slack gives none, which is never worth failing for."""
        try:
            answer = await self.client.chat_getPermalink(channel=where.channel, message_ts=where.ts)
        except Trouble:
            return None
        return str(answer["permalink"])

    async def whisper(self, channel: str, user: str, text: str, *, thread_ts: str | None = None) -> None:
        """A note only this person sees. It cannot be repeated or found again, so a failure is only logged."""
        try:
            await self.client.chat_postEphemeral(channel=channel, user=user, text=text, thread_ts=thread_ts)
        except Trouble as error:
            log.warning("A private note to %s in %s was not delivered: %s", user, channel, told(error))

    def status(self, channel: str, thread_ts: str, status: str) -> None:
        """Show what the bot is doing under the thread; "" clears. A courtesy: nobody waits for it or misses it."""
        task = asyncio.create_task(self._set_status(channel, thread_ts, status))
        self._courtesies.add(task)
        task.add_done_callback(self._courtesies.discard)

    async def _set_status(self, channel: str, thread_ts: str, status: str) -> None:
        try:
            await self.client.assistant_threads_setStatus(channel_id=channel, thread_ts=thread_ts, status=status)
        except Trouble as error:
            log.debug("No status in %s: %s", channel, told(error))

    def is_own(self, url: str | None) -> bool:
        """Whether an address that came with a payload is Slack's own: nothing is sent to any other."""
        api = urlsplit(self.client.base_url)
        try:
            given = urlsplit(url or "")
        except ValueError:
            return False
        return given.scheme == api.scheme and f".{given.netloc}".endswith(f".{api.netloc}")

    async def channel(self, name: str) -> dict[str, Any]:
        """A channel given as an id or a #name, as Slack describes it. An archived one has no name any more.

        Raises:
            LookupError: no such channel can be seen by the bot.
        """
        found = await (self._named(name.removeprefix("#")) if name.startswith("#") else self._by_id(name))
        if found is None:
            raise LookupError(
                f"The bot sees no channel {name}: it is private and the bot is not in it, archived, or not there. "
                "Expected: the #name or the id of a channel that the bot was invited to."
            )
        return found

    async def _named(self, name: str) -> dict[str, Any] | None:
        async for page in await self.client.conversations_list(
            types="public_channel,private_channel", exclude_archived=True, limit=1000
        ):
            for channel in page["channels"]:
                if channel["name"] == name:
                    return dict(channel)
        return None

    async def _by_id(self, id: str) -> dict[str, Any] | None:
        try:
            return dict((await self.client.conversations_info(channel=id))["channel"])
        except SlackApiError as error:
            if error.response.get("error") == "channel_not_found":
                return None
            raise


def clients(token: str, api_url: str, session: aiohttp.ClientSession) -> tuple[AsyncWebClient, AsyncWebClient]:
    """The client for calls that may be repeated, and the one that posts."""
    patient: list[AsyncRetryHandler] = [
        AsyncConnectionErrorRetryHandler(max_retry_count=2),
        AsyncRateLimitErrorRetryHandler(max_retry_count=3),
        AsyncServerErrorRetryHandler(max_retry_count=2),
    ]
    # 429 means that nothing was posted, so even the poster may wait and try again.
    once: list[AsyncRetryHandler] = [AsyncRateLimitErrorRetryHandler(max_retry_count=3)]
    base = api_url if api_url.endswith("/") else f"{api_url}/"
    return (
        AsyncWebClient(token=token, base_url=base, session=session, timeout=30, retry_handlers=patient),
        AsyncWebClient(token=token, base_url=base, session=session, timeout=30, retry_handlers=once),
    )


def told(error: BaseException, *, expected: str = "") -> str:
    """What went wrong between us and Slack, on one line: if it answered, its own word and what was expected."""
    if isinstance(error, SlackApiError) and (word := error.response.get("error")):
        needed = error.response.get("needed")
        said = f"Slack says {word}{f' (it needs the scope {needed})' if needed else ''}"
        return f"{said}. Expected: {expected}" if expected else said
    if isinstance(error, Crowded):
        return str(error)
    return " ".join(f"Slack cannot be reached: {type(error).__name__}: {error}".split())


def unfit(channel: Mapping[str, Any]) -> str | None:
    """Why no card should be posted in a channel, and what to do about it; None when it is fit for them."""
    name = f"#{channel.get('name', channel['id'])}"
    if channel.get("is_archived"):
        return f"{name} is archived: choose another one, or take it out of the archive"
    if not channel.get("is_member"):
        return f"the bot is not in {name}: invite it there"
    if channel.get("is_ext_shared"):
        return f"{name} is shared with another workspace: choose one that is not"
    return None


def is_gone(error: BaseException) -> bool:
    """Slack says that the message to change does not exist any more."""
    return isinstance(error, SlackApiError) and error.response.get("error") in {
        "message_not_found",
        "cant_update_message",
        "edit_window_closed",
        "is_inactive",
        "channel_not_found",
    }


def is_final(error: BaseException) -> bool:
    """Slack refused for good: asking again will not help."""
    passing = {"ratelimited", "fatal_error", "internal_error", "service_unavailable", "request_timeout"}
    return isinstance(error, SlackApiError) and error.response.get("error") not in passing
