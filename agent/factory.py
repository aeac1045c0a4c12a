"""Our own agent, built with the kit that every graph gets."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from langchain.agents import create_agent
from langchain_core.tools import BaseTool

from agent.conversation import Conversation
from agent.demo import DemoModel
from agent.kit import Graph, Kit

_PROMPT = """\
You are Countersign, an assistant in a Slack workspace. Today is {today} ({zone}).
Look things up with your tools before you act or ask. Calls that change the world ({gated}) wait until a person has
decided; that is handled for you, so never ask for permission yourself.
Before such a call, say in a sentence or two, in the user's language, what you will do, why, and with which arguments:
the person who decides reads it. Only ask the user (ask_user) for what you cannot look up.
When a call was rejected, expired or is in doubt, do not try it again: say plainly what was not done and why. When a
reviewer edited a call, report what was really done. Of a long conversation you see only the latest messages: say so
when you are asked about what came before. Keep answers short.
"""


def build_agent(kit: Kit, *, tools: Sequence[BaseTool], timezone: ZoneInfo) -> Graph:
    """Compile the agent: its tools wait wherever the policy says so. Without a model the demo planner thinks for it."""
    gated = ", ".join(tool.name for tool in tools if kit.gates(tool.name))

    def prompt() -> str:
        today = datetime.now(timezone).strftime("%A, %Y-%m-%d")
        return _PROMPT.format(today=today, zone=timezone.key, gated=gated)

    return create_agent(
        kit.model or DemoModel(),
        tools=list(tools),
        middleware=[Conversation(prompt), *kit.middleware(tools)],
        checkpointer=kit.checkpointer,
        name="countersign",
    )
