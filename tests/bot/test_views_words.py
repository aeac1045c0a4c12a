"""The agent's answers and our short notes."""

import pytest

from bot.approvals import CLOCK, Drawing
from bot.views import notes
from bot.views.reply import reply
from tests.bot.drawn import LINK, checked
from tests.bot.records import (
    a_question,
    a_vote,
    an_approval,
)


@pytest.mark.parametrize("text", ["Hello <!channel> <@U1> <#C1>", "<!here|x>", "<!subteam^S1>"])
def test_an_answer_mentions_nobody(text: str) -> None:
    drawn = checked(reply(text))

    assert not any(sign in drawn.text + drawn.blocks[0]["text"] for sign in ("<!", "<@", "<#"))


def test_an_answer_keeps_its_markdown_and_links() -> None:
    text = "**Done.** See [the list](https://example.com/?a=1&b=2), `a < b`."

    assert checked(reply(text)).blocks[0]["text"] == text


@pytest.mark.parametrize("length", [1, 11_500, 50_000])
def test_an_answer_of_any_length_is_one_that_slack_takes(length: int) -> None:
    checked(reply("&" * length))


def test_a_message_that_has_to_wait_is_told_for_what() -> None:
    posted = an_approval(drawings={"review": Drawing(intended_at=0, link=LINK)})

    assert notes.waiting([posted], review_channel="C2").startswith(
        f"I am still waiting for a decision in <#C2> (<{LINK}|card>)."
    )
    assert "waiting for <@U1> to answer" in notes.waiting([an_approval(a_question())], review_channel="C2")


def test_a_late_click_is_told_who_was_first() -> None:
    late, expired = (an_approval(votes={0: a_vote("reject", person)}) for person in ("U2", CLOCK))

    assert notes.already_decided(late, 0).startswith("Already decided by <@U2> <!date^1700000030^")
    assert notes.already_decided(expired, 0).startswith("Too late: this request expired")
