"""What the model is told of a conversation, and what is kept of it.

Every checkpoint holds every message that is kept, so a conversation that only grew would become slower with each turn.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any, NotRequired, cast

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import (
    AgentState,
    ExtendedModelResponse,
    ModelRequest,
    ModelResponse,
    PrivateStateAttr,
)
from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, RemoveMessage, SystemMessage
from langgraph.types import Command

KEPT = 30
"""Messages; older turns are dropped, whole ones only."""

ModelHandler = Callable[[ModelRequest], Awaitable[ModelResponse]]


class _State(AgentState[Any]):
    spent: NotRequired[Annotated[list[str], PrivateStateAttr]]
    """Ids of the calls of dropped turns: no other call of the thread may get one of them."""


class Conversation(AgentMiddleware[Any, Any, Any]):
    """Tells the model the prompt of the day and the latest turns, and drops the turns before them."""

    state_schema = _State

    def __init__(self, prompt: Callable[[], str]) -> None:
        super().__init__()
        self._prompt = prompt

    async def awrap_model_call(
        self, request: ModelRequest, handler: ModelHandler
    ) -> ModelResponse | ExtendedModelResponse:
        first = first_kept(request.messages)
        dropped, kept = request.messages[:first], request.messages[first:]
        spent = [*cast("Mapping[str, Any]", request.state).get("spent", []), *call_ids(dropped)]
        response = await handler(
            request.override(
                system_message=SystemMessage(self._prompt()),
                messages=kept,
                state=cast("Any", {**request.state, "spent": spent}),
            )
        )
        return _dropping(response, dropped, spent) if dropped else response


def first_kept(messages: Sequence[BaseMessage]) -> int:
    """Where the latest turns begin: at what a person said, so that no call loses its answer."""
    turns = [index for index, message in enumerate(messages) if isinstance(message, HumanMessage)]
    recent = (index for index in turns if len(messages) - index <= KEPT)
    # A turn that is longer than all that is kept stays whole.
    return next(recent, turns[-1] if turns else 0)


def call_ids(messages: Sequence[BaseMessage]) -> list[str]:
    return [str(call["id"]) for message in messages if isinstance(message, AIMessage) for call in message.tool_calls]


def _dropping(response: ModelResponse, dropped: Sequence[AnyMessage], spent: Sequence[str]) -> ExtendedModelResponse:
    """The response, which takes the dropped messages out of the state in the same step."""
    removed = [RemoveMessage(id=str(message.id)) for message in dropped]
    return ExtendedModelResponse(response, Command(update={"messages": removed, "spent": list(spent)}))
