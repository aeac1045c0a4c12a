"""What a tool is: people decide about one tool, and no other may run in its place."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple
from functools import lru_cache
from typing import Any

from langchain_core.tools import BaseTool
from pydantic import BaseModel, create_model

from agent.origin import origin

_MODELS = 256
"""Whose schemas are kept: more than an agent has tools, while graphs that are built anew bring models of their own."""


def schema(tool: BaseTool) -> dict[str, Any]:
    """The JSON Schema of the arguments a model or a person gives."""
    described, model = tool.tool_call_schema, tool.args_schema
    if isinstance(described, dict):
        return described
    if not (isinstance(model, type) and issubclass(model, BaseModel) and issubclass(described, BaseModel)):
        return {}
    # `tool_call_schema` knows what LangChain injects, but has lost what the tool's own fields say of their JSON Schema.
    return _schema(model, tuple(described.model_fields))


@lru_cache(_MODELS)
def _schema(model: type[BaseModel], names: Sequence[str]) -> dict[str, Any]:
    """The JSON Schema of these fields. Writing it takes longer than all else that is done with a call."""
    own_fields = {name: model.model_fields[name] for name in names}
    fields: dict[str, Any] = {name: (field.annotation, field) for name, field in own_fields.items()}
    own = create_model(model.__name__, __doc__=model.__doc__, __config__=model.model_config, **fields)
    return own.model_json_schema(by_alias=False)


def fingerprint(tool: BaseTool) -> str:
    """SHA-256 of everything by which people and models know it: name, description, schema, and where it comes from."""
    come = origin(tool)
    facts = [tool.name, tool.description, schema(tool), astuple(come) if come else None]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
