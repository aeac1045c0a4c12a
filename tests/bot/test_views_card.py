"""The messages that show an approval: what they say in each state, and that Slack takes every one of them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.approvals import CLOCK, POLICY, Approval, Drawing, Vote
from bot.views import Drawn, notes
from bot.views.card import notice, places, question, review_card
from bot.views.reply import reply
from sandbox.block_kit import message_problems, text_length
from tests.bot.records import (
    MAIL,
    REVIEW_CHANNEL,
    a_question,
    a_rule,
    a_vote,
    an_action,
    an_approval,
    an_edit,
)

LINK = "https://example.com/archives/C2/p2"
SAFE = 9_000
"""Characters of text on one message that Slack was seen to take."""


def checked(drawn: Drawn) -> Drawn:
    """The message, if Slack would take it."""
    assert message_problems(drawn.blocks) == []
    assert 0 < len(drawn.text) <= 4000
    return drawn


def card(approval: Approval) -> str:
    return json.dumps(checked(review_card(approval)).blocks, ensure_ascii=False)


def told(approval: Approval) -> str:
    return checked(notice(approval, review_channel=REVIEW_CHANNEL, card=LINK)).text


def buttons(drawn: Drawn) -> list[str]:
    elements = [element for block in drawn.blocks if block["type"] == "actions" for element in block["elements"]]
    return [element["text"]["text"] for element in elements]


def mrkdwn(value: Any) -> Iterator[str]:
    """Every text in which Slack looks for mentions, links and formats."""
    if isinstance(value, list):
        for each in value:
            yield from mrkdwn(each)
    elif isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for each in value.values():
            yield from mrkdwn(each)


def test_a_pending_card_shows_the_call_and_offers_what_the_rule_allows() -> None:
    drawn = checked(review_card(an_approval()))

    assert drawn.blocks[0]["text"]["text"] == "Approval needed: send_email"
    assert buttons(drawn) == ["Approve", "Edit", "Reject", "Respond"]
    assert drawn.text == "Approval needed: send_email, asked by <@U1>."


@pytest.mark.parametrize(
    "expected",
    [
        "Asked by <@U1> in <#C1> (<https://example.com/archives/C1/p1000001|message>)",
        "Waiting since <!date^1700000000^",
        "<!date^1700086400^",
        "alice@example.com",
        "See you at ten.",
        "The agent says",
        "I will mail Alice.",
        an_action().digest[:12],
    ],
)
def test_a_pending_card_says(expected: str) -> None:
    assert expected in card(an_approval())


@pytest.mark.parametrize(
    ("decisions", "offered"),
    [
        (("approve", "reject"), ["Approve", "Reject"]),
        (("reject", "edit"), ["Edit", "Reject"]),
        (("respond",), ["Respond"]),
    ],
)
def test_only_what_the_rule_allows_is_offered(decisions: tuple[str, ...], offered: list[str]) -> None:
    action = an_action(rule=a_rule(decisions=decisions))

    assert buttons(checked(review_card(an_approval(action)))) == offered


def test_each_button_carries_the_approval_and_the_action() -> None:
    approval = an_approval(an_action(), an_action(call="c2"))
    rows = [b["elements"] for b in review_card(approval).blocks if b["type"] == "actions"]

    assert [{e["value"] for e in row} for row in rows] == [{"a1:0"}, {"a1:1"}, {"a1"}]


def test_several_calls_are_numbered_and_can_be_approved_at_once() -> None:
    approval = an_approval(an_action(), an_action(tool="run_sql", call="c2"))
    shown = card(approval)

    assert ("1 of 2: *send_email*" in shown, "2 of 2: *run_sql*" in shown) == (True, True)
    assert buttons(review_card(approval))[-1] == "Approve all"


def test_a_half_decided_card_still_needs_an_approval() -> None:
    drawn = checked(review_card(an_approval(an_action(), an_action(call="c2"), votes={0: a_vote()})))

    assert drawn.blocks[0]["text"]["text"] == "Approval needed: send_email, send_email"
    assert buttons(drawn) == ["Approve", "Edit", "Reject", "Respond"]


def test_the_buttons_get_new_ids_with_every_vote() -> None:
    def ids(**state: Any) -> set[str]:
        blocks = review_card(an_approval(*[an_action(call=f"c{n}") for n in range(3)], **state)).blocks
        return {block["block_id"] for block in blocks if block["type"] == "actions"}

    assert not ids() & ids(votes={0: a_vote()})


VOTES = {
    "approved": (a_vote(), "*Approved* by <@U2>"),
    "edited": (an_edit(MAIL | {"to": "bob@example.com"}), "*Edited and approved* by <@U2>"),
    "rejected": (a_vote("reject", message="She is away."), "*Rejected* by <@U2>"),
    "rejected without a reason": (a_vote("reject"), "*Rejected* by <@U2>"),
    "answered": (a_vote("respond", message="I told her."), "*Answered* by <@U2>"),
    "expired": (a_vote("reject", CLOCK, message="Expired"), "nobody decided before it expired"),
}


@pytest.mark.parametrize(("vote", "verdict"), VOTES.values(), ids=VOTES)
def test_a_decided_card_shows_the_outcome_instead_of_buttons(vote: Vote, verdict: str) -> None:
    approval = an_approval(votes={0: vote})
    drawn = checked(review_card(approval))

    assert drawn.blocks[0]["text"]["text"] == "Decided: send_email"
    assert (buttons(drawn), verdict in card(approval), verdict in told(approval)) == ([], True, True)


def test_an_edit_shows_what_it_changed_and_nothing_else() -> None:
    shown = card(an_approval(votes={0: an_edit(MAIL | {"to": "bob@example.com"})}))

    assert ("changed to" in shown, shown.count("bob@example.com")) == (True, 1)
    assert shown.count("See you at ten.") == 1


def test_a_reason_reaches_the_reviewers_and_the_requester() -> None:
    approval = an_approval(votes={0: a_vote("reject", message="She is\naway.")})

    assert "She is\\naway." in card(approval)
    assert told(approval).endswith("\n>She is\n>away.")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("running", "Running now."),
        ("done", "It ran."),
        ("failed", "It ran and failed."),
        ("in_doubt", "In doubt: the process stopped while it ran."),
    ],
)
def test_a_card_says_how_the_call_went(status: str, said: str) -> None:
    assert said in card(an_approval(votes={0: a_vote()}, executions={0: status}))


def test_a_doubt_asks_what_became_of_the_call() -> None:
    rule = a_rule(decisions=("respond", "approve", "reject"))
    drawn = checked(review_card(an_approval(an_action(rule=rule), kind="doubt")))

    assert buttons(drawn) == ["It ran", "Run again", "Give up"]
    assert drawn.text == "In doubt: send_email, asked by <@U1>."


def test_what_the_policy_let_pass_is_not_shown_to_people() -> None:
    passed = a_vote("approve", POLICY, message="it is small")
    approval = an_approval(an_action(), an_action(tool="pay", call="c2"), votes={1: passed})

    assert ("pay" in card(approval), "pay" in told(approval)) == (False, False)
    assert places(an_approval(votes={0: passed})) == []


def test_reviewers_see_a_card_and_the_requester_a_notice_and_the_questions() -> None:
    both = an_approval(an_action(), a_question(call="c2"))

    assert (places(an_approval()), places(an_approval(a_question()))) == (["review", "notice"], ["question"])
    assert places(both) == ["review", "notice", "question"]
    assert ("Which Alice?" in card(both), "ask_user" in told(both)) == (False, False)


def test_a_question_is_asked_in_the_agents_words() -> None:
    drawn = checked(question(an_approval(a_question("Which <@U9> Alice?"))))

    assert buttons(drawn) == ["Respond"]
    assert "Which <@U9> Alice?" in json.dumps(drawn.blocks)
    assert "Which" not in "".join(mrkdwn(drawn.blocks))


def test_an_answered_question_shows_the_answer() -> None:
    approval = an_approval(a_question(), votes={0: a_vote("respond", "U1", message="Alice Moore.")})
    drawn = checked(question(approval))

    assert (buttons(drawn), "Alice Moore." in json.dumps(drawn.blocks)) == ([], True)


def test_a_notice_says_that_it_waits_where_and_until_when() -> None:
    assert told(an_approval()) == (
        f"*Waiting for approval* of `send_email` in <#{REVIEW_CHANNEL}> (<{LINK}|open the card>). "
        "Expires <!date^1700086400^{date_short_pretty} at {time}|2023-11-15 22:13 UTC>."
    )


@pytest.mark.parametrize("length", [1, 119, 121, 3000, 7000, 100_000])
def test_who_cannot_see_all_of_it_cannot_approve_it(length: int) -> None:
    """A mark at the end must be on the card wherever Approve is."""
    approval = an_approval(an_action(MAIL | {"body": "x" * length + "MARK"}))
    offered = buttons(checked(review_card(approval)))

    assert ("Approve" in offered) is ("x" * length + "MARK" in card(approval))
    assert offered in (["Approve", "Edit", "Reject", "Respond"], ["Show all", "Reject", "Respond"])


@pytest.mark.parametrize(
    "arguments", [{f"x{n}": "y" * 190 for n in range(200)}, {"x" * 20_000: 1}, {"x": ["y"] * 9000}]
)
def test_any_shape_of_long_arguments_fits_on_the_card(arguments: dict[str, Any]) -> None:
    drawn = checked(review_card(an_approval(an_action(arguments))))

    assert text_length(drawn.blocks) <= SAFE
    assert "Approve" not in buttons(drawn)


def test_what_cannot_be_seen_cannot_be_approved_with_the_others_either() -> None:
    long = an_action(MAIL | {"body": "x" * 50_000}, call="c2")

    assert "Approve all" not in buttons(checked(review_card(an_approval(an_action(), long, an_action(call="c3")))))


def test_a_call_without_arguments_says_so() -> None:
    assert "No arguments." in card(an_approval(an_action({})))


@pytest.mark.parametrize("value", ["", " ", "\n", None, [], {}, False, 0, "\u202e", "\U0001f600"])
def test_any_value_can_be_shown_edited_and_asked(value: Any) -> None:
    action = an_action({"x": value, "y": "z"})

    checked(review_card(an_approval(action)))
    checked(review_card(an_approval(action, votes={0: an_edit({"x": "new", "y": value})})))
    checked(question(an_approval(a_question().model_copy(update={"arguments": action.arguments}))))


@pytest.mark.parametrize("calls", [1, 8])
@pytest.mark.parametrize(
    "vote", [None, *[vote for vote, _ in VOTES.values()], an_edit(dict.fromkeys(MAIL, "y" * 3000))]
)
def test_the_longest_card_is_one_that_slack_takes(calls: int, vote: Vote | None) -> None:
    wordy = vote and vote.model_copy(update={"message": "&" * 3000 if vote.message else None})
    actions = [an_action(dict.fromkeys(MAIL, "x" * 3000), call=f"c{n}") for n in range(calls)]
    approval = an_approval(*actions, votes=dict.fromkeys(range(calls), wordy) if wordy else {}, reason="z" * 9000)

    assert text_length(checked(review_card(approval)).blocks) <= SAFE
    told(approval)


HOSTILE = st.lists(
    st.sampled_from(["<", ">", "&", "!", "@", "#", "|", "*", "_", "`", "~", "\n", "\r", "U2", "http://", "a"])
).map("".join)


@settings(max_examples=60)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_nothing_an_agent_writes_is_read_as_markup(name: str, value: str, reason: str) -> None:
    marked = f"\x01{value}"
    action = an_action({name: marked, "list": [marked]})
    for votes in ({}, {0: an_edit({name: marked + "!"})}, {0: a_vote()}):
        approval = an_approval(action, votes=votes, reason=f"\x01{reason}")
        drawn = [review_card(approval), notice(approval, review_channel=REVIEW_CHANNEL, card=LINK)]

        assert not any("\x01" in text for each in drawn for text in [*mrkdwn(checked(each).blocks), each.text])


@given(HOSTILE)
def test_nothing_a_reviewer_writes_pages_anybody(message: str) -> None:
    text = told(an_approval(votes={0: a_vote("reject", message=message)}))
    quoted = text.partition("\n")[2]

    assert "<" not in quoted
    assert all(line.startswith(">") for line in quoted.split("\n") if quoted)


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
    assert "an answer by <@U1>" in notes.waiting([an_approval(a_question())], review_channel="C2")


def test_a_late_click_is_told_who_was_first() -> None:
    assert notes.already_decided(a_vote("reject"), "review").startswith("Already decided by <@U2> <!date^1700000030^")
    assert notes.already_decided(a_vote("reject", CLOCK), "review").startswith("Too late: this request expired")
