"""What a tool says of arguments that it does not take, asked before people are asked anything."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from langchain_core.tools import BaseTool
from pydantic import AliasChoices, BaseModel, ValidationError

from agent.fingerprints import schema

Path = tuple[str | int, ...]


class Misfit(NamedTuple):
    path: Path
    """Where in the arguments, and in the branches of their model; empty when it is about all of them together."""
    why: str

    def __str__(self) -> str:
        why = self.why.rstrip(".")
        return f"{'.'.join(map(str, self.path))}: {why}" if self.path else why


Described = Callable[[dict[str, Any], Mapping[str, Any]], Sequence[Misfit]]
"""JSON Schema and arguments -> what does not fit: for tools that have no model, such as those of servers."""


def misfits(tool: BaseTool, arguments: Mapping[str, Any]) -> list[Misfit]:
    """What the tool's model and its validators refuse, as LangChain would when the call runs.

    What LangChain injects is not there yet, so nothing counts that is said of it.
    """
    model = tool.args_schema
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return []
    try:
        # A copy, as a validator may change what it is given.
        model.model_validate(deepcopy(dict(arguments)))
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
    except Exception:  # noqa: BLE001 - the tool's own code may fail in any way: then the call has to show it
        return []
    else:
        return []
    theirs = {*schema(tool).get("properties", {}), *arguments}
    told = [Misfit(_by_name(model, each["loc"]), each["msg"].removeprefix("Value error, ")) for each in found]
    return [misfit for misfit in told if not misfit.path or misfit.path[0] in theirs]


def _by_name(model: type[BaseModel], loc: Path) -> Path:
    """Pydantic tells what is missing by its alias; people and models know it by its name."""
    aliases = {_first_alias(field.validation_alias): name for name, field in model.model_fields.items()}
    return (aliases.get(loc[0], loc[0]), *loc[1:]) if loc and loc[0] not in model.model_fields else loc


def _first_alias(alias: object) -> object:
    return alias.choices[0] if isinstance(alias, AliasChoices) else alias
