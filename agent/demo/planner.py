# ruff: noqa: RUF001 - Chinese has its own punctuation
"""From the history of a thread to its next step."""

from collections.abc import Collection, Iterator, Sequence

from agent.demo.history import History
from agent.demo.requests import Request, understand
from agent.demo.steps import Call, Outcome, Phrase, Report, Steps, Turn

_SIGNATURE = Phrase(en="_Offline demo planner, no language model._", zh="_离线演示规划器，不是语言模型。_")
_HELP = Phrase(
    en="""I am the offline demo planner, not a language model. I understand requests such as:
• Email Alice about tomorrow's review
• Email alice@example.com saying the room has changed
• Pay 1500 EUR to Northwind for the venue
• How many orders are there? · Delete the cancelled orders · Mark order 3 as shipped
• Run SQL: SELECT * FROM products
• What is on tomorrow? · What is Alice's email?
• Email Alice about tomorrow's review and then pay 900 EUR to Northwind for the venue
For a real model set COUNTERSIGN_MODEL=provider:name and the provider's key, then start again.""",
    zh="""我是离线演示规划器，不是语言模型。我能听懂的请求例如：
• 给 Alice 发邮件，说说明天的评审
• 付给 Northwind 1500 欧元，用于场地
• 有多少订单？ · 删除已取消的订单 · 把订单 3 标记为已发货
• 执行 SQL：SELECT * FROM products
• 明天有什么安排？ · Alice 的邮箱是什么？
• 先给 Alice 发邮件，说说明天的评审，然后付给 Northwind 900 欧元，用于场地
要使用真正的模型，请设置 COUNTERSIGN_MODEL=provider:name 和该服务商的密钥，然后重新启动。""",
)
_STOPPED = Phrase(en="Because of that I left out: {what}.", zh="因此没有继续：{what}。")
_NO_TOOL = "The tool {tool} is not available here."


def plan(history: History, tools: Collection[str]) -> Turn | str:
    """The next turn of calls, or the final answer."""
    request = understand(history.request, history.earlier)
    if not request.tasks:
        return _HELP.say(request.language)
    reports: list[Report] = []
    turns = iter(history.turns)
    for task in request.tasks:
        step = _replay(task.steps(request.language), turns, tools)
        if isinstance(step, Turn):
            return step
        reports.append(step)
        if not step.done:
            break
    return _answer(request, reports)


def _replay(steps: Steps, turns: Iterator[Sequence[tuple[Call, Outcome]]], tools: Collection[str]) -> Turn | Report:
    """Send a task the outcomes that are known, up to the turn that has none yet."""
    try:
        turn = next(steps)
        while True:
            missing = [call.tool for call in turn.calls if call.tool not in tools]
            if missing:
                turn = steps.send([_unavailable(call, missing[0]) for call in turn.calls])
                continue
            recorded = next(turns, None)
            if recorded is None:
                return turn
            turn = steps.send(_matched(turn, recorded))
    except StopIteration as end:
        report: Report = end.value
        return report


def _matched(turn: Turn, recorded: Sequence[tuple[Call, Outcome]]) -> Sequence[Outcome]:
    """One outcome for each call of the turn, also when somebody else wrote the history."""
    outcomes = []
    for at, call in enumerate(turn.calls):
        known = recorded[at] if at < len(recorded) else None
        same = known is not None and known[0].tool == call.tool
        outcomes.append(known[1] if known and same else Outcome(text="", done=False, arguments=call.arguments))
    return outcomes


def _unavailable(call: Call, tool: str) -> Outcome:
    return Outcome(text=_NO_TOOL.format(tool=tool), done=False, arguments=call.arguments)


def _answer(request: Request, reports: Sequence[Report]) -> str:
    lines = [report.text for report in reports]
    left = request.tasks[len(reports) :]
    if left:
        lines.append(_STOPPED.say(request.language, what="; ".join(task.title for task in left)))
    return "\n\n".join([*lines, _SIGNATURE.say(request.language)])
