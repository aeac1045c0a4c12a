"""What a policy of 200 rules adds to an ask: the judgement of one call, beside CEL alone asking the same conditions.

Every rule has a condition on the arguments, and the last one fits. Usually they are about ten tools; at worst all are
about the tool that is asked about.
"""

import tempfile
from pathlib import Path

from cel_expr_python import cel

from bench.findings import Finding
from bench.rounds import Effort, Samples, in_turns, ratio, timed, typical
from bot.policy import Call, Policy
from bot.policy.file import Defaults, load

_RULES = 200
_TOOLS = 10
_TIMES = 300
_ARGUMENTS = {"amount": 1000.5, "to": "shop@example.org", "iban": "DE00", "note": "x" * 300}
_CONDITION = 'args.amount > {limit} && !(args.to.endsWith("@example.com")) && tool.startsWith("tool")'
_NEVER = 2_000


async def measure(effort: Effort) -> list[Finding]:
    return [
        await _judged(effort, f"A call judged, {_RULES} rules about {_TOOLS} tools", tools=_TOOLS),
        await _judged(effort, f"A call judged, {_RULES} rules all about its tool", tools=1),
    ]


async def _judged(effort: Effort, what: str, *, tools: int) -> Finding:
    policy, times = _policy(tools), effort.count(_TIMES)
    expressions = _expressions(_RULES // tools)

    async def judge() -> None:
        policy.judge(Call("tool0", _ARGUMENTS, "U1", "C1", at=0))

    async def bare() -> None:
        seen = {"args": _ARGUMENTS, "tool": "tool0"}
        for expression in expressions:
            expression.eval(data=seen).value()

    taken = await in_turns(effort.rounds, {"judge": lambda: timed(judge, times), "bare": lambda: timed(bare, times)})
    return _finding(what, len(expressions), taken["judge"], taken["bare"])


def _finding(what: str, conditions: int, judged: Samples, bare: Samples) -> Finding:
    return Finding(
        what=what,
        beside=f"CEL alone, {conditions} conditions",
        figure=typical(judged) * 1000,
        limit=1,
        unit=" ms",
        detail=f"{ratio(judged, bare):.2f}x of {typical(bare) * 1000:.2f} ms",
    )


def _policy(tools: int) -> Policy:
    rules = "".join(
        f"  - tool: tool{number % tools}\n    when: '{_condition(last=number >= _RULES - tools)}'\n"
        for number in range(_RULES)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "policy.yaml")
        path.write_text(f"version: 1\nrules:\n{rules}")
        return load(path).policy({}, defaults=Defaults(review_channel="C1", timeout=60))


def _expressions(count: int) -> list[cel.Expression]:
    text = cel.Type.STRING
    variables = {"args": cel.Type.Map(text, cel.Type.DYN), "tool": text}
    environment = cel.NewEnv(variables=variables)
    return [environment.compile(_condition(last=number == count - 1)) for number in range(count)]


def _condition(*, last: bool) -> str:
    return _CONDITION.format(limit=1000 if last else _NEVER)
