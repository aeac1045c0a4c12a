"""A graph's own question on a message: its words first, nothing of it twice, and no names of the code."""

import json
from typing import Any

import pytest

from bot.approvals import Approval
from bot.language import speaking
from bot.views import modals, notes
from bot.views.home import line
from bot.views.question import question
from sandbox.block_kit import view_problems
from tests.bot.drawn import buttons, card, checked, the_card, the_notice
from tests.bot.records import a_rule, an_action, an_approval
from tests.views.reading import texts

FLIGHTS = ["the 07:10", "the 11:45"]
ASKED = {"question": "Which flight?", "trip": "Oslo", "options": FLIGHTS}


def asks(arguments: dict[str, Any] | None = None, schema: dict[str, Any] | None = None, **rule: Any) -> Approval:
    decides = a_rule("interrupt:flight", **{"decisions": ("respond", "reject")} | rule)
    fields = {"tool": "interrupt:flight", "rule": decides, "takes": ("respond",), "arguments_schema": {}}
    schema = {"enum": FLIGHTS} if schema is None else schema
    return an_approval(an_action(arguments or ASKED, **fields), shape="value", response_schema=schema, reason="")


def test_the_title_of_its_card_is_the_question() -> None:
    drawn = the_card(asks())

    assert drawn.blocks[0]["text"]["text"] == "Answer needed: Which flight?"
    assert texts(drawn.blocks) == "trip: Oslo\nChoices: the 07:10  the 11:45"
    assert buttons(drawn) == ["Answer", "Decline", "Ask"]
    assert "Digest" not in card(asks())


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        ({"prompt": "Go on?\nYou have to say."}, "Answer needed: Go on? You have to say."),
        ({"question": "x" * 200}, f"Answer needed: {'x' * 79}…"),
        ({"question": "a\u200bb"}, r"Answer needed: a\u{200B}b"),
        ({"value": [1, 2]}, "Answer needed: Question from flight"),
        ({"question": {"deep": 1}}, "Answer needed: Question from flight"),
    ],
)
def test_the_title_holds_the_beginning_of_the_question(arguments: dict[str, Any], title: str) -> None:
    assert the_card(asks(arguments, {})).blocks[0]["text"]["text"] == title


@pytest.mark.parametrize("text", ["x" * 200, "Go on?\nYou have to say."])
def test_what_the_title_does_not_hold_to_the_letter_stands_under_it(text: str) -> None:
    assert text in texts(the_card(asks({"question": text}, {})).blocks)


@pytest.mark.parametrize("hides", [{"private": True}, {"redact": ("question",)}])
def test_a_hidden_question_stands_in_no_title(hides: dict[str, Any]) -> None:
    approval = asks(**hides)

    assert the_card(approval).blocks[0]["text"]["text"] == "Answer needed: Question from flight"
    assert "Which" not in card(approval) + json.dumps([the_notice(approval), line(approval)])
    assert "Which flight?" in json.dumps(modals.show_all(approval, 0))


def test_choices_are_not_told_beside_the_form_that_offers_them() -> None:
    view = modals.respond(asks(), 0)

    assert view_problems(view, "modal") == []
    assert texts(view["blocks"]) == "Which flight?trip: Oslo\n"
    offered = next(block["element"]["options"] for block in view["blocks"] if block["type"] == "input")
    assert [option["text"]["text"] for option in offered] == FLIGHTS


def test_a_list_from_which_nobody_chooses_is_an_argument_like_others() -> None:
    assert 'options: ["the 07:10", "the 11:45"]' in texts(the_card(asks(schema={"type": "string"})).blocks)


def test_of_many_choices_the_rest_is_counted() -> None:
    many = [f"flight {number}" for number in range(25)]
    shown = texts(the_card(asks({"question": "Which?", "options": many}, {"enum": many})).blocks)

    assert shown.endswith("flight 19 and 5 more")


def test_the_asker_reads_it_in_the_own_thread_without_a_name_of_the_code() -> None:
    drawn = checked(question(asks(asks="requester", stages=())))

    assert texts(drawn.blocks) == "Which flight?trip: Oslo\nChoices: the 07:10  the 11:45"
    assert (buttons(drawn), "interrupt" in json.dumps(drawn.blocks)) == (["Answer", "Decline"], False)


def test_elsewhere_it_is_called_after_whoever_asks() -> None:
    said = [the_notice(asks()).text, line(asks())["text"]["text"], notes.ended(asks())]

    assert "*Waiting for an answer* to the question from `flight` in" in said[0]
    assert said[1].startswith("the question from `flight` for <@U1>")
    assert said[2] == "This was withdrawn, so I stopped."
    with speaking("zh-CN"):
        assert "来自 `flight` 的问题" in the_notice(asks()).text


def test_a_question_pages_nobody() -> None:
    assert "<!here>" not in the_card(asks({"question": "<!here> Go on?"}, {})).text
