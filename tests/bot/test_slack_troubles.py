"""What went wrong between us and Slack is told on one line, in Slack's own word where it has one."""

import pytest
from slack_sdk.errors import SlackApiError

from bot.slack import Trouble, told
from bot.slack.pacing import Pace, Rate


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (SlackApiError("Failed.", {"ok": False, "error": "is_archived"}), "Slack says is_archived"),
        (
            SlackApiError("Failed.", {"error": "missing_scope", "needed": "im:write"}),
            "Slack says missing_scope (it needs the scope im:write)",
        ),
        (OSError("Two\nlines"), "Slack cannot be reached: OSError: Two lines"),
        (TimeoutError(), "Slack cannot be reached: TimeoutError:"),
    ],
    ids=["its word", "a scope", "two lines", "no words"],
)
def test_trouble_is_told_on_one_line(error: Exception, line: str) -> None:
    assert told(error) == line


async def test_a_call_that_is_put_off_is_not_told_as_if_slack_were_gone() -> None:
    pace = Pace(updates=Rate(calls=1, seconds=60))
    await pace.update()
    with pytest.raises(Trouble) as crowded:
        await pace.update()

    assert told(crowded.value).startswith("Slack takes no more of these calls right now")
