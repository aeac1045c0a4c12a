"""`python -m bench.door SLACK_URL`: the product's door and a bare Bolt listener side by side in one process.

Prints where it listens and where its Redis is. A POST to /cycles keeps a second product in the same process busy with
whole cycles, so many a second; the clicks that are measured stay apart from it, and nobody works on what they decide.
"""

import asyncio
import json
import sys
from contextlib import suppress

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bench.cycles import Story, story, working
from bench.product import SECRET, open_bench


class Load:
    """Whole cycles at a steady rate."""

    def __init__(self, told: Story) -> None:
        self._told = told
        self._running: set[asyncio.Task[None]] = set()
        self._pace: asyncio.Task[None] | None = None

    async def set(self, request: web.Request) -> web.Response:
        """Take on so many cycles a second; 0 ends it, and answers when the last cycle is over."""
        rate = float(await request.text())
        if self._pace:
            self._pace.cancel()
            await asyncio.gather(self._pace, *self._running, return_exceptions=True)
        self._pace = asyncio.create_task(self._keep(rate)) if rate else None
        return web.Response()

    async def _keep(self, rate: float) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            cycle = asyncio.create_task(self._told.cycle())
            self._running.add(cycle)
            cycle.add_done_callback(self._running.discard)
            due += 1 / rate
            await asyncio.sleep(max(0, due - loop.time()))


def bare(slack_url: str) -> AsyncApp:
    """What Bolt alone can do: the fastest listener that acknowledges a click."""
    client = AsyncWebClient(token="xoxb-bench", base_url=slack_url)
    app = AsyncApp(client=client, signing_secret=SECRET, process_before_response=True)

    async def approve(ack: AsyncAck) -> None:
        await ack()

    app.action("approve")(approve)
    return app


def _door(path: str, app: AsyncApp) -> web.RouteDef:
    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    return web.post(path, events)


async def serve(slack_url: str) -> None:
    async with open_bench(slack_url=slack_url) as bench, story(slack_url) as told:
        assert told.bench
        async with working(told.bench):
            server = web.Application()
            doors = [_door("/ours", bench.product.bolt), _door("/bare", bare(slack_url))]
            server.add_routes([*doors, web.post("/cycles", Load(told).set)])
            runner = web.AppRunner(server, access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            print(json.dumps({"port": runner.addresses[0][1], "redis": bench.product.redis.url}), flush=True)
            # Until whoever started this process closes our input.
            await asyncio.to_thread(sys.stdin.read)
            await runner.cleanup()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(sys.argv[1]))
