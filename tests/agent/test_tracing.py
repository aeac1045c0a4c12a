"""Spans of LangSmith: without a thread where nobody traces, and as ever where somebody does."""

from collections.abc import Iterator
from threading import current_thread, main_thread
from typing import Any

import langsmith
import pytest

from agent.tracing import spare_threads


@pytest.fixture(autouse=True)
def _spared() -> Iterator[None]:
    spare_threads()
    yield
    langsmith.set_runtime_overrides()


@pytest.mark.parametrize("tracing", [False, "local"])
async def test_a_span_needs_a_thread_only_where_it_records_something(tracing: Any) -> None:
    ended_in = []

    def noted(outputs: Any) -> dict[str, Any]:
        ended_in.append(current_thread())
        return {"output": outputs}

    @langsmith.traceable(process_outputs=noted)
    async def hook() -> str:
        return "done"

    nobody = langsmith.Client(api_url="http://127.0.0.1:9", api_key="none", auto_batch_tracing=False)
    with langsmith.tracing_context(enabled=tracing, client=nobody):
        assert await hook() == "done"

    assert [thread is main_thread() for thread in ended_in] == [not tracing]


async def test_what_a_hook_raises_reaches_its_caller() -> None:
    @langsmith.traceable
    async def hook() -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        await hook()
