"""Submitted views: the same checks again, because minutes may have passed since the view was opened."""

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.approvals import Vote, canonical
from bot.desk import Desk, Refused
from bot.listeners.payload import target, team, typed
from bot.tools import Tools
from bot.views import modals, notes
from bot.views.forms import Form


class Submissions:
    def __init__(self, *, desk: Desk, tools: Tools) -> None:
        self._desk = desk
        self._tools = tools

    async def edit(self, body: dict[str, Any], ack: AsyncAck) -> None:
        id, index, _ = target(body["view"]["private_metadata"])
        person = body["user"]["id"]
        try:
            approval = await self._desk.may_open(id, index, act="edit", person=person, team=team(body))
        except Refused as refusal:
            await ack(response_action="update", view=modals.refused(str(refusal)))
            return
        action = approval.action(index)
        form = Form.of(action.arguments_schema, action.values)
        if form is None:
            await ack(response_action="update", view=modals.refused(modals.TOO_LONG))
            return
        values, errors = form.read(body["view"]["state"]["values"])
        problems = {} if errors else self._tools.problems(action.tool, values)
        if errors := errors or form.beside(problems):
            await ack(response_action="errors", errors=errors)
            return
        if problems:
            await ack(response_action="update", view=modals.refused(" ".join(problems.values())))
            return
        edited, reason = canonical(values), typed(body, modals.REASON) or None
        if edited != action.arguments:
            await self._cast(body, ack, Vote(type="edit", person=person, arguments=edited, message=reason))
        elif await self._desk.change_approves(approval, index, person=person, team=team(body)):
            await self._cast(body, ack, Vote(type="approve", person=person))
        else:
            await ack(response_action="update", view=modals.refused(notes.NOTHING_CHANGED))

    async def reject(self, body: dict[str, Any], ack: AsyncAck) -> None:
        reason = typed(body, modals.REASON) or None
        await self._cast(body, ack, Vote(type="reject", person=body["user"]["id"], message=reason))

    async def respond(self, body: dict[str, Any], ack: AsyncAck) -> None:
        answer = typed(body, modals.ANSWER)
        if not answer:
            await ack(response_action="errors", errors={modals.ANSWER: "Write an answer."})
            return
        await self._cast(body, ack, Vote(type="respond", person=body["user"]["id"], message=answer))

    async def approve(self, body: dict[str, Any], ack: AsyncAck) -> None:
        await self._cast(body, ack, Vote(type="approve", person=body["user"]["id"]))

    async def _cast(self, body: dict[str, Any], ack: AsyncAck, vote: Vote) -> None:
        id, index, version = target(body["view"]["private_metadata"])
        vote = vote.model_copy(update={"version": version})
        try:
            after = await self._desk.vote(id, {index: vote}, team=team(body))
        except Refused as refusal:
            await ack(response_action="update", view=modals.refused(str(refusal)))
            return
        if index in after.open_actions:
            await ack(response_action="update", view=modals.counted(notes.stands(after, index, voter=vote.person)))
        elif body["view"].get("previous_view_id"):
            await ack(response_action="clear")
        else:
            await ack()
