import pytest
from langchain_core.tools import ToolException

from agent.tools.ask_user import ask_user_tool


async def test_only_a_person_can_answer() -> None:
    with pytest.raises(ToolException, match="ask_user is answered by a person"):
        await ask_user_tool().ainvoke({"question": "Which Alex?"})
