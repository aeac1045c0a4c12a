"""Drawings: the Slack messages that show an approval, brought up to date whenever its record changed."""

import hashlib
import json
import logging
from collections.abc import Sequence

from bot.approvals import Approval, Drawing
from bot.language import speaking
from bot.slack import Mark, Posted, Slack, Trouble, is_final, is_gone, told
from bot.slack.languages import Languages
from bot.slack.pacing import Crowded
from bot.store import Store
from bot.views import Drawn
from bot.views.asides import Aside, Spot, aside_places, asides
from bot.views.card import review_card
from bot.views.layout import Card, cards, places
from bot.views.notice import notice
from bot.views.question import question

log = logging.getLogger(__name__)


class Drawings:
    """`fallbacks` are the channels for cards that the review channel does not take (archived, bot removed, ...)."""

    def __init__(
        self, *, store: Store, slack: Slack, languages: Languages, review_channel: str, fallbacks: Sequence[str]
    ) -> None:
        self._store = store
        self._slack = slack
        self._languages = languages
        self._review_channel = review_channel
        self._fallbacks = fallbacks

    async def draw(self, id: str) -> None:
        """Bring every Slack message of an approval up to date; does nothing where nothing changed.

        Raises:
            Trouble: one of them could not be drawn; the others were, and the notice says what is missing.
        """
        approval = await self._store.approvals.get(id)
        if approval is None:
            return
        trouble: BaseException | None = None
        # What stands beside the cards needs to know where they are.
        for which in (places, aside_places):
            for place in which(approval):
                try:
                    drawing = await self._draw(approval, place)
                except Trouble as error:
                    log.warning("The %s of approval %s could not be drawn: %s", place, id, told(error))
                    trouble = error
                    continue
                approval = approval.model_copy(update={"drawings": {**approval.drawings, place: drawing}})
        if trouble:
            raise trouble

    async def _draw(self, approval: Approval, place: str) -> Drawing:
        first = self._spots(approval, place)[0]
        with speaking(await self._languages.of_place(first.channel, approval.ask.requester)):
            drawn = self._drawn(approval, place)
        seal = hashlib.sha256(json.dumps(drawn).encode()).hexdigest()
        before = approval.drawings.get(place)
        if before and before.seal == seal:
            return before
        if before and before.channel and before.ts:
            where = await self._update(approval, place, Posted(before.channel, before.ts), drawn)
        else:
            where = await self._post(approval, place, drawn)
        same = before is not None and before.ts == where.ts
        drawing = Drawing(
            intended_at=before.intended_at if before else 0,
            channel=where.channel,
            ts=where.ts,
            link=before.link if before and same else await self._slack.permalink(where),
            seal=seal,
            version=approval.version,
            since=await self._since(approval, before),
        )
        if not await self._store.approvals.draw(approval.ask.id, place, drawing, before=before):
            await self._slack.remove(where)
            raise Crowded(f"somebody else has posted the {place} of approval {approval.ask.id} meanwhile")
        return drawing

    async def _since(self, approval: Approval, before: Drawing | None) -> float:
        """Since when a message shows the arguments as they stand: nobody can have read them there earlier."""
        shown = before or Drawing(intended_at=0)
        if shown.version == approval.version:
            return shown.since
        seconds, micros = await self._store.redis.time()
        return float(seconds + micros / 1_000_000)

    def _drawn(self, approval: Approval, place: str) -> Drawn:
        if card := _card(approval, place):
            return review_card(approval, card)
        if aside := _aside(approval, place):
            return aside.drawn
        return question(approval) if place == "question" else notice(approval, review_channel=self._review_channel)

    def _spots(self, approval: Approval, place: str) -> Sequence[Spot]:
        """Where a message may be posted: the next one is tried where Slack refuses."""
        if card := _card(approval, place):
            wanted = [card.channel] if card.channel else []
            return [Spot(channel) for channel in dict.fromkeys([*wanted, self._review_channel, *self._fallbacks])]
        if aside := _aside(approval, place):
            return aside.spots
        return [Spot(approval.ask.channel, approval.ask.thread_ts)]

    async def _post(self, approval: Approval, place: str, drawn: Drawn, *, instead_of: str = "") -> Posted:
        """Post a message that is not there yet, unless somebody did and died before saying so, or is doing it now."""
        mark = Mark(kind=place, id=approval.ask.id)
        posting = await self._store.postings.announce(approval.ask.id, place, instead_of=instead_of)
        if posting.since is not None and (found := await self._find(approval, mark, since=posting.since)):
            await self._slack.update(found, drawn)
            return found
        if posting.wait:
            # A drawing that waited here would keep others from being done.
            raise Crowded(f"somebody else may be posting the {place} of approval {mark.id} right now")
        return await self._post_somewhere(mark, drawn, self._spots(approval, place))

    async def _find(self, approval: Approval, mark: Mark, *, since: float) -> Posted | None:
        for channel, thread_ts in self._spots(approval, mark.kind):
            try:
                found = await self._slack.find(channel, mark, since=since, thread_ts=thread_ts)
            except Trouble as error:
                if not is_final(error):
                    raise
                continue  # A channel that does not show its messages took none of ours either.
            if found:
                return found
        return None

    async def _post_somewhere(self, mark: Mark, drawn: Drawn, spots: Sequence[Spot]) -> Posted:
        refusals: list[BaseException] = []
        for channel, thread_ts in spots:
            try:
                return await self._slack.post(channel, drawn, mark=mark, thread_ts=thread_ts, wait=False)
            except Trouble as error:
                if not is_final(error):
                    raise
                log.warning(
                    "The %s of approval %s cannot be posted in %s: %s", mark.kind, mark.id, channel, told(error)
                )
                refusals.append(error)
        raise refusals[0]

    async def _update(self, approval: Approval, place: str, where: Posted, drawn: Drawn) -> Posted:
        try:
            await self._slack.update(where, drawn)
        except Trouble as error:
            if not is_gone(error):
                raise
            log.warning("The %s of approval %s is gone: %s", place, approval.ask.id, told(error))
            if approval.open_actions:
                return await self._post(approval, place, drawn, instead_of=where.ts)
        return where


def _card(approval: Approval, place: str) -> Card | None:
    """The card that belongs there; None when the place is no card's."""
    return next((card for card in cards(approval) if card.place == place), None)


def _aside(approval: Approval, place: str) -> Aside | None:
    return next((aside for aside in asides(approval) if aside.place == place), None)
