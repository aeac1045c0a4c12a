"""`/approvals`: what waits for me, who stands in for me, and the standing rules; and their buttons."""

import re
import time
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond

from bot.absences import Absences, end_of, zone
from bot.desk import Desk, Refused
from bot.electorate import Electorate
from bot.language import say
from bot.listeners.dialogs import open_view, whisper
from bot.listeners.payload import click, target, team
from bot.policy import Forbidden
from bot.policy.standing import StandIn
from bot.slack import Slack
from bot.slack.people import Directory
from bot.standing import Standing
from bot.views import Drawn
from bot.views import standing as views
from bot.views.blocks import moment, section
from bot.views.home import line

_DELEGATE = re.compile(r"delegate\s+<@([A-Z0-9]+)(?:\|[^>]*)?>(?:\s+(?:until|for|till)\s+(.+))?", re.IGNORECASE)
_HELP = partial(
    say,
    "`/approvals` lists what waits for you.\n"
    "`/approvals delegate @someone until friday` lets somebody decide in your place; `/approvals back` ends it.\n"
    "`/approvals rules` lists the calls that somebody always allows.",
)


class ApprovalsCommand:
    def __init__(
        self,
        *,
        desk: Desk,
        electorate: Electorate,
        standing: Standing,
        absences: Absences,
        directory: Directory,
        slack: Slack,
    ) -> None:
        self._desk = desk
        self._electorate = electorate
        self._standing = standing
        self._absences = absences
        self._directory = directory
        self._slack = slack

    async def command(self, body: dict[str, Any], ack: AsyncAck) -> None:
        text = " ".join(str(body.get("text", "")).split())
        user, workspace = str(body["user_id"]), str(body["team_id"])
        try:
            said = await self._answer(text, user=user, workspace=workspace)
        except Forbidden as error:
            said = _said(str(error))
        await ack(response_type="ephemeral", text=said.text, blocks=said.blocks)

    async def _answer(self, text: str, *, user: str, workspace: str) -> Drawn:
        verb = text.partition(" ")[0].lower()
        if verb == "":
            found, _ = await self._electorate.waiting(user, team=workspace)
            return views.waiting([line(approval) for approval in found])
        if verb == "rules":
            return views.rules(await self._standing.listed(person=user, team=workspace))
        if verb == "delegate":
            return _said(await self._delegate(text, user=user, workspace=workspace))
        if verb == "back":
            if await self._absences.end(user):
                return _said(say("Welcome back: you decide for yourself again."))
            return _said(say("Nobody stood in for you."))
        return _said(_HELP())

    async def _delegate(self, text: str, *, user: str, workspace: str) -> str:
        asked = _DELEGATE.fullmatch(text)
        if asked is None:
            found = await self._absences.of(user, now=time.time())
            return views.stand_in(found) if text.lower() == "delegate" else _HELP()
        now = datetime.now(zone(await self._directory.zone(user)))
        until = end_of(asked[2] or "", now=now)
        if until is None:
            return say(
                "Until when? Write a day or a time span of at most 90 days, for example `until friday`, "
                "`until 2026-12-24` or `for 3 days`."
            )
        await self._absences.delegate(user, to=asked[1], until=until, team=workspace)
        return views.stand_in(StandIn(person=user, by=asked[1], until=until))

    async def open_always_allow(self, body: dict[str, Any], ack: AsyncAck) -> None:
        pressed = click(body)
        try:
            approval = await self._desk.known(pressed.approval)
            await self._standing.may_allow(approval, pressed.action, person=pressed.person, team=pressed.team)
        except (Refused, Forbidden) as error:
            await whisper(self._slack, pressed, str(error))
        else:
            await open_view(self._slack, pressed, views.always_allow(approval, pressed.action))
        await ack()

    async def allow(self, body: dict[str, Any], ack: AsyncAck) -> None:
        id, index, _ = target(body["view"]["private_metadata"])
        values = body["view"]["state"]["values"]
        who = {"person": body["user"]["id"], "team": team(body)}
        try:
            approval = await self._desk.known(id)
            free, seconds = views.left_free(approval, index, values), views.seconds(values)
            rule = await self._standing.allow(approval, index, free=free, seconds=seconds, **who)
        except (Refused, Forbidden) as error:
            await ack(response_action="update", view=views.told(say("Not allowed"), str(error)))
            return
        said = say("Allowed until {when}. `/approvals rules` lists and revokes.", when=moment(rule.until))
        await ack(response_action="update", view=views.told(say("Always allowed"), said))

    async def revoke(self, body: dict[str, Any], ack: AsyncAck, respond: AsyncRespond) -> None:
        id, person, workspace = str(body["actions"][0].get("value")), body["user"]["id"], team(body)
        try:
            await self._standing.revoke(id, person=person, team=workspace)
            said = views.rules(await self._standing.listed(person=person, team=workspace))
        except Forbidden as error:
            said = _said(str(error))
        await ack()
        if self._slack.is_own(respond.response_url):
            await respond(text=said.text, blocks=said.blocks, replace_original=True)


def _said(text: str) -> Drawn:
    return Drawn(text, [section(text)])
