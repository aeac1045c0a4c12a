"""What a tool is: people decide about one tool, and no other may run in its place."""

import hashlib
import json
from dataclasses import astuple
from typing import Any

from langchain_core.tools import BaseTool
from pydantic import BaseModel, create_model

from agent.origin import origin


def schema(tool: BaseTool) -> dict[str, Any]:
    """The JSON Schema of the arguments a model or a person gives."""
    described, model = tool.tool_call_schema, tool.args_schema
    if isinstance(described, dict):
        return described
    if not (isinstance(model, type) and issubclass(model, BaseModel) and issubclass(described, BaseModel)):
        return {}
    # `tool_call_schema` knows what LangChain injects, but has lost what the tool's own fields say of their JSON Schema.
    own_fields = {name: model.model_fields[name] for name in described.model_fields}
    fields: dict[str, Any] = {name: (field.annotation, field) for name, field in own_fields.items()}
    own = create_model(model.__name__, __doc__=model.__doc__, __config__=model.model_config, **fields)
    return own.model_json_schema(by_alias=False)


def fingerprint(tool: BaseTool) -> str:
    """SHA-256 of everything by which people and models know it: name, description, schema, and where it comes from."""
    come = origin(tool)
    facts = [tool.name, tool.description, schema(tool), astuple(come) if come else None]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
