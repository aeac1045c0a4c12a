"""A server over streamable HTTP: what it is sent, and what becomes of a call when it goes away."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port

from agent.mcp.remote import Unavailable
from agent.mcp.server import Address, Server
from agent.recovery import InDoubt
from tests.mcp.conftest import FICKLE, Fickle, Open, names, run

OPEN = {"Authorization": "Bearer open sesame"}


@pytest.fixture
def port() -> int:
    return unused_port()


@asynccontextmanager
async def serving(fickle: Fickle, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(sys.executable, FICKLE, fickle.folder, str(port))
    try:
        await _until_up(port)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _until_up(port: int) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(60):
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/"):
                    return
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.05)


def at(port: int, headers: dict[str, str] = OPEN, timeout: float = 60) -> Server:
    reach = Address(url=f"http://127.0.0.1:{port}/mcp/", headers=headers)
    return Server(name="fickle", reach=reach, timeout=timeout)


async def test_its_tools_run(fickle: Fickle, connect: Open, port: int) -> None:
    async with serving(fickle, port):
        servers = await connect(at(port))

        assert names(servers) == ["fickle_echo"]
        assert await run(servers, "echo", n=1) == ("success", '{"n": 1}')


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer please"}], ids=["none", "wrong"])
async def test_without_the_right_secret_there_is_no_server(
    fickle: Fickle, connect: Open, port: int, headers: dict[str, str]
) -> None:
    async with serving(fickle, port):
        with pytest.raises(Unavailable, match="401") as refused:
            await connect(at(port, headers))

    assert "please" not in str(refused.value)


async def test_a_changed_tool_does_not_run(fickle: Fickle, connect: Open, port: int) -> None:
    async with serving(fickle, port):
        servers = await connect(at(port))
        fickle.lists("echo", description="Does something else.")

        assert (await run(servers, "echo"))[0] == "error"
        assert fickle.done == []


async def test_a_call_over_which_the_server_dies_is_in_doubt(fickle: Fickle, connect: Open, port: int) -> None:
    fickle.lists("die")
    async with serving(fickle, port):
        servers = await connect(at(port, timeout=3))
        with pytest.raises(InDoubt):
            await run(servers, "die")

    assert fickle.done == [["die", {}]]


async def test_a_restarted_server_is_found_again(fickle: Fickle, connect: Open, port: int) -> None:
    """It does not know the session any more."""
    async with serving(fickle, port):
        servers = await connect(at(port))
    status, said = await run(servers, "echo")
    assert (status, said.endswith("The tool did not run.")) == ("error", True)

    async with serving(fickle, port):
        assert await run(servers, "echo", n=2) == ("success", '{"n": 2}')


async def test_secrets_are_not_sent_on_to_another_host(connect: Open) -> None:
    heard: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        heard.append(request.path)
        return web.Response()

    async def here(_: web.Request) -> web.Response:
        raise web.HTTPTemporaryRedirect(f"http://127.0.0.1:{ports[0]}/mcp/")

    ports = [unused_port(), unused_port()]
    async with listening(elsewhere, ports[0]), listening(here, ports[1]):
        with pytest.raises(Unavailable, match="not followed"):
            await connect(at(ports[1]))

    assert heard == []


@asynccontextmanager
async def listening(answer: Callable[[web.Request], Awaitable[web.Response]], port: int) -> AsyncIterator[None]:
    application = web.Application()
    application.add_routes([web.route("*", "/mcp/", answer)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield
    finally:
        await runner.cleanup()
