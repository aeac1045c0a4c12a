"""The policy as the settings name it, with Slack's ids in the place of names."""

from agent.toolbox import ASK_USER, READ_ONLY
from bot.edges import Edges
from bot.policy import Entry, People, Policy, Rule, Stage


async def read_policy(edges: Edges) -> Policy:
    """Without a policy file: what is not declared to read only asks the review channel, small payments pass."""
    timeout = edges.settings.approval_timeout.total_seconds()
    stage = Stage(approvers=People(channels=(edges.review_channel,)))
    question = Rule(tool=ASK_USER, decisions=("respond",), asks="requester", timeout=timeout)
    return Policy(
        entries=[
            Entry(tool=ASK_USER, rule=question),
            Entry(tool="run_sql", when=lambda call: call.only_reads is not None, passes="the query only reads"),
            Entry(
                tool="make_payment",
                when=lambda call: 0 < float(call.arguments["amount"]) <= 1000,  # noqa: PLR2004
                passes="payments up to 1000 need no approval",
            ),
        ],
        otherwise=Rule(tool="*", stages=(stage,), timeout=timeout),
        free=READ_ONLY,
    )
