"""An audit entry, made and appended, beside a pipeline of two PINGs.

The product appends inside the step that changes a record, so there it costs no round trip of its own.
"""

from bench.asks import an_ask
from bench.findings import Finding
from bench.product import open_bench
from bench.rounds import Effort, in_turns, ratio, timed, typical
from bench.slack import REVIEWER
from bot.approvals import Approval, State, Vote
from bot.audit import decided
from bot.canonical import canonical
from bot.store import keys

_APPENDS = 500
_LENGTH = 500


async def measure(effort: Effort) -> list[Finding]:
    times = effort.count(_APPENDS)
    vote = Vote(type="approve", person=REVIEWER)
    approval = Approval(ask=an_ask(_LENGTH), state=State.DECIDED, votes={0: vote})
    async with open_bench() as bench:

        async def append() -> None:
            await bench.redis.xadd(keys.AUDIT, {"entry": canonical(decided(approval, 0))})

        async def pings() -> None:
            async with bench.redis.pipeline(transaction=False) as pipe:
                pipe.ping()
                pipe.ping()
                await pipe.execute()

        sides = {"append": lambda: timed(append, times), "pings": lambda: timed(pings, times)}
        taken = await in_turns(effort.rounds, sides)
    return [
        Finding(
            what="Audit entry appended",
            beside="two PINGs in one pipeline",
            figure=ratio(taken["append"], taken["pings"]),
            limit=1.1,
            detail=f"{typical(taken['append']) * 1000:.2f} and {typical(taken['pings']) * 1000:.2f} ms",
        )
    ]
