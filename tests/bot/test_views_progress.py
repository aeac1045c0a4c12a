"""Stages, votes, changes and ends, as reviewers and the asker read them."""

import json
from typing import Any

import pytest

from bot.approvals import CLOCK, POLICY, Approval, Course, Remark, State, Vote, Withdrawal
from bot.canonical import canonical
from bot.policy import Escalation, People, Stage
from bot.views import notes
from sandbox.block_kit import text_length
from tests.bot.drawn import SAFE, buttons, card, drawn_cards, the_card, the_notice, told
from tests.bot.records import ASKED_AT, MAIL, a_rule, a_vote, an_action, an_approval

LEAD = Stage(name="Team lead", approvers=People(groups=("S1",)))
FINANCE = Stage(name="Finance", approvers=People(groups=("S2",)), quorum=2)
TWO_STAGES = a_rule(stages=(LEAD, FINANCE))
PAIR = a_rule(stages=(Stage(approvers=People(users=("U2", "U3", "U4")), quorum=2),))
AT_FINANCE = Course(stage=1, votes=(a_vote(person="U2"), a_vote(person="U3", stage=1)))


def waiting(course: Course | None = None, *, rule: Any = TWO_STAGES, **state: Any) -> Approval:
    """An approval of one mail that has come so far."""
    approval = an_approval(an_action(rule=rule))
    return approval.model_copy(update={"courses": {0: course} if course else {}, **state})


def changed(**course: Any) -> Course:
    """What an edit of the subject leaves."""
    made = {"arguments": canonical(MAIL | {"subject": "Moved"}), "editor": "U5", "version": 1}
    return Course(**made | course)


@pytest.mark.parametrize(
    ("course", "rule", "line"),
    [
        (None, TWO_STAGES, "*Stage Team lead*: 0 of 1."),
        (None, TWO_STAGES, "Then stage Finance."),
        (None, TWO_STAGES, "Can decide: members of <!subteam^S1>."),
        (AT_FINANCE, TWO_STAGES, "*Stage Team lead*: approved by <@U2>."),
        (AT_FINANCE, TWO_STAGES, "*Stage Finance*: 1 of 2; approved by <@U3>."),
        (AT_FINANCE, TWO_STAGES, "Can decide: members of <!subteam^S2>."),
        (Course(votes=(a_vote(person="U2"),)), PAIR, "*Approvals*: 1 of 2; approved by <@U2>."),
        (Course(votes=(a_vote(person="U9", behalf="U2"),)), PAIR, "approved by <@U9> for <@U2>."),
        (Course(votes=(a_vote("reject", message="<!here>\nno"),)), PAIR, "rejected by <@U2> (&lt;!here&gt; no)."),
        (None, a_rule(editors=People(users=("U5",))), "Can change: <@U5>."),
        (
            Course(escalated=True),
            a_rule(escalate=Escalation(to=People(users=("U8",)))),
            "*Escalated*, as nobody had decided: <@U8> can decide too.",
        ),
    ],
)
def test_a_card_tells_how_far_it_has_come(course: Course | None, rule: Any, line: str) -> None:
    assert line in card(waiting(course, rule=rule)).replace("\\n", "\n")


def test_where_one_alone_decides_nothing_is_counted() -> None:
    assert "of 1" not in card(an_approval())


def test_a_long_list_of_people_is_cut() -> None:
    crowd = a_rule(stages=(Stage(approvers=People(users=tuple(f"U{n:010}" for n in range(500)))),))

    assert "or 495 others." in card(waiting(rule=crowd))


def test_a_change_is_shown_with_its_author_its_digest_and_the_votes_that_fell() -> None:
    approval = waiting(changed(fallen=("U2", "U3"), reason="The room is taken."), rule=PAIR)
    shown = card(approval)

    assert "*Changed* by <@U5>, version 2." in shown
    assert "Votes for the version before do not count any more: <@U2> and <@U3>." in shown
    assert ("The room is taken." in shown, approval.action(0).digest[:12] in shown) == (True, True)
    assert ("Moved" in shown, approval.ask.actions[0].digest[:12] in shown) == (True, False)


def test_who_voted_again_after_a_change_is_not_said_to_have_fallen() -> None:
    approval = waiting(changed(fallen=("U2", "U3"), votes=(a_vote(person="U3"),)), rule=PAIR)

    assert "do not count any more: <@U2>." in card(approval)


def test_the_buttons_are_about_the_version_that_is_shown() -> None:
    rows = [b["elements"] for b in the_card(waiting(changed())).blocks if b["type"] == "actions"]

    assert {element["value"] for row in rows for element in row} == {"a1:0:1"}


def test_a_vote_can_be_taken_back_while_it_stands() -> None:
    standing = the_card(waiting(AT_FINANCE))
    settled = the_card(waiting(AT_FINANCE, votes={0: a_vote(person="U4")}, state=State.DECIDED))

    assert ("Take back my vote" in buttons(standing), buttons(the_card(waiting()))[-1]) == (True, "Ask")
    assert buttons(settled) == []


def verdict_of(votes: tuple[Vote, ...], last: Vote, rule: Any = TWO_STAGES, **course: Any) -> str:
    return card(waiting(Course(votes=votes, **course), rule=rule, votes={0: last}, state=State.DECIDED))


def test_everybody_who_agreed_stands_in_the_outcome_with_their_stage() -> None:
    lead, finance = a_vote(person="U2"), a_vote(person="U9", behalf="U3", stage=1)

    said = "*Approved* by <@U2> (Team lead) and <@U9> for <@U3> (Finance) <!date"

    assert said in verdict_of((lead, finance), finance)


def test_whose_changes_others_approved_is_named_beside_them() -> None:
    edited = a_vote("edit", "U2", arguments=canonical(MAIL | {"subject": "Moved"}))
    shown = verdict_of((a_vote(person="U2"),), edited, rule=a_rule(), editor="U5", reason="Taken.")

    assert ("*Approved* by <@U2>, with changes by <@U5>, <!date" in shown, "Taken." in shown) == (True, True)


def test_who_changed_and_approved_at_once_did_both() -> None:
    edited = a_vote("edit", "U2", arguments=canonical(MAIL | {"subject": "Moved"}))

    shown = verdict_of((a_vote(person="U2"),), edited, rule=a_rule(), editor="U2")

    assert "*Edited and approved* by <@U2> <!date" in shown


def test_an_expiry_tells_who_was_asked() -> None:
    expired = a_vote("reject", CLOCK, message="Expired")

    assert "It waited for members of <!subteam^S1>." in card(waiting(votes={0: expired}, state=State.DECIDED))


@pytest.mark.parametrize(
    ("person", "why", "said"),
    [
        ("U1", "", "*Withdrawn* by <@U1> <!date"),
        (POLICY, "The run <has> ended.", "*Not waiting any more* <!date"),
    ],
)
def test_a_withdrawn_card_says_by_whom_and_has_no_buttons(person: str, why: str, said: str) -> None:
    taken = Withdrawal(person=person, why=why, at=ASKED_AT)
    approval = waiting(AT_FINANCE, state=State.WITHDRAWN, withdrawal=taken)
    drawn = the_card(approval)

    assert (drawn.blocks[0]["text"]["text"], buttons(drawn)) == ("Withdrawn: send_email", [])
    assert (said in card(approval), said in told(approval), buttons(the_notice(approval))) == (True, True, [])
    assert "It waited for members of <!subteam^S2>." in card(approval)


@pytest.mark.parametrize(
    ("rule", "state", "said"),
    [
        (TWO_STAGES, {}, "Rejected automatically <!date"),
        (a_rule(on_timeout="escalate", escalate=Escalation()), {}, "Escalated automatically <!date"),
        (TWO_STAGES, {"reminded": 1}, "Reminded once."),
        (TWO_STAGES, {"reminded": 3}, "Reminded 3 times."),
    ],
)
def test_a_card_tells_what_the_clock_did_and_will_do(rule: Any, state: dict[str, Any], said: str) -> None:
    assert said in card(waiting(rule=rule, **state))


def test_questions_answers_and_information_stand_on_the_card() -> None:
    said = [("question", "U2", "Which room?"), ("answer", "U1", "<@U9> Aurora"), ("information", "U1", "By noon.")]
    remarks = [Remark(kind=kind, person=who, text=text, at=ASKED_AT) for kind, who, text in said]
    shown = card(waiting(remarks=(remarks[0], *remarks)))

    for line in ("<@U2> asked <!date", "<@U1> answered <!date", "<@U1> added <!date", "Which room?", "Aurora"):
        assert line in shown


def test_only_the_last_remarks_stand_on_the_card() -> None:
    remarks = [Remark(kind="information", person="U1", text=f"fact {n}", at=ASKED_AT) for n in range(9)]
    shown = card(waiting(remarks=tuple(remarks)))

    assert ("fact 4" in shown, "fact 5" in shown) == (False, True)
    assert "5 earlier in the thread." in shown


def test_a_notice_tells_for_whom_it_waits_and_lets_the_asker_withdraw() -> None:
    approval = waiting(AT_FINANCE)

    assert "It waits for members of <!subteam^S2> (1 of 2 in stage Finance)." in told(approval)
    assert buttons(the_notice(approval))[0] == "Withdraw"


def test_a_doubt_cannot_be_withdrawn() -> None:
    rule = a_rule(decisions=("respond", "approve", "reject"))

    assert "Withdraw" not in buttons(the_notice(an_approval(an_action(rule=rule), kind="doubt")))


def test_high_risk_is_said_and_confirmed_and_never_joins_the_others() -> None:
    high = a_rule(risk="high")
    drawn = the_card(an_approval(an_action(rule=high), an_action(call="c2"), an_action(call="c3")))
    pressed = [element for block in drawn.blocks if block["type"] == "actions" for element in block["elements"]]
    approve = [element for element in pressed if element["action_id"] == "approve"]
    together = [element["value"] for element in pressed if element["action_id"] == "approve_all"]

    assert "*High risk*" in json.dumps(drawn.blocks)
    assert ["confirm" in element for element in approve] == [True, False, False]
    assert together == ["a1:1:0,2:0"]


@pytest.mark.parametrize(
    ("course", "rule", "voter", "said"),
    [
        (Course(votes=(a_vote(person="U2"),)), PAIR, "U2", "Your approval counts: 1 of 2. Until the others decide"),
        (AT_FINANCE, TWO_STAGES, "U2", "Your approval counts, and that stage is complete. Now it waits for members of"),
        (AT_FINANCE, TWO_STAGES, "U3", "Your approval counts: 1 of 2 in stage Finance."),
        (changed(), TWO_STAGES, "U5", "Your changes are saved. They run only if others approve them: members of"),
        (Course(votes=(a_vote("reject", "U2"),)), PAIR, "U2", "Your rejection stands, but it takes more than one"),
    ],
)
def test_who_voted_is_told_what_it_counts_for(course: Course, rule: Any, voter: str, said: str) -> None:
    assert notes.stands(waiting(course, rule=rule), 0, voter=voter).startswith(said)


def test_those_whose_votes_fell_are_named() -> None:
    said = notes.fallen(waiting(changed(fallen=("U2", "U3"))), 0)

    assert said.startswith("<@U2> and <@U3>: <@U5> changed the arguments of `send_email` after you voted")


def test_an_approval_may_become_a_rule_where_the_policy_says_so() -> None:
    standing = a_rule(standing={"may": {"users": ["U2"]}, "longest": 3600})
    approved, rejected = (
        the_card(waiting(rule=standing, votes={0: a_vote(kind)}, state=State.DECIDED)) for kind in ("approve", "reject")
    )

    assert (buttons(approved), buttons(rejected)) == (["Always allow"], [])


@pytest.mark.parametrize("length", [10, 1000])
def test_the_fullest_card_is_one_that_slack_takes(length: int) -> None:
    crowd = People(users=tuple(f"U{n:010}" for n in range(50)))
    stages = tuple(Stage(name=f"{n}" * 80, approvers=crowd, quorum=20) for n in range(5))
    rule = a_rule(stages=stages, editors=crowd, risk="high", rejection="majority", escalate=Escalation(to=crowd))
    votes = tuple(a_vote(person=f"U{n:010}", behalf=f"U1{n:09}", stage=n // 20) for n in range(90))
    no = a_vote("reject", message="&" * 500, stage=4)
    course = changed(
        arguments=canonical(dict.fromkeys(MAIL, "y" * 3000)),
        reason="&" * 3000,
        fallen=crowd.users,
        stage=4,
        votes=(*votes, no),
        escalated=True,
    )
    remarks = tuple(Remark(kind="question", person="U2", text="&" * 1500, at=ASKED_AT) for _ in range(20))
    actions = [an_action(dict.fromkeys(MAIL, "x" * length), call=f"c{n}", rule=rule) for n in range(8)]
    approval = an_approval(*actions, reason="z" * 9000)
    full = approval.model_copy(update={"courses": dict.fromkeys(range(8), course), "remarks": remarks, "reminded": 9})

    for drawn in [*drawn_cards(full), the_notice(full)]:
        assert (text_length(drawn.blocks) <= SAFE, len(drawn.blocks) <= 50) == (True, True)
