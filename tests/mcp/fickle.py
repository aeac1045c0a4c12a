"""A real MCP server that does as it is told: `python tests/mcp/fickle.py FOLDER [PORT]`.

What it lists stands in FOLDER/tools.json and is read at each listing; what its tools really did, in FOLDER/done.
With a port it speaks streamable HTTP, else stdio.
"""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from mcp import McpError, types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

FOLDER = Path(sys.argv[1])
PICTURE = "aGVsbG8="

server: Server[Any, Any] = Server("fickle")


@server.list_tools()
async def list_tools() -> list[types.Tool]:
    return [types.Tool.model_validate(tool) for tool in json.loads((FOLDER / "tools.json").read_text())]


async def call_tool(request: types.CallToolRequest) -> types.ServerResult:
    name, arguments = request.params.name, request.params.arguments or {}
    with (FOLDER / "done").open("a") as done:
        done.write(json.dumps([name, arguments]) + "\n")
    if name == "refuse":
        raise McpError(types.ErrorData(code=-32000, message="not today"))
    return types.ServerResult(await _answer(name, arguments))


server.request_handlers[types.CallToolRequest] = call_tool


async def _answer(name: str, arguments: dict[str, Any]) -> types.CallToolResult:
    match name:
        case "die":
            os._exit(1)
        case "stay_silent":
            await asyncio.Event().wait()
        case "fail":
            return types.CallToolResult(content=[_text("the disk is full")], isError=True)
        case "show":
            return types.CallToolResult(content=[*_everything()])
        case "structure":
            return types.CallToolResult(content=[], structuredContent={"total": 5})
        case "look_around":
            return types.CallToolResult(
                content=[_text(json.dumps({"cwd": str(Path.cwd()), "pid": os.getpid(), "env": sorted(os.environ)}))]
            )
        case "ask_back":
            return types.CallToolResult(content=[_text(await _ask_back())])
    return types.CallToolResult(content=[_text(json.dumps(arguments, sort_keys=True))])


def _text(text: str) -> types.TextContent:
    return types.TextContent(type="text", text=text)


def _everything() -> list[Any]:
    blob = types.BlobResourceContents(uri="file:///a.bin", mimeType="application/zip", blob=PICTURE)
    words = types.TextResourceContents(uri="file:///a.txt", text="from a file")
    return [
        _text("a text"),
        types.ImageContent(type="image", data=PICTURE, mimeType="image/png"),
        types.AudioContent(type="audio", data=PICTURE, mimeType="audio/wav"),
        types.ResourceLink(type="resource_link", uri="file:///b.txt", name="b"),
        types.EmbeddedResource(type="resource", resource=words),
        types.EmbeddedResource(type="resource", resource=blob),
    ]


async def _ask_back() -> str:
    """What the client says when the server asks it for something."""
    session = server.request_context.session
    message = types.SamplingMessage(role="user", content=_text("hello"))
    heard = []
    for question in (
        session.create_message([message], max_tokens=5),
        session.elicit_form("Your password?", {"type": "object", "properties": {}}),
        session.list_roots(),
    ):
        try:
            heard.append(f"answered: {await question}")
        except McpError as error:
            heard.append(str(error))
    return "; ".join(heard)


async def over_stdio() -> None:
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


def over_http(port: int) -> None:
    import uvicorn  # noqa: PLC0415
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager  # noqa: PLC0415
    from starlette.applications import Starlette  # noqa: PLC0415
    from starlette.requests import Request  # noqa: PLC0415
    from starlette.responses import PlainTextResponse  # noqa: PLC0415
    from starlette.routing import Mount  # noqa: PLC0415

    manager = StreamableHTTPSessionManager(server)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with manager.run():
            yield

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        if Request(scope).headers.get("authorization") == "Bearer open sesame":
            await manager.handle_request(scope, receive, send)
        else:
            await PlainTextResponse("who are you?", status_code=401)(scope, receive, send)

    application = Starlette(routes=[Mount("/mcp", app=guarded)], lifespan=lifespan)
    uvicorn.run(application, port=port, log_level="error")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        over_http(int(sys.argv[2]))
    else:
        asyncio.run(over_stdio())
