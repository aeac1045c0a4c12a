"""Clicks on a card. Decide first, in Redis, then acknowledge: a click that was acknowledged is not lost."""

from collections.abc import Callable, Iterable
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.approvals import Approval, Vote
from bot.background import Background
from bot.desk import Desk, Refused
from bot.listeners.dialogs import change_view, open_view, whisper
from bot.listeners.payload import Click, click, seen
from bot.policy import Act
from bot.slack import Slack
from bot.views import modals, notes

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
            after = await self._desk.vote(pressed.approval, pressed.action, vote, team=pressed.team)
        except Refused as refusal:
            self._whisper(pressed, str(refusal))
        else:
            self._tell(pressed, after, [pressed.action])
        await ack()

    async def approve_all(self, body: dict[str, Any], ack: AsyncAck) -> None:
        pressed, shown = click(body), seen(body["actions"][0].get("value"))
        try:
            after = await self._desk.approve_all(pressed.approval, shown, person=pressed.person, team=pressed.team)
        except Refused as refusal:
            self._whisper(pressed, str(refusal))
        else:
            self._tell(pressed, after, shown)
        await ack()

    async def take_back(self, body: dict[str, Any], ack: AsyncAck) -> None:
        pressed = click(body)
        try:
            await self._desk.take_back(pressed.approval, pressed.action, person=pressed.person, team=pressed.team)
        except Refused as refusal:
            self._whisper(pressed, str(refusal))
        else:
            self._whisper(pressed, notes.TAKEN_BACK())
        await ack()

    async def withdraw(self, body: dict[str, Any], ack: AsyncAck) -> None:
        pressed = click(body)
        try:
            await self._desk.withdraw(pressed.approval, person=pressed.person, team=pressed.team)
        except Refused as refusal:
            self._whisper(pressed, str(refusal))
        await ack()

    async def follow(self, ack: AsyncAck) -> None:
        """A button that is a link: Slack opens it, and wants to know that we heard of it."""
        await ack()

    async def edit(self, body: dict[str, Any], ack: AsyncAck) -> None:
        pressed = click(body)
        approval = await self._opened(pressed, "edit")
        if approval:
            who = {"person": pressed.person, "team": pressed.team}
            approves = await self._desk.edit_approves(approval, pressed.action, **who)
            await open_view(self._slack, pressed, modals.edit(approval, pressed.action, approves=approves))
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
        pressed = click(body)
        try:
            approval = await self._desk.may_open(
                pressed.approval, pressed.action, act="approve", person=pressed.person, team=pressed.team
            )
        except Refused as refusal:
            other = modals.refused(str(refusal))
        else:
            same = pressed.version == approval.course(pressed.action).version
            other = modals.show_all(approval, pressed.action, pressed.page if same else 0)
        if pressed.view:
            await change_view(self._slack, pressed.view, other)
        await ack()

    async def _open(self, pressed: Click, act: Act, view: View) -> None:
        if approval := await self._opened(pressed, act):
            await open_view(self._slack, pressed, view(approval, pressed.action))

    async def _opened(self, pressed: Click, act: Act) -> Approval | None:
        """The approval, for a view; None when this person may not, which they have been told then."""
        # The trigger lives three seconds, so the view is opened before anything else is done.
        try:
            return await self._desk.may_open(
                pressed.approval, pressed.action, act=act, person=pressed.person, team=pressed.team
            )
        except Refused as refusal:
            if pressed.inside:
                await open_view(self._slack, pressed, modals.refused(str(refusal)))
            self._whisper(pressed, str(refusal))
            return None

    def _tell(self, pressed: Click, after: Approval, indexes: Iterable[int]) -> None:
        """What their vote counts for, when it was not the last word."""
        left = [index for index in indexes if index in after.open_actions]
        if left:
            self._whisper(pressed, notes.stands(after, left[0], voter=pressed.person))

    def _whisper(self, pressed: Click, text: str) -> None:
        self._background.start(whisper(self._slack, pressed, text))
