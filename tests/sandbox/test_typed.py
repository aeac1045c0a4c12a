"""What people type is stored as Slack stores it."""

import pytest

from sandbox.typed import stored
from sandbox.workspace import Workspace


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
        ("ask @finance or @team-leads", "ask <!subteam^S0FINANCE> or <!subteam^S0TEAMLEADS>"),
        ("in #payments, not #nowhere", "in <#C0PAYMENTS|payments>, not #nowhere"),
        ("&#payments and C#payments", "&amp;#payments and C#payments"),
    ],
)
def test_mentions_links_and_special_characters_are_marked(text: str, expected: str) -> None:
    assert stored(text, Workspace()) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("delegate @avery until friday", "delegate <@U0APPROVER|avery> until friday"),
        ("rules for @finance in #payments", "rules for <!subteam^S0FINANCE|@finance> in <#C0PAYMENTS|payments>"),
        ("rules <none>", "rules &lt;none&gt;"),
    ],
)
def test_marks_in_a_command_carry_the_names_too(text: str, expected: str) -> None:
    assert stored(text, Workspace(), in_command=True) == expected
