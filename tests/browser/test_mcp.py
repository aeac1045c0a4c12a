"""The example with an MCP server, as a newcomer tries it: no model, no account."""

import re

import pytest
from playwright.async_api import expect

from tests.support.browser import AVERY, RILEY, press
from tests.support.demo import Demo
from tests.support.processes import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = "When it is 15:00 in Berlin, what time is it in Tokyo?"
ANSWER = re.compile("15:00 in Europe/Berlin is 2[23]:00 in Asia/Tokyo")


async def test_a_tool_of_a_server_waits_and_its_result_is_told(demo: Demo) -> None:
    await demo.start(COUNTERSIGN_POLICY=str(ROOT / "examples/mcp/policy.yaml"))
    riley, avery = await demo.window(RILEY), await demo.window(AVERY)
    await riley.ask(QUESTION)
    card = await avery.card("time_convert_time")
    await expect(card).to_contain_text("source_timezone: Europe/Berlin")
    await expect(card).to_contain_text("The server says that it only reads; that is not checked.")
    await press(card, "Approve")

    await expect(await riley.thread(QUESTION)).to_contain_text(ANSWER)
