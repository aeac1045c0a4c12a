"""`ask_user`: a question whose answer only a person has."""

from langchain_core.tools import BaseTool, StructuredTool, ToolException
from pydantic import BaseModel, Field

_DESCRIPTION = (
    "Ask the user who made the request. The result is the user's answer, word for word. "
    "Use it only for what no other tool can find out."
)


class AskUserArguments(BaseModel):
    question: str = Field(description="One question, in the user's language.", min_length=1)


def ask_user_tool() -> BaseTool:
    return StructuredTool.from_function(
        coroutine=_ask_user, name="ask_user", description=_DESCRIPTION, args_schema=AskUserArguments
    )


async def _ask_user(question: str) -> str:  # noqa: ARG001 - part of the tool's signature
    """Never answers: the review takes the person's answer for the result, so this body is not reached."""
    raise ToolException("ask_user is answered by a person")
