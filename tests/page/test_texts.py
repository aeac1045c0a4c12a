"""mrkdwn and Markdown as the page draws them, and that no text of anybody ever becomes markup."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, expect

from tests.page.bot_script import Bot, actions, button, labelled, modal, mrkdwn, plain, section

pytestmark = pytest.mark.asyncio(loop_scope="session")

GENERAL = "C0GENERAL"
DRAW = """async ([module, name, text]) => {
    const { [name]: draw } = await import(`/page/${module}.js`);
    const node = document.createElement("div");
    node.append(...draw(text));
    return node.innerHTML;
}"""

MRKDWN = {
    "*bold* _italic_ ~gone~": "<strong>bold</strong> <em>italic</em> <s>gone</s>",
    "*_both_*": "<strong><em>both</em></strong>",
    "snake_case_name 2*3*4 a~b~c": "snake_case_name 2*3*4 a~b~c",
    "* no * _ no _": "* no * _ no _",
    "`*code*`": "<code>*code*</code>",
    "before ```line *1*\nline 2``` after": 'before <pre class="code">line *1*\nline 2</pre> after',
    "&gt; quoted\nplain": "<blockquote>quoted</blockquote>plain",
    "&lt;b&gt; &amp; &amp;lt;": "&lt;b&gt; &amp; &amp;lt;",
    "<b>bold</b>": "&lt;b&gt;bold&lt;/b&gt;",
    "<@U0MANAGER>": '<span class="chip">@Morgan Diaz</span>',
    "<@U0UNKNOWN|somebody>": '<span class="chip">@somebody</span>',
    "<!here>": '<span class="chip chip-group">@here</span>',
    "<javascript:alert(1)|click>": "&lt;javascript:alert(1)|click&gt;",
    ":rocket: :no_such_name: 10:30:45": "🚀 :no_such_name: 10:30:45",
    "<!date^x^{date}|some day>": "some day",
}

MARKDOWN = {
    "**bold** *it* _it_ ~~no~~ `c`": "<p><strong>bold</strong> <em>it</em> <em>it</em> <s>no</s> <code>c</code></p>",
    "- a\n- b\n  1. c": '<ul><li>a</li><li>b<ol start="1"><li>c</li></ol></li></ul>',
    "3. a\n4. b": '<ol start="3"><li>a</li><li>b</li></ol>',
    "```python\na < b\n```": '<pre class="code">a &lt; b</pre>',
    "```a b```\n\nafter": "<p><code>a b</code></p><p>after</p>",
    "> quote": "<blockquote><p>quote</p></blockquote>",
    "---": "<hr>",
    "<script>alert(1)</script>": "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "[x](javascript:alert(1))": "<p>[x](javascript:alert(1))</p>",
}

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "<a href='javascript:alert(1)'>x</a>",
    "{{constructor.constructor('alert(1)')()}}",
]


async def test_mrkdwn_is_drawn_as_slack_draws_it(page: Page, bot: Bot) -> None:
    await page.goto("/")
    await expect(page.get_by_test_id("composer")).to_be_visible()

    assert {text: await page.evaluate(DRAW, ["mrkdwn", "mrkdwn", text]) for text in MRKDWN} == MRKDWN


async def test_markdown_is_drawn(page: Page, bot: Bot) -> None:
    await page.goto("/")
    await expect(page.get_by_test_id("composer")).to_be_visible()

    assert {text: await page.evaluate(DRAW, ["markdown", "markdown", text]) for text in MARKDOWN} == MARKDOWN


async def test_links_open_elsewhere_and_keep_their_label(page: Page, bot: Bot) -> None:
    await bot.say(GENERAL, "<https://example.com/a?b=1&amp;c=2|the *page*> and https://example.com/x.")
    await page.goto("/")

    named = page.get_by_role("link", name="the *page*")
    await expect(named).to_have_attribute("href", "https://example.com/a?b=1&c=2")
    await expect(named).to_have_attribute("rel", "noopener noreferrer")
    await expect(page.get_by_role("link", name="https://example.com/x", exact=True)).to_be_visible()


async def test_dates_are_told_in_the_readers_zone(page: Page, bot: Bot) -> None:
    noon = int(datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp())
    await bot.say(GENERAL, f"Due <!date^{noon}^{{date_short}} at {{time}}|then>")
    await page.goto("/")

    local = await page.evaluate(
        "(at) => new Date(at * 1000).toLocaleTimeString('en-US', {hour: 'numeric', minute: '2-digit'})", noon
    )
    await expect(page.locator(".message-text")).to_have_text(f"Due Mar 1, 2026 at {local}")


@pytest.mark.parametrize("attack", ATTACKS)
async def test_what_the_bot_sends_is_text(page: Page, bot: Bot, attack: str) -> None:
    blocks = [
        {"type": "header", "text": plain(attack)},
        section(attack, fields=[mrkdwn(attack), plain(attack)]),
        {"type": "context", "elements": [mrkdwn(attack)]},
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": attack}]}],
        },
        {"type": "markdown", "text": attack},
        {"type": "table", "rows": [[{"type": "raw_text", "text": attack}]]},
        actions(button(attack, "edit")),
    ]
    bot.view = modal(section(attack), labelled(attack, "to", {"type": "plain_text_input", "initial_value": attack}))
    bot.answer = {"response_action": "errors", "errors": {"to": attack}}
    await bot.say(GENERAL, "unseen", blocks=blocks)
    await page.goto("/")
    await page.get_by_test_id("conversation").get_by_role("button", name=attack).click()
    await page.get_by_test_id("modal").get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert")).to_have_text(attack)

    assert await page.get_by_test_id("conversation").get_by_text(attack).count() == len(blocks) + 2
    assert await page.locator(".log script, .log img:not(.avatar), .log svg:not(.icon), dialog a").count() == 0


@pytest.mark.parametrize("attack", ATTACKS)
async def test_what_a_person_types_is_text(page: Page, bot: Bot, attack: str) -> None:
    await page.goto("/")
    await page.get_by_test_id("composer").fill(attack)
    await page.get_by_test_id("composer").press("Enter")

    await expect(page.locator(".message-text")).to_have_text(attack)
