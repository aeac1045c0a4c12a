# ruff: noqa: RUF001 - Chinese has its own punctuation
"""Whatever is said, the planner answers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolCall, ToolMessage

from agent.demo import DemoModel

TOOLS = ["search_contacts", "get_schedule", "send_email", "run_sql", "make_payment", "ask_user"]
MODEL = DemoModel(tools=frozenset(TOOLS))

VOCABULARY = """
email Alice Bob and then about tomorrow's review subject: body: pay 1500 EUR $ to Northwind for the venue delete
cancelled orders order 3 list how many set price of mark as shipped run sql ` ``` select from tell that saying
给 王芳 发邮件 ，说说 明天 的 评审 然后 付给 欧元 用于 删除 已取消 订单 把 标记为 价格 改为 执行 语句 告诉 什么 邮箱
: ， 。 " < > @ | { } % alice@example.com 99999999999999999999999 1.5k ٣ 2026-99-99 what is on 's email who
"""
WORDS = st.sampled_from(VOCABULARY.split())
TEXT = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=25).map(" ".join))
EDIT = st.builds(
    "Note: a human reviewer replaced this tool call{} with arguments {}.\n\nTool response:\n{}".format, TEXT, TEXT, TEXT
)
RESULTS = st.one_of(
    TEXT,
    EDIT,
    st.sampled_from(
        [
            "Sent to x.",
            "Paid 1 EUR.",
            "Done, 3 rows changed.",
            "Alex A; email: a@x\nAlex B; email: b@x",
            "Alice; email: alice@example.com",
            "Friday, 2026-11-20 (UTC):\n10:00-11:00 Quarterly review; place: Room {x}",
            'Note: a human reviewer replaced this tool call with arguments {"to": 5, "amount": []}.',
            "Note: a human reviewer replaced this tool call with arguments [1].",
        ]
    ),
)


@settings(max_examples=400, deadline=1000)
@given(request=TEXT, results=st.lists(st.tuples(RESULTS, st.booleans()), max_size=12))
def test_any_request_with_any_results_ends_in_an_answer(request: str, results: list[tuple[str, bool]]) -> None:
    messages: list[BaseMessage] = [HumanMessage(request)]
    answers = iter(results)
    for _ in range(40):
        reply = MODEL.invoke(messages)
        assert reply.text.strip()
        if not reply.tool_calls:
            return
        messages.append(reply)
        for call in reply.tool_calls:
            content, failed = next(answers, ("No more.", True))
            status = "error" if failed else "success"
            messages.append(ToolMessage(content, tool_call_id=call["id"] or "", status=status))
    pytest.fail("It went on for ever.")


CALLS = st.builds(
    ToolCall,
    name=st.sampled_from([*TOOLS, "other"]),
    args=st.dictionaries(st.text(max_size=5), st.integers() | TEXT, max_size=3),
    id=st.sampled_from(["1", "2", "3"]),
)
MESSAGES = st.one_of(
    TEXT.map(HumanMessage),
    TEXT.map(SystemMessage),
    st.builds(lambda text, calls: AIMessage(text, tool_calls=calls), TEXT, st.lists(CALLS, max_size=3)),
    st.builds(lambda text, call: ToolMessage(text, tool_call_id=call), RESULTS, st.sampled_from(["1", "2", "9"])),
    st.just(AIMessage([{"type": "text", "text": "a list"}])),
)


@settings(max_examples=300, deadline=1000)
@given(messages=st.lists(MESSAGES, min_size=1, max_size=12))
def test_any_history_gets_a_next_step(messages: list[BaseMessage]) -> None:
    reply = MODEL.invoke(messages)

    assert reply.text.strip()
    assert all(call["name"] in TOOLS for call in reply.tool_calls)


@pytest.mark.parametrize(
    "text",
    [
        "email " * 4000,
        "给" * 8000,
        '"' * 5000,
        "pay 1" + ",1" * 5000,
        "email a and " * 1500,
        "subject: " * 2000,
        "a.b-" * 3000 + "@",
        "what is " + "Aa " * 3000,
        "把" + "价格" * 3000,
        "for " * 4000 + "pay 5 EUR",
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.timeout(10)
def test_a_long_message_takes_no_time(text: str) -> None:
    assert MODEL.invoke([HumanMessage(text)]).text.strip()
