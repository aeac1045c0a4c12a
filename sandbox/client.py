"""What the page (and a test, as `Person`) asks of the sandbox. Every answer is JSON; `user` says which person acts."""

import json
import os
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox import typed
from sandbox.administration import Administration
from sandbox.bot_events import BotEvents
from sandbox.delivery import Delivery
from sandbox.directory import TEAM_ID, TEAM_NAME, Channel, User
from sandbox.errors import SlackError
from sandbox.feed import Feed
from sandbox.interactions import Interactions
from sandbox.outbox import Outbox
from sandbox.submissions import Submissions
from sandbox.workspace import Workspace

Body = dict[str, Any]
Handler = Callable[[Body], Awaitable[Body]]


class Client:
    def __init__(
        self,
        workspace: Workspace,
        *,
        administration: Administration,
        interactions: Interactions,
        submissions: Submissions,
        events: BotEvents,
        delivery: Delivery,
        feed: Feed,
        outbox: Outbox,
        about: Body,
    ) -> None:
        self._workspace = workspace
        self._administration = administration
        self._interactions = interactions
        self._submissions = submissions
        self._events = events
        self._delivery = delivery
        self._feed = feed
        self._outbox = outbox
        self._about = about

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/client/health", self._health),
            web.get("/client/workspace", self._describe),
            web.get("/client/messages", self._messages),
            web.get("/client/mails", self._mails),
            web.get("/client/events", self._follow),
            web.post("/client/messages", _answering(self._say)),
            web.post("/client/actions", _answering(self._act)),
            web.post("/client/suggestions", _answering(self._suggest)),
            web.post("/client/views/submit", _answering(self._submit)),
            web.post("/client/views/close", _answering(self._close)),
            web.post("/client/home", _answering(self._home)),
            web.post("/client/administration", _answering(self._administer)),
        ]

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response(
            {"ok": True, "sandbox": "countersign", "data": self._about["data"], "pid": os.getpid()}
        )

    async def _describe(self, _request: web.Request) -> web.Response:
        bot = self._workspace.bot
        described = {
            "team": {"id": TEAM_ID, "name": TEAM_NAME},
            "bot": {"id": bot.id, "name": bot.name, "real_name": bot.real_name},
            "people": [_person(user) for user in self._workspace.people()],
            "groups": [{"id": group.id, "handle": group.handle} for group in self._workspace.groups.values()],
            "channels": [_channel(channel) for channel in self._workspace.channels.values()],
            "commands": [vars(command) for command in self._workspace.commands],
            "connected": self._delivery.connected,
            "mode": self._about["mode"],
        }
        return web.json_response(described)

    async def _messages(self, request: web.Request) -> web.Response:
        channel, user = request.query.get("channel", ""), request.query.get("user", "")
        if channel not in self._workspace.channels or not self._workspace.may_read(user, channel):
            return web.json_response(SlackError("channel_not_found").body())
        return web.json_response({"messages": self._workspace.messages.visible_to(channel, user)})

    async def _mails(self, _request: web.Request) -> web.Response:
        return web.json_response({"mails": self._outbox.newest_first()})

    async def _follow(self, request: web.Request) -> web.StreamResponse:
        user = request.query.get("user", "")
        return await self._feed.serve(request, user, {"type": "connection", "connected": self._delivery.connected})

    async def _say(self, body: Body) -> Body:
        user, channel = self._workspace.user(body["user"]), self._workspace.channel(body["channel"])
        text = str(body["text"])
        if user.id not in channel.members:
            raise SlackError("not_in_channel")
        if not text.strip():
            raise SlackError("no_text")
        if text.startswith("/"):
            if body.get("thread_ts"):
                raise SlackError("command_not_supported_in_threads")
            return await self._interactions.command(user.id, channel.id, text)
        stored = typed.stored(text, self._workspace)
        return {"ok": True, "ts": self._workspace.say(user.id, channel.id, stored, body.get("thread_ts"))["ts"]}

    async def _act(self, body: Body) -> Body:
        user = self._workspace.user(body["user"]).id
        if body.get("view_id"):
            return await self._interactions.act_in_view(user, body["view_id"], body)
        return await self._interactions.act_in_message(user, body["channel"], body["ts"], body)

    async def _suggest(self, body: Body) -> Body:
        return await self._interactions.suggest(self._workspace.user(body["user"]).id, body)

    async def _submit(self, body: Body) -> Body:
        user = self._workspace.user(body["user"]).id
        return await self._submissions.submit(user, body["view_id"], body.get("values") or {})

    async def _close(self, body: Body) -> Body:
        return await self._submissions.close(self._workspace.user(body["user"]).id, body["view_id"])

    async def _home(self, body: Body) -> Body:
        user = self._workspace.user(body["user"]).id
        self._events.home_opened(user)
        return {"ok": True, "view": self._workspace.views.home(user)}

    async def _administer(self, body: Body) -> Body:
        self._administration.obey(body.pop("order"), body)
        return {"ok": True}


def _answering(handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        # Other pages in the same browser cannot send this type without asking first; so they cannot act as our people.
        if request.content_type != "application/json":
            return web.json_response({"ok": False, "error": "json_expected"}, status=415)
        try:
            return web.json_response(await handler(json.loads(await request.text())))
        except SlackError as refusal:
            return web.json_response(refusal.body())
        except KeyError as missing:
            return web.json_response({"ok": False, "error": f"missing_{missing.args[0]}"}, status=400)
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_json"}, status=400)

    return answer


def _person(user: User) -> Body:
    names = ("id", "name", "real_name", "title", "tz", "color", "deleted")
    return {name: getattr(user, name) for name in names}


def _channel(channel: Channel) -> Body:
    kind = "im" if channel.kind == "im" else "channel"
    described = {
        "id": channel.id,
        "name": channel.name,
        "kind": kind,
        "topic": channel.topic,
        "members": channel.members,
        "is_private": channel.kind != "channel",
        "is_ext_shared": channel.is_ext_shared,
    }
    return described | ({"user": channel.user} if channel.user else {})
