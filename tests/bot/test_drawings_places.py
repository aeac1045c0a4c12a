"""Cards go where their rules want them; one approval may stand on several messages."""

from bot.drawings import Drawings
from bot.store import Store
from sandbox.app import Sandbox
from sandbox.changes import Message
from tests.bot.records import a_rule, a_vote, an_action
from tests.bot.settling import settles
from tests.bot.workspace import AVERY, REVIEW_CHANNEL, Request

PAYMENTS = "C0PAYMENTS"
ROUTED = a_rule(channel=PAYMENTS)


def cards(sandbox: Sandbox, channel: str) -> list[Message]:
    return sandbox.workspace.messages.top_level(channel)


async def test_a_card_goes_to_the_channel_of_its_rule(drawings: Drawings, request_: Request, sandbox: Sandbox) -> None:
    await drawings.draw((await request_.asks(an_action(rule=ROUTED))).id)
    notice = sandbox.workspace.messages.thread("C0GENERAL", request_.ts)[1]

    assert (len(cards(sandbox, PAYMENTS)), cards(sandbox, REVIEW_CHANNEL)) == (1, [])
    assert f"<#{PAYMENTS}> (<{sandbox.workspace.permalink(cards(sandbox, PAYMENTS)[0])}|" in notice["text"]


async def test_a_card_that_its_channel_refuses_goes_to_the_review_channel(
    drawings: Drawings, request_: Request, sandbox: Sandbox
) -> None:
    sandbox.faults.fail("chat.postMessage", error="is_archived")
    await drawings.draw((await request_.asks(an_action(rule=ROUTED))).id)

    assert (cards(sandbox, PAYMENTS), len(cards(sandbox, REVIEW_CHANNEL))) == ([], 1)


async def test_each_message_of_an_approval_is_posted_once_and_follows_the_votes(
    drawings: Drawings, request_: Request, sandbox: Sandbox, store: Store
) -> None:
    ask = await request_.asks(an_action(), an_action(call="c2", rule=ROUTED), an_action(call="c3"))
    for _ in range(2):
        await drawings.draw(ask.id)
    await settles(store, ask, {1: a_vote("approve", AVERY)})
    await drawings.draw(ask.id)
    titles = {
        channel: [card["blocks"][0]["text"]["text"] for card in cards(sandbox, channel)]
        for channel in (REVIEW_CHANNEL, PAYMENTS)
    }

    assert titles == {
        REVIEW_CHANNEL: ["Approval needed: 2 × send_email"],  # noqa: RUF001 - times
        PAYMENTS: ["Approved: send_email"],
    }


async def test_what_does_not_fit_on_one_message_stands_on_several(
    drawings: Drawings, request_: Request, sandbox: Sandbox
) -> None:
    await drawings.draw((await request_.asks(*[an_action(call=f"c{n}") for n in range(5)])).id)

    assert [card["metadata"]["event_payload"]["kind"] for card in cards(sandbox, REVIEW_CHANNEL)] == [
        "review",
        "review:2",
    ]
