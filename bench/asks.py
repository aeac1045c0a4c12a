"""Approvals by the hundred, of random text: Redis shares what is the same, so copies would look too small."""

import asyncio
import itertools
import random
import string

from bench.agent import TOOL, keep_note
from bench.slack import CHANNEL, REQUESTER, REVIEW_CHANNEL, TEAM
from bot.approvals import Action, Ask
from bot.canonical import approval_id, canonical
from bot.policy import People, Rule, Stage
from bot.store import Store

_RULE = Rule(tool=TOOL, stages=(Stage(approvers=People(channels=(REVIEW_CHANNEL,))),), timeout=86400)
_SCHEMA = keep_note.get_input_jsonschema()
_LETTERS = string.ascii_letters + string.digits + " "
_TOGETHER = 50
_numbers = itertools.count(1)


def random_text(length: int) -> str:
    return "".join(random.choices(_LETTERS, k=length))


def an_ask(length: int) -> Ask:
    """A request to keep a note of so many characters, in a thread of its own."""
    number = next(_numbers)
    thread_ts = f"{1_700_000_000 + number}.000001"
    thread = f"{TEAM}:{CHANNEL}:{thread_ts}"
    action = Action(
        call=f"call_{number}",
        tool=TOOL,
        arguments=canonical({"text": random_text(length)}),
        rule=_RULE,
        arguments_schema=_SCHEMA,
    )
    return Ask(
        id=approval_id(thread, str(number)),
        thread=thread,
        turn=f"{thread}:{thread_ts}",
        interrupt=f"{number:032x}",
        team=TEAM,
        requester=REQUESTER,
        channel=CHANNEL,
        thread_ts=thread_ts,
        link=f"https://example.com/archives/{CHANNEL}/p{number}",
        reason=random_text(100),
        actions=(action,),
        asked_at=0,
        deadline=0,
    )


async def store_asks(store: Store, count: int, *, length: int = 500, timeout: float = 86400) -> list[Ask]:
    """Store so many pending approvals that expire in `timeout` seconds."""
    asks = [an_ask(length) for _ in range(count)]
    for first in range(0, count, _TOGETHER):
        together = asks[first : first + _TOGETHER]
        await asyncio.gather(*(store.approvals.add(ask, timeout=timeout, votes={}) for ask in together))
    return asks
