# ruff: noqa: RUF001 - Chinese has its own punctuation
"""Stories: the look-ups run on the demo's data, and each test plays the reviewer and the requester."""

import json
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool

from agent.data import install
from agent.demo import DemoModel
from agent.tools.ask_user import ask_user_tool
from agent.tools.contacts import contacts_tool
from agent.tools.email import email_tool
from agent.tools.mail_server import MailServer
from agent.tools.payments import payment_tool
from agent.tools.schedule import calendar_tool
from agent.tools.sql import sql_tool

NOTICE = (
    "Note: a human reviewer replaced this tool call before it ran. The call recorded in your message is the one you "
    "produced, not the one that executed. This was intentional and authorized. Do not re-issue your original call. "
    "Executed instead: {tool} with arguments {arguments}.\n\nTool response:\n{result}"
)
ENGLISH = "\n\n_Offline demo planner, no language model._"
CHINESE = "\n\n_离线演示规划器，不是语言模型。_"


class Thread:
    """A thread in which look-ups answer by themselves and every other call waits for the test."""

    def __init__(self, tools: list[BaseTool]) -> None:
        self.tools = {tool.name: tool for tool in tools}
        self.model: Runnable[Any, AIMessage] = DemoModel().bind_tools(tools)
        self.messages: list[BaseMessage] = [SystemMessage("You are Countersign. Today is Saturday.")]

    @property
    def last(self) -> AIMessage:
        message = self.messages[-1]
        assert isinstance(message, AIMessage)
        return message

    @property
    def calls(self) -> list[tuple[str, dict[str, Any]]]:
        return [(call["name"], call["args"]) for call in self.last.tool_calls]

    async def ask(self, text: str) -> None:
        self.messages.append(HumanMessage(text))
        await self._go_on()

    async def answer(self, *results: str, failed: bool = False) -> None:
        """The results of the calls that wait, in order."""
        for call, result in zip(self.last.tool_calls, results, strict=True):
            self._add(call["name"], call["id"], result, failed=failed)
        await self._go_on()

    async def edit(self, result: str, **changes: Any) -> None:
        [call] = self.last.tool_calls
        executed = {**call["args"], **changes}
        notice = NOTICE.format(tool=call["name"], arguments=json.dumps(executed), result=result)
        await self.answer(notice)

    async def _go_on(self) -> None:
        self.messages.append(await self.model.ainvoke(self.messages))
        while self.calls and all(name in ("search_contacts", "get_schedule") for name, _ in self.calls):
            for call in self.last.tool_calls:
                result = await self.tools[call["name"]].ainvoke(call["args"])
                self._add(call["name"], call["id"], result, failed=False)
            self.messages.append(await self.model.ainvoke(self.messages))

    def _add(self, tool: str, call_id: str | None, content: str, *, failed: bool) -> None:
        status = "error" if failed else "success"
        self.messages.append(ToolMessage(content, name=tool, tool_call_id=call_id or "", status=status))

    @property
    def looked_up(self) -> list[str]:
        return [message.name or "" for message in self.messages if isinstance(message, ToolMessage)]


@pytest.fixture
def thread(tmp_path: Path) -> Thread:
    data = install(tmp_path)
    return Thread(
        [
            contacts_tool(data.contacts),
            calendar_tool(str(data.calendar), "UTC"),
            email_tool(MailServer.from_url("smtp://127.0.0.1:25"), "agent@countersign.example"),
            sql_tool(data.database_url),
            payment_tool(data.database_url),
            ask_user_tool(),
        ]
    )


async def test_a_mail_is_written_from_contacts_and_calendar(thread: Thread) -> None:
    await thread.ask("Email Alice about tomorrow's review")

    assert thread.looked_up == ["search_contacts", "get_schedule"]
    [(tool, mail)] = thread.calls
    assert (tool, mail["to"]) == ("send_email", "alice.nguyen@example.com")
    assert mail["subject"] == "Quarterly review tomorrow, 10:00-11:00"
    assert mail["body"].startswith("Hi Alice,\n\na short reminder: the Quarterly review is tomorrow (")
    assert "10:00-11:00, in Room Aurora." in mail["body"]


async def test_the_planner_says_what_it_will_do_why_and_with_which_arguments(thread: Thread) -> None:
    await thread.ask("Email Alice about tomorrow's review")

    assert thread.last.text == (
        "Because you asked “Email Alice about tomorrow's review”, I will send a mail\n"
        "• to Alice Nguyen <alice.nguyen@example.com>, with the subject “Quarterly review tomorrow, 10:00-11:00”\n"
        "Time and place come from the calendar."
    )


async def test_the_answer_tells_what_was_sent(thread: Thread) -> None:
    await thread.ask("Email Alice about tomorrow's review")
    await thread.answer("Sent to alice.nguyen@example.com (Message-ID <1@x>).")

    assert thread.last.text == (
        "Sent to Alice Nguyen <alice.nguyen@example.com>: “Quarterly review tomorrow, 10:00-11:00”." + ENGLISH
    )


async def test_an_edited_mail_is_told_as_it_was_really_sent(thread: Thread) -> None:
    await thread.ask("Email Alice about tomorrow's review")
    await thread.edit("Sent to bob@example.com (Message-ID <1@x>).", to="bob@example.com", subject="评审 {moved}")

    assert thread.last.text == (
        "A reviewer changed this before it ran. Sent to bob@example.com: “评审 {moved}”." + ENGLISH
    )


@pytest.mark.parametrize(
    "reason",
    [
        "Rejected by a reviewer, with the reason: Alice is on leave {really}.",
        "Expired: nobody decided in time. The tool did not run.",
        "Withdrawn by the requester.",
    ],
)
async def test_what_was_not_allowed_is_said_with_the_reason_and_not_tried_again(thread: Thread, reason: str) -> None:
    await thread.ask("Email Alice about tomorrow's review")
    await thread.answer(reason, failed=True)

    assert thread.calls == []
    assert thread.last.text == f"Not done: the mail to Alice Nguyen <alice.nguyen@example.com>. {reason}{ENGLISH}"


async def test_an_answer_in_place_of_the_call_is_taken_up(thread: Thread) -> None:
    await thread.ask("Email Alice about tomorrow's review")
    await thread.answer("I told her myself.")

    assert "a person answered in its place: I told her myself." in thread.last.text


async def test_two_people_get_two_mails_in_one_turn(thread: Thread) -> None:
    await thread.ask("Email Alice and Bob about tomorrow's review")

    assert [(tool, mail["to"]) for tool, mail in thread.calls] == [
        ("send_email", "alice.nguyen@example.com"),
        ("send_email", "bob.marsh@example.com"),
    ]
    assert thread.calls[1][1]["body"].startswith("Hi Bob,")


async def test_each_of_two_mails_has_its_own_outcome(thread: Thread) -> None:
    await thread.ask("Email Alice and Bob about the budget")
    alice, bob = thread.last.tool_calls
    thread.messages += [
        ToolMessage("Rejected by a reviewer.", tool_call_id=alice["id"] or "", status="error"),
        ToolMessage("Sent to bob.marsh@example.com (Message-ID <2@x>).", tool_call_id=bob["id"] or ""),
    ]
    await thread._go_on()

    assert "Not done: the mail to Alice Nguyen" in thread.last.text
    assert "Sent to Bob Marsh <bob.marsh@example.com>: “The budget”." in thread.last.text


async def test_of_two_alexes_the_requester_chooses(thread: Thread) -> None:
    await thread.ask("email Alex about the budget")
    assert thread.calls == [
        (
            "ask_user",
            {
                "question": "Which Alex do you mean: Alex Rivera <alex.rivera@example.com> "
                "or Alex Kim <alex.kim@example.com>?"
            },
        )
    ]

    await thread.answer("the research engineer")

    assert thread.calls[0][1]["to"] == "alex.kim@example.com"


@pytest.mark.parametrize(
    ("answer", "address"),
    [
        ("Kim", "alex.kim@example.com"),
        ("the first one", "alex.rivera@example.com"),
        ("2", "alex.kim@example.com"),
        ("alex.rivera@example.com please", "alex.rivera@example.com"),
        ("someone.else@example.com", "someone.else@example.com"),
        ("the product manager", "alex.rivera@example.com"),
    ],
)
async def test_the_choice_can_be_made_in_many_words(thread: Thread, answer: str, address: str) -> None:
    await thread.ask("email Alex about the budget")
    await thread.answer(answer)

    assert thread.calls[0][1]["to"] == address


async def test_an_unclear_choice_ends_the_task(thread: Thread) -> None:
    await thread.ask("email Alex about the budget")
    await thread.answer("hm")

    assert thread.last.text == (
        "Not done: email Alex about the budget. The answer “hm” does not say whom you mean." + ENGLISH
    )


async def test_an_unknown_persons_address_is_asked_for(thread: Thread) -> None:
    await thread.ask("email Zed about the budget")
    assert thread.calls[0][0] == "ask_user"

    await thread.answer("zed@example.com")

    assert thread.calls[0][1]["to"] == "zed@example.com"


async def test_a_question_nobody_answers_ends_the_task(thread: Thread) -> None:
    await thread.ask("email Zed about the budget")
    await thread.answer("Expired: nobody answered in time.", failed=True)

    assert "Not done: email Zed about the budget. Expired: nobody answered in time." in thread.last.text


async def test_an_address_needs_no_look_up(thread: Thread) -> None:
    await thread.ask("email <mailto:bob@example.com|bob@example.com> saying the room &amp; the time changed")

    assert thread.looked_up == []
    assert thread.calls == [
        (
            "send_email",
            {
                "to": "bob@example.com",
                "subject": "The room & the time changed",
                "body": "Hello,\n\nThe room & the time changed.\n\nBest regards",
            },
        )
    ]


async def test_a_given_subject_and_body_are_kept(thread: Thread) -> None:
    await thread.ask("Email bob@example.com subject: Lunch? body: At noon, and then pay the bill.\nBye")

    mail = {"to": "bob@example.com", "subject": "Lunch?", "body": "At noon, and then pay the bill.\nBye"}
    assert thread.calls == [("send_email", mail)]


async def test_a_topic_the_calendar_does_not_know_is_written_without_a_time(thread: Thread) -> None:
    await thread.ask("Email Alice about tomorrow's picnic")

    assert "The calendar shows nothing that fits" in thread.last.text
    assert thread.calls[0][1]["subject"] == "Picnic (tomorrow)"


async def test_a_follow_up_means_the_same_mail(thread: Thread) -> None:
    await thread.ask("Email Alice about tomorrow's review")
    await thread.answer("Sent to alice.nguyen@example.com (Message-ID <1@x>).")
    await thread.ask("now email Bob too")

    assert thread.calls[0][1]["to"] == "bob.marsh@example.com"
    assert thread.calls[0][1]["subject"] == "Quarterly review tomorrow, 10:00-11:00"


async def test_a_payment_is_proposed_with_all_its_arguments(thread: Thread) -> None:
    await thread.ask("Pay 1500 EUR to Northwind for the venue")

    assert thread.calls == [
        ("make_payment", {"payee": "Northwind", "amount": 1500.0, "currency": "EUR", "reason": "the venue"})
    ]
    assert thread.last.text == (
        "I will pay 1500.00 EUR to Northwind, because you asked for it. Reason for the ledger: the venue."
    )


async def test_a_payment_is_reported_with_its_number(thread: Thread) -> None:
    await thread.ask("Pay 1500 EUR to Northwind for the venue")
    await thread.answer("Paid 1500.00 EUR to Northwind (payment 7).")

    assert thread.last.text == "Paid 1500.00 EUR to Northwind: the venue (payment 7)." + ENGLISH


async def test_an_edited_payment_is_told_as_it_was_really_made(thread: Thread) -> None:
    await thread.ask("Pay 1500 EUR to Northwind for the venue")
    await thread.edit("Paid 900.00 EUR to Northwind (payment 7).", amount=900)

    assert "A reviewer changed this before it ran. Paid 900.00 EUR to Northwind" in thread.last.text


async def test_a_missing_currency_is_asked_for(thread: Thread) -> None:
    await thread.ask("Pay 1500 to Northwind for the venue")
    assert thread.calls[0] == ("ask_user", {"question": "In which currency shall I pay 1500 to Northwind?"})

    await thread.answer("dollars")

    assert thread.calls[0][1]["currency"] == "USD"


async def test_a_chain_goes_on_after_each_part_is_done(thread: Thread) -> None:
    await thread.ask("Email Alice about tomorrow's review and then pay 1500 EUR to Northwind for the venue")
    assert [tool for tool, _ in thread.calls] == ["send_email"]

    await thread.answer("Sent to alice.nguyen@example.com (Message-ID <1@x>).")
    assert [tool for tool, _ in thread.calls] == ["make_payment"]

    await thread.answer("Paid 1500.00 EUR to Northwind (payment 7).")
    sent, paid, _ = thread.last.text.split("\n\n")
    assert sent.startswith("Sent to Alice Nguyen")
    assert paid == "Paid 1500.00 EUR to Northwind: the venue (payment 7)."


async def test_a_chain_stops_where_it_is_rejected_and_says_what_is_left_out(thread: Thread) -> None:
    await thread.ask("Email Alice about tomorrow's review and then pay 1500 EUR to Northwind for the venue")
    await thread.answer("Rejected by a reviewer, with the reason: not now.", failed=True)

    assert thread.calls == []
    assert "with the reason: not now." in thread.last.text
    assert "Because of that I left out: pay 1500 EUR to Northwind for the venue." in thread.last.text


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("How many orders are there?", "The answer is 10."),
        ("有多少订单？", "答案是 10。"),
        ("Which orders are cancelled?", "2 | Café Lumière | cancelled | 2026-09-09"),
        ("哪些订单被取消了？", "6 | Riverside School | cancelled | 2026-10-15"),
        ("Show the customers", "3 | 南方茶社 | 广州"),
        ("list products", "5 | Teapot | 38 | EUR | 25"),
        ("Run SQL: SELECT name FROM products WHERE id = 1", "name\nDesk lamp"),
        ("```\nSELECT city FROM customers WHERE id = 1\n```", "city\nHamburg"),
        ("Run SQL: SELECT 1 FROM orders WHERE id = 99", "There is nothing of that kind."),
    ],
)
async def test_a_question_about_the_shop_is_answered_from_the_database(thread: Thread, asked: str, answer: str) -> None:
    await thread.ask(asked)
    [(tool, arguments)] = thread.calls
    result = await thread.tools[tool].coroutine(**arguments, runtime=None)  # type: ignore[attr-defined]
    await thread.answer(result)

    assert answer in thread.last.text


async def test_a_change_to_the_shop_is_explained_and_reported(thread: Thread) -> None:
    await thread.ask("Delete the cancelled orders")
    sql = "DELETE FROM orders WHERE orders.status = 'cancelled'"
    assert thread.calls == [("run_sql", {"query": sql})]
    assert "Because you asked “Delete the cancelled orders”" in thread.last.text

    await thread.answer("Done, 3 rows changed.")

    assert thread.last.text == f"Done. Rows changed: 3\n```\n{sql}\n```" + ENGLISH


async def test_a_day_is_told_from_the_calendar(thread: Thread) -> None:
    await thread.ask("What is on tomorrow?")

    assert "The calendar tomorrow:\n• 09:15-09:30 Stand-up; place: Studio" in thread.last.text


async def test_a_contact_is_told_from_the_address_book(thread: Thread) -> None:
    await thread.ask("What is Alice's email?")

    assert "From the contacts:\n• Alice Nguyen; email: alice.nguyen@example.com" in thread.last.text


@pytest.mark.parametrize("text", ["hello", "Write a poem", "email everyone about tomorrow", "tell me a joke", ""])
async def test_what_it_cannot_do_is_said_plainly_with_examples(thread: Thread, text: str) -> None:
    await thread.ask(text)

    assert thread.calls == []
    assert thread.last.text.startswith("I am the offline demo planner, not a language model")
    assert "COUNTERSIGN_MODEL=provider:name" in thread.last.text


async def test_a_tool_that_is_not_there_is_never_called(thread: Thread) -> None:
    thread.model = DemoModel().bind_tools([thread.tools["search_contacts"]])

    await thread.ask("Pay 1500 EUR to Northwind for the venue")

    assert "The tool make_payment is not available here." in thread.last.text


async def test_chinese_the_mail_story(thread: Thread) -> None:
    await thread.ask("给 Alice 发邮件，说说明天的评审")

    assert thread.looked_up == ["search_contacts", "get_schedule"]
    [(tool, mail)] = thread.calls
    assert (tool, mail["to"]) == ("send_email", "alice.nguyen@example.com")
    assert mail["subject"] == "明天的 Quarterly review，10:00-11:00"
    assert mail["body"].startswith("Alice Nguyen，您好：\n\n提醒一下：Quarterly review 在明天（")
    assert thread.last.text.startswith("因为你要求“给 Alice 发邮件，说说明天的评审”，我将发送邮件：")

    await thread.edit("Sent to alice.nguyen@example.com (Message-ID <1@x>).", subject="改过的主题")

    assert thread.last.text == (
        "审批人在执行前做了修改。已发送给 Alice Nguyen <alice.nguyen@example.com>，主题：“改过的主题”。" + CHINESE
    )


async def test_chinese_two_people_and_a_rejection(thread: Thread) -> None:
    await thread.ask("请给王芳和李伟发一封邮件，关于明天的设计评审")
    assert [mail["to"] for _, mail in thread.calls] == ["wang.fang@example.com", "li.wei@example.com"]

    await thread.answer("Rejected: 时间不对", "Rejected: 时间不对", failed=True)

    assert "没有执行：给 王芳 <wang.fang@example.com> 的邮件。Rejected: 时间不对" in thread.last.text


async def test_chinese_a_chain(thread: Thread) -> None:
    await thread.ask("先给 Alice 发邮件，说说明天的评审，然后付给 Northwind 1500 欧元，用于场地")
    await thread.answer("Sent to alice.nguyen@example.com (Message-ID <1@x>).")
    assert thread.calls == [
        ("make_payment", {"payee": "Northwind", "amount": 1500.0, "currency": "EUR", "reason": "场地"})
    ]

    await thread.answer("Paid 1500.00 EUR to Northwind (payment 1).")

    assert "已付给 Northwind 1500.00 EUR：场地（第 1 笔付款）。" in thread.last.text


async def test_chinese_an_ambiguous_name_is_asked_about(thread: Thread) -> None:
    await thread.ask("给 Alex 发邮件，说会议取消了")
    assert "你指的是哪位 Alex" in thread.calls[0][1]["question"]

    await thread.answer("第二个")

    assert thread.calls[0][1]["to"] == "alex.kim@example.com"
    assert thread.calls[0][1]["body"] == "Alex Kim，您好：\n\n会议取消了。\n\n祝好"


async def test_chinese_look_ups_and_help(thread: Thread) -> None:
    await thread.ask("明天有什么安排？")
    assert "明天的安排：\n• 09:15-09:30 Stand-up" in thread.last.text

    await thread.ask("Alice 的邮箱是什么？")
    assert "alice.nguyen@example.com" in thread.last.text

    await thread.ask("你好")
    assert thread.last.text.startswith("我是离线演示规划器，不是语言模型")


async def test_the_same_step_has_the_same_call_ids_whenever_it_is_planned(thread: Thread) -> None:
    await thread.ask("Email Alice and Bob about the budget")
    ids = [call["id"] for call in thread.last.tool_calls]

    later = [SystemMessage("You are Countersign. Today is Sunday."), *thread.messages[1:-1]]
    again = await thread.model.ainvoke(later)

    assert [call["id"] for call in again.tool_calls] == ids


async def test_no_two_calls_of_a_thread_share_an_id(thread: Thread) -> None:
    for _ in range(2):
        await thread.ask("Email Alice and Bob about tomorrow's review")
        await thread.answer("Sent to a.", "Sent to b.")

    ids = [call["id"] for message in thread.messages if isinstance(message, AIMessage) for call in message.tool_calls]
    assert len(set(ids)) == len(ids) == 10
