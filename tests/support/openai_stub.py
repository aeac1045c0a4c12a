"""A language model's HTTP API that answers from a script: what `COUNTERSIGN_MODEL=openai:...` talks to in tests."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import unused_port

Message = dict[str, Any]
Answer = Callable[[list[Message]], Message]
"""What the model says next, given the conversation so far (OpenAI's message objects)."""


def say(text: str) -> Message:
    return {"role": "assistant", "content": text}


def call(text: str, **tools: dict[str, Any]) -> Message:
    """A message that calls each tool once."""
    return calls(text, *tools.items())


def calls(text: str, *wanted: tuple[str, dict[str, Any]]) -> Message:
    functions = [
        {
            "id": f"call_{abs(hash((text, number))):x}",
            "type": "function",
            "function": {"name": name, "arguments": json.dumps(arguments)},
        }
        for number, (name, arguments) in enumerate(wanted)
    ]
    return {"role": "assistant", "content": text, "tool_calls": functions}


def results(messages: list[Message]) -> list[str]:
    """The tool results since the last thing a person said."""
    last = max(i for i, message in enumerate(messages) if message["role"] == "user")
    return [str(message["content"]) for message in messages[last:] if message["role"] == "tool"]


@asynccontextmanager
async def openai_stub(answer: Answer) -> AsyncIterator[str]:
    """Serve `/v1/chat/completions`; gives the base URL for `OPENAI_BASE_URL`."""

    async def complete(request: web.Request) -> web.Response:
        body = await request.json()
        message = answer(body["messages"])
        reason = "tool_calls" if message.get("tool_calls") else "stop"
        return web.json_response(
            {
                "id": "chatcmpl-stub",
                "object": "chat.completion",
                "created": 1,
                "model": body["model"],
                "choices": [{"index": 0, "message": message, "finish_reason": reason}],
                "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
            }
        )

    application = web.Application()
    application.add_routes([web.post("/v1/chat/completions", complete)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    port = unused_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        await runner.cleanup()
