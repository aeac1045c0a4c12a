"""What all of a channel read is in the language of the setting; what is kept, and what the model reads, in English."""

import re
from typing import Any

import pytest

from bot.approvals import CLOCK, POLICY, Approval, Course, Drawing, Remark, State, Withdrawal
from bot.background import Background
from bot.drawings import Drawings
from bot.language import speaking
from bot.policy import Escalation, People, Stage
from bot.slack import Slack
from bot.slack.languages import Languages
from bot.slack.people import Directory
from bot.store import Store
from bot.summaries import Summaries
from bot.views import Drawn, modals, notes
from bot.views.asides import asides
from bot.views.card import review_card
from bot.views.forms.answers import Answer
from bot.views.home import home
from bot.views.layout import cards
from bot.views.notice import notice
from bot.views.question import question
from sandbox.app import Sandbox
from sandbox.block_kit import message_problems, view_problems
from tests.bot.door import Door
from tests.bot.records import REVIEW_CHANNEL, a_question, a_rule, a_vote, an_action, an_approval, an_edit
from tests.bot.workspace import AVERY, RILEY, Employ, Request, riley_says_hello
from tests.faults.agents import an_agent

MAIL = {"to": "bob@example.com", "subject": "审阅", "body": "十点见。"}
TWO = (Stage(approvers=People(groups=("S1",)), quorum=2, name="财务"), Stage(approvers=People(anyone=True)))
RULE = a_rule(
    stages=TWO,
    editors=People(users=("U3",)),
    risk="high",
    on_timeout="escalate",
    escalate=Escalation(after=60.0, to=People(users=("U4",)), channel="C9"),
)
ENGLISH_WORDS = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")


@pytest.fixture
def languages(directory: Directory) -> Languages:
    return Languages(directory, channels="zh-CN")


def mails(*rules: Any) -> list[Any]:
    return [an_action(MAIL, rule=rule, call=f"c{number}") for number, rule in enumerate(rules)]


def asked(*rules: Any, **changes: Any) -> Approval:
    said = {"reason": "我要写信。"} | {
        name: changes.pop(name) for name in ("kind", "votes", "executions") if name in changes
    }
    return an_approval(*mails(*(rules or (a_rule(),))), **said).model_copy(update=changes)


REMARKS = [Remark(kind=kind, person="U2", text="好", at=1.0) for kind in ("question", "answer", "information")]
DRAWINGS = {"review": Drawing(intended_at=0, channel="C1", ts="1.0", link="https://example.com")}
COURSE = Course(
    arguments='{"to":"eve@example.com"}', editor="U3", reason="换人", version=1, fallen=("U2",), escalated=True
)
VOTES = [
    a_vote(message="好"),
    an_edit({"to": "eve@example.com"}, message="换人"),
    a_vote("reject", message="不行"),
    a_vote("respond", message="已说"),
    a_vote("reject", CLOCK, message=""),
]
SITUATIONS = {
    "asked": asked(),
    "asked with several stages": asked(RULE, reminded=2, drawings=DRAWINGS),
    "several calls": asked(
        a_rule(), a_rule(private=True), a_rule(redact=("body",)), reminded=1, remarks=tuple(REMARKS)
    ),
    "changed": asked(RULE, courses={0: COURSE}, drawings=DRAWINGS),
    "half way": asked(RULE, courses={0: Course(stage=1, votes=(a_vote(behalf="U9"), a_vote("reject", "U5")))}),
    "withdrawn": asked(RULE, state=State.WITHDRAWN, withdrawal=Withdrawal(person="U1", why="", at=1.0)),
    "ended": asked(RULE, state=State.WITHDRAWN, withdrawal=Withdrawal(person=POLICY, why="The run ended.", at=1.0)),
    "in doubt": asked(kind="doubt"),
    **{f"decided {n}": asked(RULE, votes={0: vote}, executions={0: "done"}) for n, vote in enumerate(VOTES)},
    **{f"doubt decided {n}": asked(kind="doubt", votes={0: vote}) for n, vote in enumerate(VOTES)},
}


def messages(approval: Approval) -> list[Drawn]:
    found = [review_card(approval, card) for card in cards(approval)]
    return [*found, notice(approval, review_channel="C2"), *(aside.drawn for aside in asides(approval))]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_message_mixes_chinese_with_english(situation: str) -> None:
    with speaking("zh-CN"):
        drawn = messages(SITUATIONS[situation])

    assert [message_problems(each.blocks) for each in drawn] == [[]] * len(drawn)
    assert ENGLISH_WORDS.findall(str(drawn)) == []


@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_view_mixes_chinese_with_english(situation: str) -> None:
    approval = SITUATIONS[situation]
    with speaking("zh-CN"):
        views = [view(approval, 0) for view in (modals.reject, modals.respond, modals.show_all)]
        views += [modals.edit(approval, 0, approves=approves) for approves in (True, False)]
        tab = home("U2", [approval], total=2, review_channel="C2")

    assert [view_problems(view) for view in (*views, tab)] == [[]] * 6
    assert ENGLISH_WORDS.findall(str([*views, tab])) == []


def test_a_question_is_in_chinese_too() -> None:
    with speaking("zh-CN"):
        drawn = question(an_approval(a_question("哪一位？")))  # noqa: RUF001

    assert drawn.text == "<@U1>，智能体有问题要问你。"  # noqa: RUF001
    assert ENGLISH_WORDS.findall(str(drawn)) == []


@pytest.mark.parametrize("length", range(2235, 2285, 5))
def test_a_call_stands_on_the_same_message_in_every_language(length: int) -> None:
    calls = [an_action(MAIL | {"body": "文" * length}, rule=a_rule(redact=("to", "subject")), call=c) for c in "ab"]
    english = cards(an_approval(*calls))
    with speaking("zh-CN"):
        assert cards(an_approval(*calls)) == english


@pytest.mark.parametrize("schema", [{}, {"type": "string"}, {"type": "array", "items": {"type": "object"}}])
def test_the_form_for_a_graphs_own_question_is_in_chinese(schema: dict[str, Any]) -> None:
    with speaking("zh-CN"):
        (block,) = Answer(schema).blocks

    assert block["label"]["text"].removesuffix(" (JSON)") == "回答"


async def test_cards_and_notices_are_in_the_language_of_the_setting(
    drawings: Drawings, request_: Request, sandbox: Sandbox
) -> None:
    await request_.asks()
    await drawings.draw("a1")
    (card,) = sandbox.workspace.messages.top_level(REVIEW_CHANNEL)
    (note,) = sandbox.workspace.messages.thread("C0GENERAL", request_.ts)[1:]

    assert card["text"] == f"需要审批：send_email （申请人：<@{RILEY}>）"  # noqa: RUF001
    assert note["text"].startswith("*等待批准：* ")  # noqa: RUF001


async def test_a_summary_is_in_the_language_of_the_setting(
    store: Store, slack: Slack, languages: Languages, sandbox: Sandbox
) -> None:
    await Summaries(store=store, slack=slack, languages=languages, audit_channel="C0AUDIT").post("2026-01-02")

    assert [m["text"][:4] for m in sandbox.workspace.messages.top_level("C0AUDIT")] == ["审批情况"]


async def test_somebody_who_reads_english_is_told_so_in_a_chinese_channel(
    door: Door, request_: Request, sandbox: Sandbox
) -> None:
    await request_.asks()
    await door.clicks("edit", person=AVERY)

    assert [view["title"]["text"] for view in sandbox.workspace.views.stack(AVERY)] == ["Edit"]


async def test_the_model_reads_english_of_a_run_that_failed_in_a_chinese_channel(
    store: Store, employ: Employ, background: Background, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(*_: Any) -> str:
        raise AssertionError("nobody calls the tool")

    async def breaks(*_: Any) -> None:
        raise RuntimeError("no luck")

    runs = (await an_agent(store, nothing)).runs
    told: list[str] = []

    async def abandon(_: str, why: str) -> None:
        told.append(why)

    monkeypatch.setattr(runs, "start", breaks)
    monkeypatch.setattr(runs, "abandon", abandon)
    place = await riley_says_hello(sandbox, store)
    await employ(runs=runs).look(place.thread)
    await background.drain()

    assert told == [notes.failed("RuntimeError: no luck")]
    assert [m["text"] for m in sandbox.workspace.messages.thread("C0GENERAL", place.thread_ts)[1:]] == [
        "我未能完成：RuntimeError: no luck。这条消息不会再继续处理，请重新提出。"  # noqa: RUF001
    ]
