"""What the code says: found in its syntax, so that nothing has to run."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

BOT = Path(__file__).parents[2] / "bot"
READ_BY_PEOPLE = [
    *BOT.glob("views/**/*.py"),
    *BOT.glob("listeners/*.py"),
    *(BOT / f"{name}.py" for name in ("absences", "ballots", "counting", "desk", "electorate", "problems", "remarks")),
    *(BOT / f"{name}.py" for name in ("reminders", "standing", "policy/people", "policy/rules")),
]
"""Where nothing is written for people that is not said; elsewhere stand logs, records and words for operators."""
_ENGLISH = re.compile(r"[A-Z][a-z]+|.*[A-Za-z]{2,} [a-z]{2,}.*", re.DOTALL)
_FOR_THE_RECORD = re.compile(r"log\.\w+|audit\.\w+|\w+\.submit|\w+\.attempt|ValidationError")
_KEPT = {"why", "act"}
"""Arguments that are stored or logged."""


class Text(NamedTuple):
    file: str
    line: int
    text: str


def said(tree: ast.AST) -> Iterator[ast.expr]:
    """The English text of every `say(...)` and `partial(say, ...)`."""
    for call in ast.walk(tree):
        match call:
            case ast.Call(func=ast.Name("say"), args=[text, *_]):
                yield text
            case ast.Call(func=ast.Name("partial"), args=[ast.Name("say"), text, *_]):
                yield text


def spoken() -> Iterator[tuple[str, ast.expr]]:
    """All that is said, by file."""
    for path in sorted(BOT.rglob("*.py")):
        source = path.read_text()
        if re.search(r"from bot\.language import .*\bsay\b", source) or path.parent.name == "language":
            for text in said(ast.parse(source)):
                yield str(path.relative_to(BOT)), text


def texts() -> set[str]:
    return {str(text.value) for _, text in spoken() if isinstance(text, ast.Constant)}


def unsaid(path: Path) -> list[Text]:
    """English for people that is not said."""
    tree = ast.parse(path.read_text())
    left_out = {id(each) for node in _left_out(tree) for each in ast.walk(node)}
    return [
        Text(path.name, node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in left_out and _ENGLISH.fullmatch(node.value)
    ]


def _left_out(tree: ast.AST) -> Iterator[ast.AST]:
    """What is said, docstrings, and what is written for the record."""
    yield from said(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Expr(ast.Constant()):
                yield node
            case ast.FunctionDef(returns=ast.Constant() as name):
                yield name
            case ast.Call(func=func) if _FOR_THE_RECORD.fullmatch(ast.unparse(func)):
                yield node
            case ast.keyword(arg=str(name), value=value) if name in _KEPT:
                yield value
