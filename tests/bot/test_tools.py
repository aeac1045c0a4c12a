"""Edited arguments: the tool's schema and its validators are asked, and each problem is told at its place."""

from typing import Annotated, Any

import pytest
from langchain_core.tools import BaseTool, InjectedToolArg, StructuredTool, tool
from pydantic import BaseModel, Field, field_validator, model_validator

from bot.tools import Tools


class Item(BaseModel):
    name: str
    count: int = Field(ge=1)

    @field_validator("name")
    @classmethod
    def _known(cls, name: str) -> str:
        if name == "ghost":
            raise ValueError("Nobody sells this.")
        return name


class OrderArguments(BaseModel):
    items: list[Item]
    day: str = Field(default="", json_schema_extra={"format": "date"})
    limit: int | None = None

    @model_validator(mode="after")
    def _within_limit(self) -> "OrderArguments":
        if self.limit is not None and sum(item.count for item in self.items) > self.limit:
            raise ValueError("These are more than the limit.")
        return self


@tool(args_schema=OrderArguments)
async def order(items: list[Item], day: str = "", limit: int | None = None) -> str:
    """Order."""
    raise AssertionError("no test here runs a tool")


@tool
async def note(text: str, user: Annotated[str, InjectedToolArg]) -> str:
    """Keep a note."""
    raise AssertionError("no test here runs a tool")


async def _call(**arguments: Any) -> str:
    raise AssertionError("no test here runs a tool")


SCHEMA = {
    "type": "object",
    "properties": {"to": {"type": "string", "format": "email"}, "n": {"type": "integer"}},
    "required": ["to"],
}
REMOTE = StructuredTool(name="remote", description="Of a server.", args_schema=SCHEMA, coroutine=_call)
TOOLS: list[BaseTool] = [order, note, REMOTE]


def problems(name: str, **values: Any) -> dict[tuple[str | int, ...], str]:
    return Tools(TOOLS).problems(name, values)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"items": [{"name": "pen", "count": 2}], "limit": None}, {}),
        ({"items": []}, {}),
        ({}, {("items",): "This is required."}),
        ({"items": [{"name": "pen"}]}, {("items", 0, "count"): "This is required."}),
        ({"items": [{"name": "pen", "count": 0}]}, {("items", 0, "count"): "This has to be at least 1."}),
        ({"items": [{"name": "ghost", "count": 1}]}, {("items", 0, "name"): "Nobody sells this."}),
        ({"items": [{"name": "pen", "count": 9}], "limit": 5}, {(): "These are more than the limit."}),
        ({"items": [], "day": "someday"}, {}),
        ({"items": [], "limit": "five"}, {("limit",): "This has to be a whole number."}),
    ],
)
def test_a_model_is_asked_by_its_schema_and_by_its_validators(values: dict[str, Any], found: dict[Any, str]) -> None:
    assert problems("order", **values) == found


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"to": "ann@example.com"}, {}),
        ({"to": "ann"}, {("to",): "This has to be an email address, such as ann@example.com."}),
        ({"n": "1"}, {("n",): "This has to be a whole number.", ("to",): "This is required."}),
    ],
)
def test_a_tool_that_has_only_a_schema_is_checked_by_it(values: dict[str, Any], found: dict[Any, str]) -> None:
    assert problems("remote", **values) == found


def test_what_is_injected_is_nobodys_to_mend() -> None:
    assert problems("note", text="a") == {}


@pytest.mark.parametrize("value", [float("nan"), 2**70, "\ud800", {"lc": 1}])
def test_what_could_change_on_its_way_is_refused_at_its_argument(value: Any) -> None:
    ((place, told),) = problems("remote", to="ann@example.com", n=value).items()

    assert place == ("n",)
    assert told.startswith("This cannot be run as it stands: n")


def test_a_tool_that_is_gone_has_nothing_against_it() -> None:
    assert problems("gone", x=1) == {}


class LoginArguments(BaseModel):
    pin: str = Field(min_length=4, examples=["0000"], json_schema_extra={"writeOnly": True})
    site: str = Field(alias="website", default="")
    user: Annotated[str, InjectedToolArg]


@tool(args_schema=LoginArguments)
async def login(pin: str, user: str, site: str = "") -> str:
    """Log in."""
    raise AssertionError("no test here runs a tool")


def test_the_schema_keeps_what_the_tools_own_fields_say_and_leaves_out_what_is_injected() -> None:
    assert Tools([login]).schema("login")["properties"] == {
        "pin": {"examples": ["0000"], "minLength": 4, "title": "Pin", "type": "string", "writeOnly": True},
        "site": {"default": "", "title": "Site", "type": "string"},
    }
