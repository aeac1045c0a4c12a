"""From what pydantic finds wrong with a policy file to sentences for people."""

from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from bot.policy.document import (
    Document,
    Terms,
    WrittenEscalation,
    WrittenHours,
    WrittenRule,
    WrittenServer,
    WrittenStage,
    WrittenStanding,
)
from bot.policy.text import Problem, Text, Where
from bot.policy.values import Expected

_MODELS: dict[str, type[BaseModel]] = {
    "": Document,
    "defaults": Terms,
    "rules": WrittenRule,
    "stages": WrittenStage,
    "escalate": WrittenEscalation,
    "always_allow": WrittenStanding,
    "hours": WrittenHours,
    "mcp": WrittenServer,
}
"""What stands under each key."""


def complaint(text: Text, found: ErrorDetails) -> Problem:
    where: Where = found["loc"]
    if where[-1] == "[key]":  # pydantic's own word for a name that is not as it should be
        return text.wrong(where[:-1], f"'{where[-2]}' is no name here. Expected: {_expected(found)}.", key=True)
    key = _last_key(where)
    match found["type"]:
        case "extra_forbidden":
            return text.wrong(where, f"'{key}' is unknown here. Expected: {_known(where[:-1], key)}.", key=True)
        case "missing":
            return text.wrong(where, f"'{key}' is missing. Expected: {_needed(where[:-1], key)}.")
        case "condition":
            said = f"'{key}' cannot be asked: {found['ctx']['said']}. Expected: {found['ctx']['expected']}."
            return text.wrong(where, said, into=found["ctx"]["into"])
    has = "has" if isinstance(where[-1], int) and where in text.values else "is"
    # A secret that somebody wrote down must not get into logs too.
    shown = "something else" if _MAY_BE_SECRET & {*where} else _shown(found["input"])
    return text.wrong(where, f"'{key}' {has} {shown}. Expected: {_expected(found)}.")


_MAY_BE_SECRET = {"url", "headers", "env"}


def _expected(found: ErrorDetails) -> str:
    return str(found["ctx"]["expected"]) if found["type"] == "expected" else found["msg"]


def _last_key(where: Where) -> str:
    return next((part for part in reversed(where) if isinstance(part, str)), "")


def _keys(where: Where) -> dict[str, str]:
    """What may stand there, each with what is expected of it."""
    # Servers have names of people's choice.
    fields = _MODELS["mcp" if where[:1] == ("mcp",) else _last_key(where)].model_fields
    return {field.alias or name: _text(field.metadata) for name, field in fields.items()}


def _text(metadata: list[Any]) -> str:
    return next((known.text for known in metadata if isinstance(known, Expected)), "")


def _known(where: Where, key: str) -> str:
    keys = _keys(where)
    near = get_close_matches(key, keys, n=1)
    return f"'{near[0]}'" if near else f"one of {', '.join(keys)}"


def _needed(where: Where, key: str) -> str:
    return f"'{key}:' with {_keys(where)[key]}"


def _shown(value: Any) -> str:
    match value:
        case dict():
            return "a group of keys"
        case []:
            return "an empty list"
        case list():
            return "a list"
        case bool():
            return str(value).lower()
        case str() if len(value) > _LONG:
            return repr(f"{value[:_LONG]}...")
    return repr(value)


_LONG = 60
