"""Clicks on a card. Decide first, in Redis, then acknowledge: a click that was acknowledged is not lost."""

from collections.abc import Callable
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.approvals import Approval, Vote
from bot.background import Background
from bot.desk import Desk, Refused
from bot.listeners.payload import Click, click
from bot.policy import Act
from bot.slack import Slack
from bot.views import modals

View = Callable[[Approval, int], dict[str, Any]]


class Actions:
    def __init__(self, *, desk: Desk, slack: Slack, background: Background) -> None:
        self._desk = desk
        self._slack = slack
        self._background = background

    async def approve(self, body: dict[str, Any], ack: AsyncAck) -> None:
        pressed = click(body)
        vote = Vote(type="approve", person=pressed.person, version=pressed.version)
        try:
            await self._desk.vote(pressed.approval, {pressed.action: vote}, team=pressed.team)
        except Refused as refusal:
            self._whisper(pressed, str(refusal))
        await ack()

    async def approve_all(self, body: dict[str, Any], ack: AsyncAck) -> None:
        pressed = click(body)
        try:
            await self._desk.approve_all(
                pressed.approval, person=pressed.person, team=pressed.team, version=pressed.version
            )
        except Refused as refusal:
            self._whisper(pressed, str(refusal))
        await ack()

    async def edit(self, body: dict[str, Any], ack: AsyncAck) -> None:
        await self._open(click(body), "edit", modals.edit)
        await ack()

    async def reject(self, body: dict[str, Any], ack: AsyncAck) -> None:
        await self._open(click(body), "reject", modals.reject)
        await ack()

    async def respond(self, body: dict[str, Any], ack: AsyncAck) -> None:
        await self._open(click(body), "respond", modals.respond)
        await ack()

    async def show(self, body: dict[str, Any], ack: AsyncAck) -> None:
        await self._open(click(body), "approve", modals.show_all)
        await ack()

    async def turn_page(self, body: dict[str, Any], ack: AsyncAck) -> None:
        """Another page of all arguments; the first one, if they were changed since the view was drawn."""
        pressed, view = click(body), body["view"]
        try:
            approval = await self._desk.may_open(
                pressed.approval, pressed.action, act="approve", person=pressed.person, team=pressed.team
            )
        except Refused as refusal:
            other = modals.refused(str(refusal))
        else:
            same = pressed.version == approval.course(pressed.action).version
            other = modals.show_all(approval, pressed.action, pressed.page if same else 0)
        await self._slack.client.views_update(view_id=view["id"], hash=view["hash"], view=other)
        await ack()

    async def _open(self, pressed: Click, act: Act, view: View) -> None:
        # The trigger lives three seconds, so the view is opened before anything else is done.
        try:
            approval = await self._desk.may_open(
                pressed.approval, pressed.action, act=act, person=pressed.person, team=pressed.team
            )
        except Refused as refusal:
            self._whisper(pressed, str(refusal))
            return
        await self._slack.client.views_open(trigger_id=pressed.trigger, view=view(approval, pressed.action))

    def _whisper(self, pressed: Click, text: str) -> None:
        if pressed.channel:
            note = self._slack.whisper(pressed.channel, pressed.person, text, thread_ts=pressed.thread_ts)
            self._background.start(note)
