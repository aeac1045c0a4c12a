"""The Home tab: what waits for whoever opens it."""

from typing import Any

import pytest

from bot.approvals import Action, Approval, Course, Drawing
from bot.policy import People, Rule, Stage
from bot.views.home import home
from sandbox.block_kit import view_problems
from tests.bot.drawn import LINK
from tests.bot.records import REVIEW_CHANNEL, a_question, a_rule, a_vote, an_action, an_approval

PAIR = a_rule(stages=(Stage(approvers=People(users=("U2", "U3")), quorum=2),))


def seen(user: str, *waiting: Approval, total: int | None = None) -> list[str]:
    """The Home tab, line by line, if Slack would take it."""
    view = home(user, waiting, total=len(waiting) if total is None else total, review_channel=REVIEW_CHANNEL)
    assert view_problems(view, "home") == []
    return [_text(block) for block in view["blocks"]]


def _text(block: dict[str, Any]) -> str:
    if block["type"] == "context":
        return str(block["elements"][0]["text"])
    return str(block["text"]["text"]) if "text" in block else ""


def voted(*people: str) -> Approval:
    course = Course(votes=tuple(a_vote(person=person) for person in people))
    return an_approval(an_action(rule=PAIR)).model_copy(update={"courses": {0: course}})


def test_where_nothing_waits_it_says_so() -> None:
    assert seen("U2")[:2] == ["Waiting for you", "Nothing waits for you at the moment."]


def test_what_waits_is_listed_under_what_it_waits_for() -> None:
    theirs, mine = seen("U2", voted("U3"), voted("U2")), seen("U1", voted("U3"), an_approval(a_question()))

    assert (theirs[0], theirs[2]) == ("Waiting for you", "You have voted, others have not")
    assert (mine[0], mine[2]) == ("Waiting for you", "What you asked for")
    assert theirs[1].startswith("`send_email` (1 of 2) for <@U1>, expires")
    assert mine[1].startswith("`ask_user` for <@U1>")


def test_it_says_who_is_waited_for() -> None:
    assert seen("U2", voted())[1].endswith("\nIt waits for <@U2> or <@U3>.")
    assert seen("U1", an_approval(a_question()))[1].endswith("\nIt waits for <@U1>.")


def test_what_somebody_has_changed_waits_for_the_others() -> None:
    changed = an_approval(an_action(rule=PAIR)).model_copy(update={"courses": {0: Course(editor="U2", version=1)}})

    assert (seen("U2", changed)[2], seen("U3", changed)[0]) == ("You have voted, others have not", "Waiting for you")


def test_what_waits_can_be_opened() -> None:
    drawn = an_approval(drawings={"review": Drawing(intended_at=0, channel="C2", ts="2.0", link=LINK)})
    view = home("U2", [drawn], total=1, review_channel=REVIEW_CHANNEL)

    assert view["blocks"][1]["accessory"]["url"] == LINK


def test_long_lists_are_cut_and_counted() -> None:
    lines = seen("U2", *[an_approval() for _ in range(300)], total=1000)

    assert ("and 280 more" in lines, len(lines) < 100) == (True, True)
    assert "Waiting in this workspace: 1000. Those that concern you are listed here." in lines


def hints(action: Action) -> list[str]:
    view = home("U2", [an_approval(action)], total=1, review_channel=REVIEW_CHANNEL)
    return [field["text"] for block in view["blocks"] for field in block.get("fields", [])]


def test_calls_of_one_tool_are_told_apart_by_their_first_words() -> None:
    assert hints(an_action()) == ["alice@example.com · Review · See you at ten."]
    assert hints(an_action({"body": "a\u200bb " + "x" * 500})) == [rf"a\u{{200B}}b {'x' * 48}…"]


@pytest.mark.parametrize("rule", [a_rule(private=True), a_rule(redact=("to",))])
def test_of_arguments_that_are_hidden_nothing_stands_on_the_home_tab(rule: Rule) -> None:
    assert hints(an_action(rule=rule)) == []
