"""What waits for somebody: found among everything that waits, by what Slack says of them."""

from typing import Any

import pytest

from bot.electorate import Electorate
from bot.policy import People, Stage
from bot.policy.standing import StandIn
from bot.store import Store
from bot.views.standing import waiting
from sandbox.directory import TEAM_ID
from tests.bot.records import a_rule, a_vote, an_action
from tests.bot.settling import settles
from tests.bot.workspace import AVERY, MORGAN, RILEY, Request

AVERY_ALONE = (Stage(approvers=People(users=(AVERY,))),)


async def found(electorate: Electorate, user: str, team: str = TEAM_ID) -> list[str]:
    return [approval.ask.id for approval in (await electorate.waiting(user, team=team))[0]]


def call(**changes: Any) -> Any:
    return an_action(rule=a_rule(**{"stages": AVERY_ALONE} | changes))


async def test_it_waits_for_who_may_decide_and_whoever_asked(electorate: Electorate, request_: Request) -> None:
    await request_.asks(call())

    assert [await found(electorate, user) for user in (AVERY, RILEY, MORGAN)] == [["a1"], ["a1"], []]
    assert await found(electorate, AVERY, team="T0OTHER") == []


@pytest.mark.parametrize(("decisions", "ids"), [(("approve", "edit"), ["a1"]), (("approve", "reject"), [])])
async def test_it_concerns_who_may_change_it_and_not_decide(
    electorate: Electorate, request_: Request, decisions: tuple[str, ...], ids: list[str]
) -> None:
    await request_.asks(call(editors=People(users=(MORGAN,)), decisions=decisions))

    assert await found(electorate, MORGAN) == ids


async def test_it_waits_for_stand_ins(electorate: Electorate, request_: Request, store: Store) -> None:
    await request_.asks(call())
    await store.stand_ins.name(StandIn(person=AVERY, by=MORGAN, until=4e9))

    assert await found(electorate, MORGAN) == ["a1"]


async def test_among_hundreds_the_last_to_expire_is_found(electorate: Electorate, request_: Request) -> None:
    others = call(stages=(Stage(approvers=People(users=(MORGAN,))),))
    for number in range(300):
        await request_.asks(others, id=f"b{number}", timeout=60)
    await request_.asks(call(), timeout=3600)
    waiting, total = await electorate.waiting(AVERY, team=TEAM_ID)

    assert ([approval.ask.id for approval in waiting], total) == (["a1"], 301)


async def test_what_is_settled_is_left_out(electorate: Electorate, request_: Request, store: Store) -> None:
    ask = await request_.asks(call())
    await settles(store, ask, {0: a_vote()})

    assert await electorate.waiting(AVERY, team=TEAM_ID) == ([], 0)


async def test_where_slack_does_not_know_a_channel_the_rest_is_listed(
    electorate: Electorate, request_: Request
) -> None:
    await request_.asks(call(stages=(Stage(approvers=People(users=(AVERY,), channels=("C0GONE",))),)))
    await request_.asks(call(), id="a2")

    assert await found(electorate, AVERY) == ["a2"]


def test_a_list_that_is_cut_says_so() -> None:
    drawn = waiting([{"type": "section", "text": {"type": "mrkdwn", "text": f"{number}"}} for number in range(100)])

    assert (drawn.text, len(drawn.blocks)) == ("100 waiting requests concern you.", 42)
    assert drawn.blocks[-1]["elements"][0]["text"] == "and 60 more"
