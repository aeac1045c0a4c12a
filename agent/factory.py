"""The agent graph, compiled once per process."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from langchain.agents import create_agent
from langchain.agents.middleware.human_in_the_loop import DecisionType, InterruptOnConfig
from langchain_core.language_models import BaseChatModel
from langchain_core.tools import BaseTool
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph.state import CompiledStateGraph

from agent.calls import Calls
from agent.conversation import Conversation
from agent.gate import Gate, Ledger
from agent.review import Review

Graph = CompiledStateGraph[Any, Any, Any, Any]

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


def build_agent(
    *,
    model: BaseChatModel,
    tools: Sequence[BaseTool],
    gated: Mapping[str, Sequence[DecisionType]],
    ledger: Ledger,
    checkpointer: BaseCheckpointSaver[Any],
    timezone: ZoneInfo,
    lease: float,
) -> Graph:
    """Compile the agent.

    `gated` names the tools that wait for a person, with the decisions each allows. After `lease` seconds of silence a
    call that was running is in doubt.
    """
    interrupt_on = {tool: InterruptOnConfig(allowed_decisions=list(allowed)) for tool, allowed in gated.items()}

    def prompt() -> str:
        today = datetime.now(timezone).strftime("%A, %Y-%m-%d")
        return _PROMPT.format(today=today, zone=timezone.key, gated=", ".join(gated))

    return create_agent(
        model,
        tools=list(tools),
        middleware=[Conversation(prompt), Calls(), Review(interrupt_on), Gate(ledger, gated, lease=lease)],
        checkpointer=checkpointer,
        name="countersign",
    )
