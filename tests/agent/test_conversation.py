"""A long conversation keeps its latest turns, whole ones."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from langchain.agents.middleware.types import ExtendedModelResponse, ModelRequest, ModelResponse
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, RemoveMessage, ToolMessage

from agent.conversation import KEPT, Conversation, first_kept


def turns(calls: Sequence[int]) -> list[AnyMessage]:
    """A conversation: in each turn so many calls, one after the other, and an answer."""
    said: list[AnyMessage] = []
    for turn, count in enumerate(calls):
        said.append(HumanMessage(f"question {turn}", id=f"h{turn}"))
        for number in range(count):
            id = f"c{turn}-{number}"
            said.append(AIMessage("", tool_calls=[{"name": "pay", "args": {}, "id": id}], id=f"a{id}"))
            said.append(ToolMessage("paid", tool_call_id=id, id=f"t{id}"))
        said.append(AIMessage("Done.", id=f"d{turn}"))
    return said


@given(st.lists(st.integers(0, 20), min_size=1, max_size=20))
def test_what_is_kept_are_the_latest_whole_turns_that_fit(calls: list[int]) -> None:
    said = turns(calls)
    first = first_kept(said)
    kept, people = said[first:], [i for i, message in enumerate(said) if isinstance(message, HumanMessage)]

    assert first in people
    assert len(kept) <= KEPT or first == people[-1]
    assert first == 0 or len(said) - max(i for i in people if i < first) > KEPT


async def conversation(said: list[AnyMessage]) -> tuple[ModelRequest, ModelResponse | ExtendedModelResponse]:
    asked: list[ModelRequest] = []

    async def model(request: ModelRequest) -> ModelResponse:
        asked.append(request)
        return ModelResponse(result=[AIMessage("Hello.")])

    request = ModelRequest(model=FakeListChatModel(responses=[]), messages=said, state={"messages": said})
    response = await Conversation(lambda: "Be kind.").awrap_model_call(request, model)
    return asked[0], response


async def test_a_short_conversation_stays_as_it_is() -> None:
    said = turns([1, 1])
    asked, response = await conversation(said)

    assert (asked.system_prompt, asked.messages) == ("Be kind.", said)
    assert isinstance(response, ModelResponse)


async def test_of_a_long_conversation_the_oldest_turns_are_dropped() -> None:
    said = turns([1] * 10)
    asked, response = await conversation(said)
    first = first_kept(said)

    assert asked.messages == said[first:]
    assert isinstance(response, ExtendedModelResponse)
    assert response.command
    assert response.command.update == {
        "messages": [RemoveMessage(id=str(message.id)) for message in said[:first]],
        "spent": ["c0-0", "c1-0", "c2-0"],
    }
