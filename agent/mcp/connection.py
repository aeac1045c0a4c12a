"""One connection to a server: a process of our own, or a session over HTTP."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx
from mcp import ClientSession, McpError, StdioServerParameters, types
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from agent.mcp.server import Address, Command, Server

Answer = TypeVar("Answer")

_START = 30.0
"""Seconds for a server to come up: package runners may have to fetch it first."""
_END = 10.0
"""Seconds for it to go."""
_PAGES = 100
_CLOSED = types.ErrorData(code=types.CONNECTION_CLOSED, message="Connection closed")
"""What the SDK says in the server's place."""
_US = types.Implementation(name="countersign", version="1")


class Broken(Exception):  # noqa: N818
    """The connection ended, or stayed silent for too long, before the answer came."""


class Connection:
    """Sampling, elicitation and roots are refused: the SDK does so where nobody says how they are answered."""

    def __init__(self, server: Server) -> None:
        self._timeout = server.timeout
        self._closing = asyncio.Event()
        self._session: asyncio.Future[ClientSession] = asyncio.get_running_loop().create_future()
        self._waiting = 0
        # The SDK wants a session closed by the task that opened it.
        self._life = asyncio.create_task(self._live(server.reach))

    @classmethod
    async def open(cls, server: Server) -> Self:
        """Raises Broken when it does not come up."""
        connection = cls(server)
        try:
            await connection._answered(_itself(connection._session), seconds=_START)
        except BaseException:
            # Also when it is cancelled: a server's process must not outlive whoever asked for it.
            await connection.close()
            raise
        return connection

    @property
    def ended(self) -> bool:
        return self._closing.is_set() or self._life.done()

    @property
    def idle(self) -> bool:
        """Whether nobody waits for an answer."""
        return self._waiting == 0

    async def tools(self) -> list[types.Tool]:
        """All that the server has right now.

        Raises:
            Broken: it does not say.
            McpError: it says that it has none to list.
        """
        tools: list[types.Tool] = []
        params: types.PaginatedRequestParams | None = None
        for _ in range(_PAGES):
            page = await self._ask(types.ListToolsRequest(params=params), types.ListToolsResult)
            tools += page.tools
            if not page.nextCursor:
                return tools
            params = types.PaginatedRequestParams(cursor=page.nextCursor)
        raise Broken(f"its list of tools has more than {_PAGES} pages")

    async def call(self, tool: str, arguments: dict[str, Any]) -> types.CallToolResult:
        """Raises Broken when nobody can know whether it ran, McpError when the server refuses."""
        params = types.CallToolRequestParams(name=tool, arguments=arguments)
        # Not the session's `call_tool`: it raises when a result is not as the server said that it would be.
        return await self._ask(types.CallToolRequest(params=params), types.CallToolResult)

    async def close(self) -> None:
        self._closing.set()
        if not self._session.done():
            self._life.cancel()
        await asyncio.wait({self._life}, timeout=_END)
        self._life.cancel()
        await asyncio.gather(self._life, return_exceptions=True)

    async def _live(self, reach: Command | Address) -> None:
        async with _transport(reach) as (read, write), ClientSession(read, write, client_info=_US) as session:
            await session.initialize()
            self._session.set_result(session)
            await self._closing.wait()

    async def _ask(self, request: Any, kind: type[Answer]) -> Answer:
        sending: Any = self._session.result().send_request(types.ClientRequest(request), kind)
        self._waiting += 1
        try:
            return await self._answered(sending, seconds=self._timeout)
        finally:
            self._waiting -= 1

    async def _answered(self, asking: Coroutine[Any, Any, Answer], *, seconds: float) -> Answer:
        """The answer, if it comes in time and before the connection ends."""
        answer = asyncio.create_task(asking)
        try:
            await asyncio.wait({answer, self._life}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                return answer.result()
        except McpError as error:
            if error.error != _CLOSED:
                raise
            raise Broken("the connection broke") from None
        except Exception as error:
            # Whatever the transport raises, and answers that are none.
            raise Broken(_reason(error)) from error
        finally:
            answer.cancel()
        if not self._life.done():
            raise Broken(f"no answer came within {seconds:g} s")
        raise Broken("the connection broke" if self._life.cancelled() else _reason(self._life.exception()))


async def _itself(future: asyncio.Future[Answer]) -> Answer:
    return await asyncio.shield(future)


@asynccontextmanager
async def _transport(reach: Command | Address) -> AsyncIterator[tuple[Any, Any]]:
    if isinstance(reach, Command):
        parameters = StdioServerParameters(
            command=_found(reach.command), args=[*reach.args], env=dict(reach.env), cwd=reach.cwd
        )
        async with stdio_client(parameters, errlog=sys.stderr) as (read, write):
            yield read, write
        return
    # How long an answer may take is for `_answered` to say.
    patience = httpx.Timeout(_START, read=None)
    async with (
        httpx.AsyncClient(headers=reach.headers, timeout=patience) as client,
        streamable_http_client(reach.url, http_client=client) as (read, write, _),
    ):
        yield read, write


def _found(command: str) -> str:
    """A command that was installed along with us comes first: nobody has to activate our environment for it."""
    return shutil.which(command, path=str(Path(sys.executable).parent)) or command


def _reason(error: BaseException | None) -> str:
    """The first cause, in one line."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    said = " ".join(str(error).split())[:300] if error else "the connection broke"
    return said or type(error).__name__
