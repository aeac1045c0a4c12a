"""Buttons and views with which people talk about an approval: ask, answer, nudge, add to the request."""

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.approvals import Remark
from bot.background import Background
from bot.desk import Refused
from bot.listeners.dialogs import open_view, whisper
from bot.listeners.payload import Click, click, target, team, typed
from bot.remarks import Remarks
from bot.reminders import Reminders
from bot.slack import Slack
from bot.views import remarks as views


class Conversation:
    def __init__(self, *, remarks: Remarks, reminders: Reminders, slack: Slack, background: Background) -> None:
        self._remarks = remarks
        self._reminders = reminders
        self._slack = slack
        self._background = background

    async def ask(self, body: dict[str, Any], ack: AsyncAck) -> None:
        pressed = click(body)
        try:
            approval = await self._remarks.may_ask(
                pressed.approval, pressed.action, person=pressed.person, team=pressed.team
            )
        except Refused as refusal:
            self._whisper(pressed, str(refusal))
        else:
            await open_view(self._slack, pressed, views.ask_view(approval, pressed.action))
        await ack()

    async def answer(self, body: dict[str, Any], ack: AsyncAck) -> None:
        pressed = click(body)
        try:
            approval = await self._remarks.may_answer(pressed.approval, person=pressed.person, team=pressed.team)
        except Refused as refusal:
            self._whisper(pressed, str(refusal))
        else:
            await open_view(self._slack, pressed, views.answer_view(approval))
        await ack()

    async def nudge(self, body: dict[str, Any], ack: AsyncAck) -> None:
        pressed = click(body)
        try:
            await self._reminders.nudge(pressed.approval, person=pressed.person, team=pressed.team)
        except Refused as refusal:
            self._whisper(pressed, str(refusal))
        else:
            self._whisper(pressed, views.NUDGED())
        await ack()

    async def add(self, body: dict[str, Any], ack: AsyncAck) -> None:
        """A message that waits for the current turn becomes part of what the turn waits for."""
        pressed = click(body)
        try:
            ts = str(body["actions"][0].get("value")).partition(":")[2]
            await self._remarks.add(pressed.approval, ts, person=pressed.person, team=pressed.team)
        except Refused as refusal:
            self._whisper(pressed, str(refusal))
        await ack()

    async def asked(self, body: dict[str, Any], ack: AsyncAck) -> None:
        text, (id, index, _) = typed(body, views.TEXT), target(body["view"]["private_metadata"])
        if not text:
            await ack(response_action="errors", errors={views.TEXT: views.EMPTY()})
            return
        try:
            await self._remarks.ask(id, index, text, person=body["user"]["id"], team=team(body))
        except Refused as refusal:
            await ack(response_action="update", view=views.refused(str(refusal)))
            return
        await ack()

    async def answered(self, body: dict[str, Any], ack: AsyncAck) -> None:
        text, id = typed(body, views.TEXT), target(body["view"]["private_metadata"]).approval
        if not text:
            await ack(response_action="errors", errors={views.TEXT: views.EMPTY()})
            return
        remark = Remark(kind="answer", person=body["user"]["id"], text=text, at=0)
        try:
            await self._remarks.answer(id, remark, team=team(body))
        except Refused as refusal:
            await ack(response_action="update", view=views.refused(str(refusal)))
            return
        await ack()

    def _whisper(self, pressed: Click, text: str) -> None:
        self._background.start(whisper(self._slack, pressed, text))
