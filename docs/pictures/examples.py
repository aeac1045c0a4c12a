"""Graphs of others: a question with a form of its own, branches side by side, and a tool of an MCP server."""

from playwright.async_api import Browser, expect

from docs.pictures.camera import seat, studio, take, take_form
from tests.support.browser import AVERY, MORGAN, RILEY, press
from tests.support.processes import ROOT

_POLICY = str(ROOT / "examples" / "policy.yaml")
_MCP = str(ROOT / "examples" / "mcp" / "policy.yaml")


async def album(browser: Browser) -> None:
    await _a_question_with_a_form(browser)
    await _branches(browser)
    await _a_tool_of_a_server(browser)


async def _a_question_with_a_form(browser: Browser) -> None:
    async with studio(browser, COUNTERSIGN_AGENT="examples.announcement:graph", COUNTERSIGN_POLICY=_POLICY) as demo:
        riley, morgan = [await seat(demo, person) for person in (RILEY, MORGAN)]
        await riley.ask("we move to Oslo")
        card = await morgan.card("May this be announced?")
        await expect(card).to_be_visible()
        await take("graph-question", card)
        await press(card, "Answer")
        form = morgan.page.get_by_test_id("modal")
        await form.get_by_text("publish", exact=True).click()
        await form.get_by_label("wording").fill("Dear all, we are moving to Oslo in May.")
        await take_form("graph-question-form", morgan)


async def _branches(browser: Browser) -> None:
    async with studio(browser, COUNTERSIGN_AGENT="examples.trip:graph", COUNTERSIGN_POLICY=_POLICY) as demo:
        riley, avery = [await seat(demo, person) for person in (RILEY, AVERY)]
        await riley.ask("a trip to Oslo")
        thread = await riley.thread("a trip to Oslo")
        hotel, flight = [thread.get_by_role("article").filter(has_text=f"Which {what}") for what in ("hotel", "flight")]
        await expect(hotel).to_be_visible()
        await expect(flight).to_be_visible()
        await take("branches", hotel, flight)
        await press(hotel, "Answer")
        await riley.fill_in("Answer", "The Grand", submit="Answer")
        await press(flight, "Answer")
        form = riley.page.get_by_test_id("modal")
        await form.get_by_text("the 11:45", exact=True).click()
        await take_form("branches-form", riley)
        await press(form, "Answer")
        bookings = [await avery.card(f"Approval needed: book_{what}") for what in ("flight", "hotel")]
        for booking in bookings:
            await expect(booking).to_be_visible()
        await take("per-call", *bookings)


async def _a_tool_of_a_server(browser: Browser) -> None:
    async with studio(browser, COUNTERSIGN_POLICY=_MCP) as demo:
        riley, avery = [await seat(demo, person) for person in (RILEY, AVERY)]
        await riley.ask("When it is 15:00 in Berlin, what time is it in Tokyo?")
        card = await avery.card("time_convert_time")
        await expect(card).to_be_visible()
        await take("mcp", card)
