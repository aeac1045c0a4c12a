"""Which tool call this is: the same call has the same name and key, however often it is run again."""

import hashlib
import json
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.runnables import RunnableConfig

Runtime = ToolRuntime[Any, Any]


def call_name(id: str | None, config: RunnableConfig) -> str:
    """What a call goes by in its thread; `id` is the model's, `config` that of where it is asked about or run.

    Some models number their calls anew in every conversation, and an agent within the graph begins one each time it
    is called: there the call is named after that agent's run too.
    """
    within = str(config["configurable"].get("checkpoint_ns", "")).rpartition("|")[0]
    return f"{id}.{hashlib.sha256(within.encode()).hexdigest()[:16]}" if within else str(id)


def call_key(runtime: Runtime) -> str:
    """SHA-256 (hex) of the thread and the tool call."""
    config = runtime.config
    return key_of(config["configurable"]["thread_id"], call_name(runtime.tool_call_id, config))


def key_of(thread: str, call: str) -> str:
    """The same, for a call that is looked up later; `call` is its name."""
    return hashlib.sha256(json.dumps([thread, call]).encode()).hexdigest()
