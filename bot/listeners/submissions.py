"""Submitted views: the same checks again, because minutes may have passed since the view was opened."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from agent.calls import changeable
from bot.approvals import Approval, Vote
from bot.canonical import canonical
from bot.desk import Desk, Refused
from bot.language import say, sentences
from bot.listeners.payload import target, team, typed
from bot.policy import Act
from bot.problems import Path, problems
from bot.tools import Tools
from bot.views import modals, notes
from bot.views.confirmation import CONFIRMED, unconfirmed
from bot.views.forms import Form
from bot.views.forms.answers import Answer
from bot.views.redaction import withheld


class Submissions:
    def __init__(self, *, desk: Desk, tools: Tools) -> None:
        self._desk = desk
        self._tools = tools

    async def _opened(self, body: dict[str, Any], ack: AsyncAck, act: Act) -> Approval | None:
        """The approval that a view is about; None when this person may not any more, which they have been told then."""
        id, index, _ = target(body["view"]["private_metadata"])
        try:
            return await self._desk.may_open(id, index, act=act, person=body["user"]["id"], team=team(body))
        except Refused as refusal:
            await ack(response_action="update", view=modals.refused(str(refusal)))
            return None

    async def edit(self, body: dict[str, Any], ack: AsyncAck) -> None:
        approval = await self._opened(body, ack, "edit")
        if approval is None:
            return
        index, person = target(body["view"]["private_metadata"]).action, body["user"]["id"]
        action = approval.action(index)
        form = Form.of(action.arguments_schema, action.values)
        if form is None:
            await ack(response_action="update", view=modals.refused(modals.TOO_LONG()))
            return
        values, errors = form.read(body["view"]["state"]["values"])
        wrong = {} if errors else self._tools.problems(action.tool, values, action.arguments_schema)
        if errors := errors or form.beside(wrong):
            await ack(response_action="errors", errors=errors)
            return
        if wrong:
            await ack(response_action="update", view=modals.refused(sentences(*wrong.values())))
            return
        edited, reason = canonical(values), typed(body, modals.REASON) or None
        approves = await self._desk.edit_approves(approval, index, person=person, team=team(body))
        if approves and await _asked_once_more(body, ack, approval, index):
            return
        if edited != action.arguments:
            presented = self._tools.presentations(action.tool, values, withheld(action.changed(edited)))
            vote = Vote(type="edit", person=person, arguments=edited, message=reason, presentations=presented)
            await self._cast(body, ack, vote)
        elif approves:
            await self._cast(body, ack, Vote(type="approve", person=person))
        else:
            await ack(response_action="update", view=modals.refused(notes.NOTHING_CHANGED()))

    async def reject(self, body: dict[str, Any], ack: AsyncAck) -> None:
        reason = typed(body, modals.REASON) or None
        await self._cast(body, ack, Vote(type="reject", person=body["user"]["id"], message=reason))

    async def respond(self, body: dict[str, Any], ack: AsyncAck) -> None:
        approval = await self._opened(body, ack, "respond")
        if approval is None:
            return
        if approval.ask.shape == "value":
            await self._answer(body, ack, approval)
            return
        answer = typed(body, modals.ANSWER)
        if not answer:
            await ack(response_action="errors", errors={modals.ANSWER: say("Write an answer.")})
            return
        await self._cast(body, ack, Vote(type="respond", person=body["user"]["id"], message=answer))

    async def _answer(self, body: dict[str, Any], ack: AsyncAck, approval: Approval) -> None:
        """The whole answer is checked here: what the graph cannot take would spoil its run."""
        schema = approval.ask.response_schema or {}
        form = Answer(schema)
        value, errors = form.read(body["view"]["state"]["values"])
        if errors := errors or form.beside(_wrong(schema, value)):
            await ack(response_action="errors", errors=errors)
            return
        await self._cast(body, ack, Vote(type="respond", person=body["user"]["id"], value=canonical(value)))

    async def approve(self, body: dict[str, Any], ack: AsyncAck) -> None:
        approval, index = await self._opened(body, ack, "approve"), target(body["view"]["private_metadata"]).action
        if approval is None or await _asked_once_more(body, ack, approval, index):
            return
        await self._cast(body, ack, Vote(type="approve", person=body["user"]["id"]))

    async def _cast(self, body: dict[str, Any], ack: AsyncAck, vote: Vote) -> None:
        id, index, version = target(body["view"]["private_metadata"])
        vote = vote.model_copy(update={"version": version})
        try:
            after = await self._desk.vote(id, index, vote, team=team(body))
        except Refused as refusal:
            await ack(response_action="update", view=modals.refused(str(refusal)))
            return
        if index in after.open_actions:
            await ack(response_action="update", view=modals.counted(notes.stands(after, index, voter=vote.person)))
        elif body["view"].get("previous_view_id"):
            await ack(response_action="clear")
        else:
            await ack()


async def _asked_once_more(body: dict[str, Any], ack: AsyncAck, approval: Approval, index: int) -> bool:
    """Whether this approval does not count before the box for what is of high risk is ticked."""
    state = body["view"]["state"]["values"]
    if not unconfirmed(approval, index, state):
        return False
    if CONFIRMED in state:
        await ack(response_action="errors", errors={CONFIRMED: say("Tick this box to approve.")})
    else:
        await ack(response_action="update", view=modals.refused(notes.ASKED_NOTHING()))
    return True


def _wrong(schema: Mapping[str, Any], value: Any) -> dict[Path, str]:
    """What is wrong with the answer to a graph's own question."""
    if problem := next(changeable(value, "the answer"), None):
        return {(): say("This cannot be sent as it stands: {problem}.", problem=problem)}
    return problems(dict(schema), value, formats=True) if schema else {}
