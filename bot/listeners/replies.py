"""Replies in the threads of an approval: decisions under its card, and what its asker says while it waits."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial

from bot.approvals import Approval, Drawing, Remark, Vote
from bot.background import Background
from bot.ballots import CHANGED
from bot.desk import Desk, Refused
from bot.language import Words, speaking
from bot.listeners import wording
from bot.listeners.payload import target
from bot.listeners.wording import Spoken
from bot.remarks import Remarks
from bot.slack import Slack, Trouble
from bot.slack.languages import Languages
from bot.store import Store
from bot.store.threads import Message, Place
from bot.views import Drawn, notes
from bot.views.blocks import section
from bot.views.card import review_card
from bot.views.layout import Card, cards
from bot.views.remarks import BY_BUTTON, which
from bot.views.verdict import verdict

_SKEW = 5.0
"""Seconds by which our clock may differ from Slack's; nobody reads changed arguments faster."""

Order = Callable[[], Awaitable[str]]
"""Something that a message wants done; gives what everybody in the thread should know of it, if anything."""


class Replies:
    def __init__(
        self,
        *,
        store: Store,
        desk: Desk,
        remarks: Remarks,
        slack: Slack,
        languages: Languages,
        background: Background,
    ) -> None:
        self._store = store
        self._desk = desk
        self._remarks = remarks
        self._slack = slack
        self._languages = languages
        self._background = background

    async def take(self, place: Place, message: Message, *, team: str) -> bool:
        """Whether this message was about an approval, and is dealt with. `team`: the writer's workspace."""
        if place.thread_ts == message.ts:
            return False
        orders = await self._orders(place, message, team=team)
        if orders and not await self._store.threads.is_known(place, message.ts):
            with speaking(await self._languages.of_place(place.channel, message.user)):
                await self._carry_out(orders, place, message)
        return bool(orders)

    async def _orders(self, place: Place, message: Message, *, team: str) -> Sequence[Order]:
        card = await self._store.approvals.on_card(place.channel, place.thread_ts)
        if card and (spoken := wording.decision(message.text)):
            return [partial(self._decide, card, spoken, place, message, team=team)]
        found = [await self._store.approvals.get(id) for id in await self._store.threads.waiting_for(place.thread)]
        return self._about([approval for approval in found if approval and approval.open_actions], message, team)

    def _about(self, waiting: Iterable[Approval], message: Message, team: str) -> Sequence[Order]:
        """What a message wants of the approvals that its thread waits for."""
        if wording.withdraws(message.text):
            return [partial(self._withdraw, approval.ask.id, message, team=team) for approval in waiting]
        own = [approval for approval in waiting if approval.ask.requester == message.user]
        if told := wording.information(message.text):
            return [partial(self._inform, approval.ask.id, told, message, team=team) for approval in own]
        return [partial(self._answer, approval.ask.id, message, team=team) for approval in own if approval.unanswered]

    async def _carry_out(self, orders: Sequence[Order], place: Place, message: Message) -> None:
        told: list[str] = []
        refusals: list[Words] = []
        for order in orders:
            try:
                told.append(await order())
            except Refused as refusal:
                refusals.append(refusal.words)
        # Slack may deliver a message again. What was done stays done; what is said is said once.
        if not await self._store.threads.remember(place, message.ts):
            return
        if note := "\n".join(dict.fromkeys(filter(None, told))):
            self._background.start(self._say(place, note))
        if refusals:
            self._background.start(self._whisper(place, message.user, refusals))

    async def _say(self, place: Place, text: str) -> None:
        try:
            await self._slack.post(place.channel, Drawn(text, [section(text)]), thread_ts=place.thread_ts)
        except Trouble:
            return  # The card shows it too.

    async def _whisper(self, place: Place, user: str, refusals: Sequence[Words]) -> None:
        with speaking(await self._languages.of_reader(user)):
            text = "\n".join(dict.fromkeys(words() for words in refusals))
        await self._slack.whisper(place.channel, user, text, thread_ts=place.thread_ts)

    async def _withdraw(self, id: str, message: Message, *, team: str) -> str:
        await self._desk.withdraw(id, person=message.user, team=team)
        return ""

    async def _inform(self, id: str, text: str, message: Message, *, team: str) -> str:
        remark = Remark(kind="information", person=message.user, text=text, at=0, id=message.ts)
        await self._remarks.inform(id, remark, team=team)
        return ""

    async def _answer(self, id: str, message: Message, *, team: str) -> str:
        remark = Remark(kind="answer", person=message.user, text=message.text, at=0, id=message.ts)
        await self._remarks.answer(id, remark, team=team)
        return ""

    async def _decide(self, id: str, spoken: Spoken, place: Place, message: Message, *, team: str) -> str:
        """Vote as the button on the card would, on what the card showed when this was written."""
        approval = await self._desk.known(id)
        card, drawing = _shown(approval, place)
        index = _meant(card, spoken)
        if drawing.version != approval.version or (drawing.since and float(message.ts) < drawing.since + _SKEW):
            raise Refused(CHANGED)
        if index in approval.open_actions and spoken.decision not in _at_one_click(approval, card, index):
            raise Refused(BY_BUTTON)
        vote = Vote(
            type=spoken.decision,
            person=message.user,
            message=spoken.reason,
            version=approval.course(index).version,
            id=f"{place.channel}:{message.ts}",
        )
        after = await self._desk.vote(id, index, vote, team=team)
        return verdict(after, index) if index in after.votes else notes.stands(after, index, voter=message.user)


def _shown(approval: Approval, place: Place) -> tuple[Card, Drawing]:
    """The card under which somebody replied.

    Raises:
        Refused: it is not shown there any more.
    """
    for card in cards(approval):
        drawing = approval.drawings.get(card.place)
        if drawing and (drawing.channel, drawing.ts) == (place.channel, place.thread_ts):
            return card, drawing
    raise Refused(notes.UNKNOWN)


def _meant(card: Card, spoken: Spoken) -> int:
    """The action on the card that somebody means.

    Raises:
        Refused: they did not say which, or there is no such.
    """
    number = spoken.number or (1 if len(card.actions) == 1 else 0)
    if not 0 < number <= len(card.actions):
        raise Refused(partial(which, len(card.actions)))
    return card.actions[number - 1]


def _at_one_click(approval: Approval, card: Card, index: int) -> set[str]:
    """The decisions for which the card has a button that asks nothing more: what is not to be read there has none."""
    rows = [block["elements"] for block in review_card(approval, card).blocks if block["type"] == "actions"]
    return {
        element["action_id"]
        for row in rows
        for element in row
        if target(element["value"])[:2] == (approval.ask.id, index) and "confirm" not in element
    }
