"""The card of an approval of three calls, built from its record: a mail, a payment and a statement."""

import time

from bench.asks import an_ask
from bench.findings import Finding
from bench.rounds import Effort, in_turns, typical
from bot.approvals import Approval, State
from bot.canonical import canonical
from bot.views.card import review_card
from bot.views.layout import cards

_CARDS = 300
_CALLS: dict[str, dict[str, object]] = {
    "send_email": {"to": "alice@example.com", "subject": "Chairs", "body": "They come on Monday.\n" * 20},
    "make_payment": {"payee": "Acme Office", "amount": 1250.5, "currency": "EUR", "reason": "Six chairs"},
    "run_sql": {"query": "update orders set state = 'paid' where id = 4711"},
}


async def measure(effort: Effort) -> list[Finding]:
    approval = _approval()

    async def build() -> list[float]:
        return [_timed(approval) for _ in range(effort.count(_CARDS))]

    taken = await in_turns(effort.rounds, {"build": build})
    return [
        Finding(
            what="Card of three calls built",
            beside="p50",
            figure=typical(taken["build"]) * 1000,
            limit=1,
            unit=" ms",
            detail=f"p99 {typical(taken['build'], 0.99) * 1000:.2f} ms",
        )
    ]


def _approval() -> Approval:
    ask = an_ask(1)
    like = ask.actions[0]
    calls = [like.model_copy(update=_call(tool, values)) for tool, values in _CALLS.items()]
    return Approval(ask=ask.model_copy(update={"actions": tuple(calls)}), state=State.PENDING)


def _call(tool: str, values: dict[str, object]) -> dict[str, object]:
    return {"call": tool, "tool": tool, "arguments": canonical(values), "arguments_schema": {}}


def _timed(approval: Approval) -> float:
    began = time.perf_counter()
    for card in cards(approval):
        review_card(approval, card)
    return time.perf_counter() - began
