# ruff: noqa: RUF001 - Chinese has its own punctuation
"""A workspace whose channels speak Chinese, and a manager who reads it."""

import aiohttp
import pytest
from playwright.async_api import expect

from tests.support.browser import AVERY, MORGAN, RILEY, press
from tests.support.demo import Demo

pytestmark = pytest.mark.asyncio(loop_scope="session")

MAIL_ALICE = "给 Alice 发邮件，说说明天的评审"


async def reads(demo: Demo, person: str, locale: str) -> None:
    """Somebody sets the language of their Slack."""
    order = {"order": "change_locale", "user": person, "locale": locale}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{demo.address}/client/administration", json=order) as answer,
    ):
        assert answer.status == 200


async def test_a_card_is_decided_in_chinese_and_everybody_else_reads_their_own(demo: Demo) -> None:
    await demo.start(COUNTERSIGN_LANGUAGE="zh-CN")
    await reads(demo, MORGAN, "zh-CN")
    window = await demo.window(RILEY)
    await window.ask(MAIL_ALICE)
    await expect(await window.thread(MAIL_ALICE)).to_contain_text("等待批准：")

    await window.become(AVERY)
    card = await window.card("send_email")
    await expect(card).to_contain_text("需要审批：send_email")
    await press(card, "拒绝")
    modal = window.page.get_by_test_id("modal")
    await expect(modal).to_contain_text("The agent and the requester read it.")
    await press(modal, "Cancel")

    await window.become(MORGAN)
    card = await window.card("send_email")
    await press(card, "编辑")
    await expect(modal).to_contain_text("将按你提交的内容执行。")
    await window.fill_in("主题", "评审改到十一点", submit="修改并批准")
    await expect(card).to_contain_text("已修改并批准")
    await expect(card).to_contain_text("改为  评审改到十一点")

    await expect(await window.mails()).to_have_count(1)
