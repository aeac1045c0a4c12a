"""What people type is stored as Slack stores it."""

import pytest

from sandbox.directory import demo_users
from sandbox.typed import stored


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@countersign hello", "<@U0BOT> hello"),
        ("hello @Countersign, and @riley!", "hello <@U0BOT>, and <@U0REQUESTER>!"),
        ("请 @countersign 发邮件", "请 <@U0BOT> 发邮件"),
        ("<@U0BOT> hello", "<@U0BOT> hello"),
        ("<@U404> hello", "&lt;@U404&gt; hello"),
        ("@nobody", "@nobody"),
        ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("mail alice@example.com now", "mail <mailto:alice@example.com|alice@example.com> now"),
        ("mail riley@countersign.com", "mail <mailto:riley@countersign.com|riley@countersign.com>"),
        ("see https://example.com/a?b=1&c=2.", "see <https://example.com/a?b=1&amp;c=2>."),
        ("see <https://example.com>", "see &lt;<https://example.com>&gt;"),
    ],
)
def test_mentions_links_and_special_characters_are_marked(text: str, expected: str) -> None:
    assert stored(text, demo_users()) == expected
