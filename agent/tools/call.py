"""Which tool call this is: the same call has the same key, however often it is run again."""

import hashlib
import json
from typing import Any

from langchain.tools import ToolRuntime

Runtime = ToolRuntime[Any, Any]


def call_key(runtime: Runtime) -> str:
    """SHA-256 (hex) of the thread and the tool call."""
    return key_of(runtime.config["configurable"]["thread_id"], str(runtime.tool_call_id))


def key_of(thread: str, call: str) -> str:
    """The same, for a call that is looked up later."""
    return hashlib.sha256(json.dumps([thread, call]).encode()).hexdigest()
