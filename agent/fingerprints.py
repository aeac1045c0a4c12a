"""What a tool is: people decide about one tool, and no other may run in its place."""

import hashlib
import json
from dataclasses import astuple
from typing import Any

from langchain_core.tools import BaseTool
from pydantic import BaseModel

from agent.origin import origin


def schema(tool: BaseTool) -> dict[str, Any]:
    """The JSON Schema of the arguments a model or a person gives."""
    described = tool.tool_call_schema
    if isinstance(described, dict):
        return described
    return described.model_json_schema() if issubclass(described, BaseModel) else {}


def fingerprint(tool: BaseTool) -> str:
    """SHA-256 of everything by which people and models know it: name, description, schema, and where it comes from."""
    come = origin(tool)
    facts = [tool.name, tool.description, schema(tool), astuple(come) if come else None]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
