"""One of the workspace's people, for tests: sees what the page would show them and does what they could do there."""

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp

from sandbox.block_kit import elements
from sandbox.changes import Message, View
from sandbox.forms import filled, held, option
from sandbox.sight import Sight, shown_text

Seen = TypeVar("Seen")
Result = dict[str, Any]
LONGEST_EVENT = 4 * 1024 * 1024
PATIENCE = 60.0
"""Seconds that somebody waits for what has to happen; what was killed on a busy machine takes some to go on."""


class NotSeenError(AssertionError):
    """What was waited for did not happen; the message tells what did."""


class Person:
    """`async with Person(url, "U0REQUESTER") as riley:`; channels are named by id or by name."""

    def __init__(self, sandbox_url: str, user_id: str) -> None:
        self.id = user_id
        self.sight = Sight(user_id)
        self._url = sandbox_url.rstrip("/")
        self._changed = asyncio.Event()
        self._ended = ""

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(read_bufsize=LONGEST_EVENT, timeout=aiohttp.ClientTimeout(total=None))
        self._reader = asyncio.create_task(self._read())
        await self.until(lambda: self.sight.loaded, what="the workspace")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)
        await self._session.close()

    @property
    def views(self) -> list[View]:
        """The open modals, the visible one last."""
        return self.sight.views

    @property
    def home(self) -> View | None:
        return self.sight.home

    @property
    def warnings(self) -> list[str]:
        return self.sight.warnings

    @property
    def mails(self) -> list[dict[str, Any]]:
        """Newest first."""
        return self.sight.mails

    @property
    def direct(self) -> str:
        """The id of this person's conversation with the bot."""
        return str(next(c["id"] for c in self.sight.channels.values() if c.get("user") == self.id))

    def status(self, channel: str, thread_ts: str) -> str:
        return self.sight.statuses.get((self.sight.channel_id(channel), thread_ts), "")

    def messages(self, channel: str = "general") -> list[Message]:
        """Oldest first, with replies and this person's private notes."""
        return self.sight.in_channel(channel)

    def notes(self) -> list[Message]:
        """The private notes to this person, oldest first."""
        return [message for message in self.sight.everywhere() if message.get("ephemeral_to") == self.id]

    def thread(self, parent: Message | str, channel: str = "general") -> list[Message]:
        """The replies under a message, which is given itself or by its `ts`."""
        ts, place = (parent, channel) if isinstance(parent, str) else (_root(parent), parent["channel"])
        return [message for message in self.messages(place) if message.get("thread_ts") == ts != message["ts"]]

    def find(self, text: str, channel: str | None = None) -> Message | None:
        """The newest message that shows this text, in this channel or anywhere."""
        messages = self.messages(channel) if channel else self.sight.everywhere()
        return next((message for message in reversed(messages) if text in shown_text(message)), None)

    async def see(self, text: str, channel: str | None = None, timeout: float = PATIENCE) -> Message:
        """Wait for a message that shows this text."""
        return await self.until(lambda: self.find(text, channel), timeout, what=f"a message with {text!r}")

    async def until(self, predicate: Callable[[], Seen | None], timeout: float = PATIENCE, what: str = "") -> Seen:
        """Wait (seconds) for what the predicate finds true, asking again whenever something happens."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while not (found := predicate()):
                    if self._ended:
                        break
                    self._changed.clear()
                    await self._changed.wait()
        if found := predicate():
            return found
        waited = self._ended or f"{timeout:g} seconds passed"
        raise NotSeenError(f"{self.sight.name} did not see {what or 'what was waited for'}: {waited}.\n{self.sight}")

    async def say(self, text: str, channel: str = "general", thread_ts: str | None = None) -> str:
        """Write a message; its `ts`. A text that begins with `/` is a command, without a `ts`."""
        body = {"channel": self.sight.channel_id(channel), "text": text, "thread_ts": thread_ts}
        result = await self._post("messages", body)
        if not result["ok"]:
            raise AssertionError(f"{self.sight.name} could not say {text!r}: {result['error']}")
        return str(result.get("ts", ""))

    async def reply(self, message: Message, text: str) -> str:
        return await self.say(text, message["channel"], _root(message))

    async def click(self, button: str, where: Message | View, nth: int = 0, *, stale: bool = False) -> Result:
        """Click the nth button with this text, in a message or view as it looks now (stale: as it looked before)."""
        surface = where if stale else self.sight.current(where)
        buttons = [
            (block, element)
            for block, element in elements(surface.get("blocks", []))
            if element["type"] == "button" and element["text"]["text"] == button
        ]
        if len(buttons) <= nth:
            raise AssertionError(f"There is no button {button!r} (number {nth}) in:\n{shown_text(surface)}")
        block, element = buttons[nth]
        return await self._act(surface, block, element, {})

    async def choose(self, wanted: str, where: Message | View, action_id: str) -> Result:
        """Pick one option of the select, radio group or overflow menu with this action id."""
        surface = self.sight.current(where)
        for block, element in elements(surface["blocks"]):
            if element["action_id"] == action_id:
                many = element["type"] == "checkboxes" or element["type"].startswith("multi_")
                value = held(element, [wanted] if many else option(element, wanted)["value"])
                return await self._act(surface, block, element, value)
        raise AssertionError(f"There is no element {action_id!r} in:\n{shown_text(surface)}")

    async def options(self, typed: str, where: Message | View, action_id: str) -> list[dict[str, Any]]:
        """What the bot offers for this text in a select of its own making."""
        surface = self.sight.current(where)
        block = next(block for block, element in elements(surface["blocks"]) if element["action_id"] == action_id)
        ids = {"block_id": block["block_id"], "action_id": action_id}
        answer = await self._post("suggestions", {**_place(surface), **ids, "value": typed})
        groups = answer.get("option_groups", [])
        return [*answer.get("options", []), *(option for group in groups for option in group["options"])]

    async def view(self, title: str = "", timeout: float = PATIENCE) -> View:
        """Wait for an open modal whose title begins so."""

        def visible() -> View | None:
            top = self.views[-1] if self.views else None
            return top if top and top["title"]["text"].startswith(title) else None

        return await self.until(visible, timeout, what=f"a modal {title!r}")

    async def submit(self, view: View, values: Mapping[str, Any] | None = None) -> Result:
        """Submit a modal; fields are named by block id or by how their label begins, the others keep their values."""
        current = self.sight.current(view)
        return await self._post(
            "views/submit", {"view_id": view["id"], "values": filled(current["blocks"], values or {})}
        )

    async def close(self, view: View) -> Result:
        return await self._post("views/close", {"view_id": view["id"]})

    async def open_home(self) -> Result:
        return await self._post("home", {})

    async def _act(self, surface: dict[str, Any], block: dict[str, Any], element: dict[str, Any], value: Any) -> Result:
        ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
        return await self._post("actions", {**_place(surface), **ids, "value": value})

    async def _post(self, path: str, body: dict[str, Any]) -> Result:
        async with self._session.post(f"{self._url}/client/{path}", json={"user": self.id, **body}) as response:
            result: Result = await response.json()
            return result

    async def _get(self, path: str, **query: str) -> Any:
        async with self._session.get(f"{self._url}/client/{path}", params=query) as response:
            return await response.json()

    async def _read(self) -> None:
        """Follow the events; what was there before them is loaded once the stream is open, so nothing falls between."""
        try:
            async with self._session.get(f"{self._url}/client/events", params={"user": self.id}) as response:
                async for line in response.content:
                    if not line.startswith(b"data: "):
                        continue
                    if not self.sight.loaded:
                        await self._load()
                    await self._take(json.loads(line.removeprefix(b"data: ")))
            self._ended = "the sandbox closed"
        except (aiohttp.ClientError, ConnectionError) as lost:
            self._ended = f"the sandbox is gone ({lost})"
        self._changed.set()

    async def _take(self, event: dict[str, Any]) -> None:
        if event["type"] == "directory":
            self.sight.know(await self._get("workspace"))
        else:
            self.sight.take(event)
        self._changed.set()

    async def _load(self) -> None:
        workspace = await self._get("workspace")
        histories = {
            channel["id"]: (await self._get("messages", channel=channel["id"], user=self.id)).get("messages", [])
            for channel in workspace["channels"]
        }
        self.sight.load(workspace, histories, (await self._get("mails"))["mails"])


async def administer(sandbox_url: str, order: str, **arguments: str) -> None:
    """Give one of the orders of `sandbox.administration` to a sandbox that runs elsewhere."""
    url = f"{sandbox_url.rstrip('/')}/client/administration"
    async with aiohttp.ClientSession() as session, session.post(url, json={"order": order, **arguments}) as response:
        answer: Result = await response.json()
    if not answer["ok"]:
        raise AssertionError(f"The sandbox did not {order.replace('_', ' ')}: {answer}")


def _place(surface: dict[str, Any]) -> dict[str, str]:
    return {"channel": surface["channel"], "ts": surface["ts"]} if "channel" in surface else {"view_id": surface["id"]}


def _root(message: Message) -> str:
    return str(message.get("thread_ts") or message["ts"])
