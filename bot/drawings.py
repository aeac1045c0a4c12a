"""Drawings: the Slack messages that show an approval, brought up to date whenever its record changed."""

import hashlib
import json
import logging
from collections.abc import Sequence

from bot.approvals import Approval, Drawing
from bot.slack import Mark, Posted, Slack, Trouble, is_final, is_gone
from bot.store import Store
from bot.views import Drawn, card

log = logging.getLogger(__name__)


class Drawings:
    """`fallbacks` are the channels for cards that the review channel does not take (archived, bot removed, ...)."""

    def __init__(self, *, store: Store, slack: Slack, review_channel: str, fallbacks: Sequence[str]) -> None:
        self._store = store
        self._slack = slack
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
        for place in card.places(approval):
            try:
                drawing = await self._draw(approval, place)
            except Trouble as error:
                log.warning("The %s of approval %s could not be drawn: %s", place, id, error)
                trouble = error
                continue
            approval = approval.model_copy(update={"drawings": {**approval.drawings, place: drawing}})
        if trouble:
            raise trouble

    async def _draw(self, approval: Approval, place: str) -> Drawing:
        drawn = self._drawn(approval, place)
        seal = hashlib.sha256(json.dumps(drawn).encode()).hexdigest()
        before = approval.drawings.get(place)
        if before and before.seal == seal:
            return before
        if before and before.channel and before.ts:
            where = await self._update(approval, place, Posted(before.channel, before.ts), drawn)
        else:
            where = await self._post(approval, place, drawn, before)
        same = before is not None and before.ts == where.ts
        drawing = Drawing(
            intended_at=before.intended_at if before else 0,
            channel=where.channel,
            ts=where.ts,
            link=before.link if before and same else await self._slack.permalink(where),
            seal=seal,
        )
        await self._store.approvals.draw(approval.ask.id, place, drawing)
        return drawing

    def _drawn(self, approval: Approval, place: str) -> Drawn:
        if place == "review":
            return card.review_card(approval)
        if place == "question":
            return card.question(approval)
        review = approval.drawings.get("review")
        where = (review.channel if review else None) or self._review_channel
        return card.notice(approval, review_channel=where, card=review.link if review else None)

    async def _post(self, approval: Approval, place: str, drawn: Drawn, before: Drawing | None) -> Posted:
        """Post a message that is not there yet; a former try may have posted it and died before it could say so."""
        ask = approval.ask
        if before is None:
            seconds, _ = await self._store.redis.time()
            await self._store.approvals.draw(ask.id, place, Drawing(intended_at=float(seconds)))
        if place != "review":
            return await self._post_once(ask.id, place, drawn, before, channel=ask.channel, thread_ts=ask.thread_ts)
        return await self._post_card(ask.id, drawn, before)

    async def _post_card(self, id: str, drawn: Drawn, before: Drawing | None) -> Posted:
        refusals: list[BaseException] = []
        for channel in [self._review_channel, *self._fallbacks]:
            try:
                return await self._post_once(id, "review", drawn, before, channel=channel, thread_ts=None)
            except Trouble as error:
                if not is_final(error):
                    raise
                log.warning("The card of approval %s cannot be posted in %s: %s", id, channel, error)
                refusals.append(error)
        raise refusals[0]

    async def _post_once(
        self, id: str, place: str, drawn: Drawn, before: Drawing | None, *, channel: str, thread_ts: str | None
    ) -> Posted:
        mark = Mark(kind=place, id=id)
        if before:
            found = await self._slack.find(channel, mark, since=before.intended_at, thread_ts=thread_ts)
            if found:
                await self._slack.update(found, drawn)
                return found
        # A drawing that waited here would keep others from being done.
        return await self._slack.post(channel, drawn, mark=mark, thread_ts=thread_ts, wait=False)

    async def _update(self, approval: Approval, place: str, where: Posted, drawn: Drawn) -> Posted:
        try:
            await self._slack.update(where, drawn)
        except Trouble as error:
            if not is_gone(error):
                raise
            log.warning("The %s of approval %s is gone: %s", place, approval.ask.id, error)
            if approval.open_actions:
                return await self._post(approval, place, drawn, None)
        return where
