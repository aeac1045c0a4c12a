"""Messages to the bot: a mention, a direct message, or a follow-up in a thread it was asked in."""

import re
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot.approvals import Approval
from bot.background import Background
from bot.language import speaking
from bot.listeners.payload import clean
from bot.listeners.replies import Replies
from bot.queue import Queue
from bot.slack import Slack, Trouble
from bot.slack.languages import Languages
from bot.store import Store
from bot.store.threads import Message, Place
from bot.views import Block, Drawn, notes
from bot.views.blocks import section
from bot.views.remarks import add_buttons

_SPOKEN = {None, "thread_broadcast", "file_share", "me_message"}
"""Subtypes that are somebody saying something; all others are edits, joins, bots and the like."""


class Messages:
    def __init__(
        self,
        *,
        store: Store,
        queue: Queue,
        replies: Replies,
        slack: Slack,
        languages: Languages,
        background: Background,
        review_channel: str,
    ) -> None:
        self._store = store
        self._replies = replies
        self._queue = queue
        self._slack = slack
        self._languages = languages
        self._background = background
        self._review_channel = review_channel

    async def mention(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        await self._take(event, context)

    async def message(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        direct = event.get("channel_type") == "im"
        # Slack sends a mention in a channel twice; `app_mention` is the one we answer.
        if direct or ("thread_ts" in event and f"<@{context.bot_user_id}>" not in event.get("text", "")):
            await self._take(event, context, only_known=not direct)

    async def _take(self, event: dict[str, Any], context: AsyncBoltContext, *, only_known: bool = False) -> None:
        if event.get("subtype") not in _SPOKEN or event.get("bot_id") or not event.get("user"):
            return
        place = Place(
            team=str(context.team_id),
            channel=event["channel"],
            thread_ts=event.get("thread_ts") or event["ts"],
        )
        text = _without(f"<@{context.bot_user_id}>", event.get("text", ""))
        if not text:
            if not only_known:
                self._background.start(self._say_that_it_reads_text(place, event["user"]))
            return
        message = Message(ts=event["ts"], user=event["user"], text=_readable(clean(text)))
        writer = event.get("user_team") or event.get("team") or place.team
        if await self._replies.take(place, message, team=str(writer)):
            return
        accepted = await self._store.threads.accept(place, message, only_known=only_known)
        if accepted.result != "accepted":
            return
        await self._queue.submit("look", place.thread, why=message.ts)
        if accepted.busy:
            self._background.start(self._say_what_it_waits_for(place, message))

    async def _say_what_it_waits_for(self, place: Place, message: Message) -> None:
        waiting: list[Approval] = []
        for id in await self._store.threads.waiting_for(place.thread):
            approval = await self._store.approvals.get(id)
            if approval and approval.open_actions:
                waiting.append(approval)
        if not waiting:
            return
        with speaking(await self._languages.of_place(place.channel, message.user)):
            text = notes.waiting(waiting, review_channel=self._review_channel)
            await self._say(place, text, *add_buttons(waiting[0], message.ts, writer=message.user))

    async def _say_that_it_reads_text(self, place: Place, user: str) -> None:
        with speaking(await self._languages.of_place(place.channel, user)):
            await self._say(place, notes.NO_TEXT())

    async def _say(self, place: Place, text: str, *more: Block) -> None:
        try:
            await self._slack.post(place.channel, Drawn(text, [section(text), *more]), thread_ts=place.thread_ts)
        except Trouble:
            return


def _without(mention: str, text: str) -> str:
    return " ".join(part.strip() for part in text.split(mention)).strip()


def _readable(text: str) -> str:
    """Slack's markup as a person would have typed it, for the model."""
    text = re.sub(r"<(?:mailto:|tel:)[^|<>]*\|([^<>]*)>", r"\1", text)
    text = re.sub(r"<(https?://[^|<>]*)(?:\|[^<>]*)?>", r"\1", text)
    text = re.sub(r"<#[A-Z0-9]+\|([^<>]*)>", r"#\1", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
