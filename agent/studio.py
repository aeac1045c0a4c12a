"""Our own agent on sample data, for LangGraph's servers (`langgraph dev`): every tool waits, and no mail leaves."""

import asyncio
from pathlib import Path
from zoneinfo import ZoneInfo

from langchain_core.runnables import RunnableConfig

from agent.data import install
from agent.factory import build_agent
from agent.kit import Graph, Kit
from agent.toolbox import Resources, toolbox

_DATA = Path(".countersign/studio")


async def graph(config: RunnableConfig) -> Graph:
    """In a thread: these servers call the factory for every run, and fail a run that blocks their event loop."""
    return await asyncio.to_thread(_build, config)


def _build(config: RunnableConfig) -> Graph:
    data = install(_DATA)
    resources = Resources(
        contacts=data.contacts,
        calendar=str(data.calendar),
        timezone="UTC",
        smtp_url=None,
        email_from="",
        imap_url=None,
        database_url=data.database_url,
    )
    return build_agent(Kit.of(config), tools=toolbox(resources), timezone=ZoneInfo("UTC"))
