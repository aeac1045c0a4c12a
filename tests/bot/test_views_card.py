"""The messages that show an approval: what they say in each state, and that Slack takes every one of them."""

import json
from typing import Any

import pytest

from bot.approvals import CLOCK, POLICY, Drawing, Vote
from bot.views.layout import places
from bot.views.question import question
from tests.bot.drawn import LINK, VOTES, buttons, card, checked, mrkdwn, the_card, told
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
from tests.views.reading import texts


def test_a_pending_card_shows_the_call_and_offers_what_the_rule_allows() -> None:
    drawn = the_card(an_approval())

    assert drawn.blocks[0]["text"]["text"] == "Approval needed: send_email"
    assert buttons(drawn) == ["Approve", "Edit", "Reject", "Respond", "Ask"]
    assert drawn.text == "Approval needed: send_email (asked by <@U1>)"


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


def test_what_was_asked_in_a_direct_message_is_not_linked_where_nobody_else_can_go() -> None:
    said = card(an_approval(channel="D1"))

    assert "Asked by <@U1> in a direct message" in said
    assert "D1" not in said
    assert "|message>" not in said


@pytest.mark.parametrize(
    ("decisions", "offered"),
    [
        (("approve", "reject"), ["Approve", "Reject", "Ask"]),
        (("reject", "edit"), ["Edit", "Reject", "Ask"]),
        (("respond",), ["Respond", "Ask"]),
    ],
)
def test_only_what_the_rule_allows_is_offered(decisions: tuple[str, ...], offered: list[str]) -> None:
    action = an_action(rule=a_rule(decisions=decisions))

    assert buttons(the_card(an_approval(action))) == offered


def test_each_button_carries_the_approval_and_the_action() -> None:
    approval = an_approval(an_action(), an_action(call="c2"))
    rows = [b["elements"] for b in the_card(approval).blocks if b["type"] == "actions"]

    assert [{e["value"] for e in row} for row in rows] == [{"a1:0:0"}, {"a1:1:0"}, {"a1:0:0,1:0"}]


def test_several_calls_are_numbered_and_can_be_approved_at_once() -> None:
    approval = an_approval(an_action(), an_action(tool="run_sql", call="c2"))
    shown = card(approval)

    assert ("1 of 2: *send_email*" in shown, "2 of 2: *run_sql*" in shown) == (True, True)
    assert buttons(the_card(approval))[-1] == "Approve all"


def test_a_line_stands_between_calls() -> None:
    kinds = [
        [block["type"] for block in the_card(an_approval(*[an_action(call=f"c{n}") for n in range(calls)])).blocks]
        for calls in (1, 2, 3)
    ]

    # And one before `Approve all`.
    assert [each.count("divider") for each in kinds] == [0, 2, 3]


def test_what_approves_everything_does_not_stand_out() -> None:
    rows = [
        b["elements"] for b in the_card(an_approval(an_action(), an_action(call="c2"))).blocks if b["type"] == "actions"
    ]

    assert [row[0].get("style") for row in rows] == ["primary", "primary", None]


def test_a_half_decided_card_still_needs_an_approval() -> None:
    drawn = the_card(an_approval(an_action(), an_action(call="c2"), votes={0: a_vote()}))

    assert drawn.blocks[0]["text"]["text"] == "Approval needed: 2 × send_email"  # noqa: RUF001 - times
    assert buttons(drawn) == ["Approve", "Edit", "Reject", "Respond", "Ask"]


def test_the_buttons_get_new_ids_with_every_vote() -> None:
    def ids(**state: Any) -> set[str]:
        blocks = the_card(an_approval(*[an_action(call=f"c{n}") for n in range(3)], **state)).blocks
        return {block["block_id"] for block in blocks if block["type"] == "actions"}

    assert not ids() & ids(votes={0: a_vote()})


@pytest.mark.parametrize(("vote", "verdict"), VOTES.values(), ids=VOTES)
def test_a_decided_card_shows_the_outcome_instead_of_buttons(vote: Vote, verdict: str) -> None:
    approval = an_approval(votes={0: vote})
    drawn = the_card(approval)

    assert (buttons(drawn), verdict in card(approval), verdict in told(approval)) == ([], True, True)


@pytest.mark.parametrize(
    ("votes", "state"),
    [
        (("approve", "edit"), "Approved"),
        (("reject", "reject"), "Rejected"),
        (("respond", "respond"), "Responded"),
        (("expired", "expired"), "Expired"),
        (("reject", "expired"), "Decided"),
        (("approve", "reject"), "Decided"),
    ],
)
def test_the_title_of_a_decided_card_says_what_its_calls_have_in_common(votes: tuple[str, str], state: str) -> None:
    cast = {
        "approve": a_vote(),
        "edit": an_edit(MAIL),
        "reject": a_vote("reject"),
        "respond": a_vote("respond", message="I told her."),
        "expired": a_vote("reject", CLOCK),
    }
    outcomes = {index: cast[vote] for index, vote in enumerate(votes)}
    drawn = the_card(an_approval(an_action(), an_action(call="c2"), votes=outcomes))

    assert drawn.blocks[0]["text"]["text"] == f"{state}: 2 × send_email"  # noqa: RUF001 - times


def test_an_edited_card_shows_what_ran_and_then_what_was_changed() -> None:
    shown = texts(the_card(an_approval(votes={0: an_edit(MAIL | {"to": "bob@example.com"})}, reason="")).blocks)

    assert shown.splitlines() == [
        "to: bob@example.com",
        "subject: Review",
        "body: See you at ten.",
        "to: alice@example.com  changed to  bob@example.com",
    ]


def test_the_digests_of_both_versions_stand_on_an_edited_card() -> None:
    vote = an_edit(MAIL | {"to": "bob"})
    edited, approved = (card(an_approval(votes={0: each})) for each in (vote, a_vote()))
    ran, asked = an_action(MAIL | {"to": "bob"}).digest[:12], an_action().digest[:12]

    assert edited.index(f"Digest `{ran}`") < edited.index(f"from what was asked for (digest `{asked}`)")
    assert ("what was asked for" in approved, f"Digest `{asked}`" in approved) == (False, True)


def test_a_decided_card_begins_with_the_decision() -> None:
    blocks = the_card(an_approval(votes={0: a_vote()}, executions={0: "done"})).blocks

    assert blocks[2]["text"]["text"].startswith("*Approved* by <@U2>")
    assert blocks[2]["text"]["text"].endswith("It ran.")


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
        ("in_doubt", "In doubt: nobody knows whether it took effect."),
    ],
)
def test_a_card_says_how_the_call_went(status: str, said: str) -> None:
    assert said in card(an_approval(votes={0: a_vote()}, executions={0: status}))


def test_a_doubt_asks_what_became_of_the_call() -> None:
    rule = a_rule(decisions=("respond", "approve", "reject"))
    drawn = the_card(an_approval(an_action(rule=rule), kind="doubt"))

    assert buttons(drawn) == ["It ran", "Run again", "Give up", "Ask"]
    assert drawn.text == "In doubt: send_email (asked by <@U1>)"


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

    assert buttons(drawn) == ["Answer"]
    assert "Which <@U9> Alice?" in json.dumps(drawn.blocks)
    assert "Which" not in "".join(mrkdwn(drawn.blocks))


def test_an_answered_question_shows_the_answer() -> None:
    approval = an_approval(a_question(), votes={0: a_vote("respond", "U1", message="Alice Moore.")})
    drawn = checked(question(approval))

    assert (buttons(drawn), "Alice Moore." in json.dumps(drawn.blocks)) == ([], True)


def test_a_notice_says_that_it_waits_where_and_until_when() -> None:
    card = Drawing(intended_at=0, channel=REVIEW_CHANNEL, ts="2.0", link=LINK)

    assert told(an_approval(drawings={"review": card})) == (
        f"*Waiting for approval* of `send_email` in <#{REVIEW_CHANNEL}> (<{LINK}|open the card>). "
        f"It waits for members of <#{REVIEW_CHANNEL}>. "
        "Expires <!date^1700086400^\u200b{date_short_pretty} at {time}|2023-11-15 22:13 UTC>."
    )


@pytest.mark.parametrize(("redact", "told"), [((), True), (("to",), False)])
def test_a_doubt_is_told_in_the_tools_own_words_where_the_channel_may_read_them(
    redact: tuple[str, ...], *, told: bool
) -> None:
    shown = card(an_approval(an_action(rule=a_rule(redact=redact)), kind="doubt", doubt="The line <!here> broke."))

    assert ("The line <!here> broke." in shown, "The tool itself could not tell" in shown) == (told, True)
    assert "The process that ran this stopped" not in shown


def test_whoever_only_hears_a_button_hears_which_of_several_calls_it_is_about() -> None:
    blocks = the_card(an_approval(an_action(), an_action(call="c2"))).blocks
    rows = [block for block in blocks if block["type"] == "actions"]
    heard = [element.get("accessibility_label", element["text"]["text"]) for row in rows for element in row["elements"]]

    assert heard[:2] == ["Approve, 1 of 2: send_email", "Edit, 1 of 2: send_email"]
    assert len({*heard}) == len(heard)
