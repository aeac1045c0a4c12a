"""One request from the message to the answer, told by people who try again when Slack warns them."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from redis.exceptions import RedisError

from bot.approvals import Approval
from bot.invariants import violations
from bot.store import keys
from bot.store.census import census
from sandbox.block_kit import elements
from sandbox.directory import TEAM_ID
from tests.faults.hall import APPROVALS, GENERAL, Hall
from tests.faults.points import Story
from tests.faults.waiting import GLANCE, until

PATIENCE = 90.0
"""Seconds for a step of a story in which a process dies."""
SECOND_THOUGHT = 3.0
"""Seconds after which a person who sees no change tries again."""
TIMEOUT = "3s"
"""After this a story that is to expire does."""
EVERY = 10_000
CHOICES = ("It ran", "Run again", "Give up")


class Telling:
    """A story being told, and what people saw of it."""

    def __init__(
        self,
        hall: Hall,
        name: str,
        story: Story = "mail",
        *,
        choice: str = CHOICES[0],
        channel: str = GENERAL,
        patience: float = PATIENCE,
    ) -> None:
        self._hall = hall
        self._name = name
        self._story = story
        self._choice = choice
        self._patience = patience
        self._channel = channel
        self._verb = "pay" if story == "pay" else "mail"
        self._request = f"I will {self._verb} {name}."
        self._ts = ""
        self._seen: dict[str, dict[str, Any]] = {}
        self.doubted_at: float | None = None
        """Epoch seconds at which people were asked what became of the call."""

    async def tell(self) -> None:
        await self.ask()
        await self.see_it_end()

    async def ask(self) -> None:
        self._ts = await self._hall.riley.say(f"@countersign {self._verb} {self._name}", self._channel)

    async def see_the_card(self) -> None:
        await self._until(self._asked)
        await self.see_quiet()

    async def see_it_end(self) -> None:
        await self.see_the_answer()
        await self.see_quiet()

    async def see_the_answer(self) -> None:
        if self._story != "expire":
            await self._until(self._decided)
        await self._until(self._answered)

    async def see_quiet(self) -> None:
        """Nothing is due, in this story or any other."""
        await self._until(self._quiet)

    async def _until(self, step: Callable[[], Awaitable[bool]]) -> None:
        try:
            async with asyncio.timeout(self._patience):
                while not await step():  # noqa: ASYNC110 - other processes do it, and tell nobody
                    await asyncio.sleep(GLANCE)
        except TimeoutError:
            told = "\n".join(str(message.get("text")) for message in self._hall.thread(self._channel, self._ts))
            raise AssertionError(f"never {step.__name__.strip('_')}; the thread says:\n{told}") from None

    async def _asked(self) -> bool:
        return self._card(self._request) is not None

    async def _decided(self) -> bool:
        """Press what decides, if there is something to press."""
        card = self._card(self._request)
        if card is None:
            return False
        button = "Edit" if self._story == "edit" else "Approve"
        await self._press(button, card)
        return not _has_button(button, self._current(card))

    async def _answered(self) -> bool:
        """Settle a doubt if there is one, and decide once more if there is another card."""
        if self._story != "expire":
            # Two workers that took each other for dead: the card that was there first is withdrawn.
            await self._decided()
        doubt = self._card("Nobody knows")
        if doubt and _has_button(self._choice, doubt):
            if self.doubted_at is None:  # later the card may only not be drawn yet
                assert self._effects() <= 1, "it ran again while people were asked whether it had run"
                self.doubted_at = time.time()
            await self._press(self._choice, doubt)
        return bool(self._answers())

    async def _press(self, button: str, card: dict[str, Any]) -> None:
        """Click, fill in what opens or still is open, and look whether the card changes."""
        avery = self._hall.avery
        if not avery.views and _has_button(button, self._current(card)):
            await avery.click(button, card)
        for view in avery.views[-1:]:
            await (avery.submit(view, self._written(view)) if view.get("submit") else avery.close(view))
        with contextlib.suppress(AssertionError):
            gone = lambda: not (_has_button(button, self._current(card)) and avery.sight.connected)  # noqa: E731
            await until(gone, "the card changes", within=SECOND_THOUGHT)

    def _written(self, view: dict[str, Any]) -> dict[str, str]:
        """What goes into the fields that this form has."""
        labels = [block.get("label", {}).get("text", "") for block in view["blocks"]]
        texts = {"Subject": f"{self._name} edited", "What you found": "She has it."}
        return {field: text for field, text in texts.items() if any(label.startswith(field) for label in labels)}

    async def _quiet(self) -> bool:
        try:
            return not await self._hall.store.redis.exists(keys.DUE_LOOK, keys.DUE_DRAW)
        except RedisError:
            return False  # it is down right now

    def _card(self, text: str) -> dict[str, Any] | None:
        """The newest that shows this; one that was seen is found again among however many."""
        found = next((card for card in self._hall.cards(text) if self._name in str(card["blocks"])), None)
        if found := found or self._seen.get(text):
            self._seen[text] = found = self._current(found)
        return found

    def _current(self, card: dict[str, Any]) -> dict[str, Any]:
        return self._hall.sandbox.workspace.messages.get(APPROVALS, card["ts"])

    def _answers(self) -> list[dict[str, Any]]:
        return [message for message in self._hall.thread(self._channel, self._ts) if _mark(message)[0] == "answer"]

    def _effects(self) -> int:
        return len(self._hall.mails(self._name)) + self._hall.payments(self._name)

    async def problems(self) -> list[str]:
        """What is wrong with how the story ended, as sentences."""
        records = await census(self._hall.store.redis)
        thread = f"{TEAM_ID}:{self._channel}:{self._ts}"
        own = [approval for approval in records.approvals.values() if approval.ask.thread == thread]
        return [*violations(records), *self._about_answers(), *self._about_effects(), *self._about_cards(own)]

    def _about_answers(self) -> list[str]:
        answers = [str(message["text"]) for message in self._answers()]
        fine = len(answers) == 1 and answers[0].startswith("Result:")
        return [] if fine else [f"the answers are {answers}"]

    def _about_effects(self) -> list[str]:
        effects = self._effects()
        if self.doubted_at is None:
            expected = range(1) if self._story == "expire" else range(1, 2)
        else:
            expected = range(1, 3) if self._choice == "Run again" else range(2)
        return [] if effects in expected else [f"there are {effects} effects"]

    def _about_cards(self, own: list[Approval]) -> list[str]:
        cards = self._hall.cards(self._name, newest=EVERY)
        drawn = Counter(_mark(card) for card in cards)
        notices = Counter(_mark(message) for message in self._hall.thread(self._channel, self._ts))
        wrong = [
            f"approval {a.ask.id} has {drawn['review', a.ask.id]} cards" for a in own if drawn["review", a.ask.id] != 1
        ]
        wrong += [f"{mark} was posted {count} times" for mark, count in notices.items() if count != 1]
        buttons = [card for card in cards if _has_button("Approve", card)]
        return [*wrong, *["a card still asks" for _ in buttons]]


def _mark(message: dict[str, Any]) -> tuple[str, str]:
    payload = message.get("metadata", {}).get("event_payload", {})
    return payload.get("kind", ""), payload.get("id", "")


def _has_button(text: str, message: dict[str, Any]) -> bool:
    found = elements(message.get("blocks", []))
    return any(element["type"] == "button" and element["text"]["text"] == text for _, element in found)
