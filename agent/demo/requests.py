# ruff: noqa: RUF001 - Chinese has its own punctuation
"""What a person asks for, as a list of tasks."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.demo import lookups, mail_requests, payments, queries, times
from agent.demo.mail import Mail
from agent.demo.steps import Language, Task

_SLACK_LINK = re.compile(r"<(?:mailto:)?([^<>|@!#\s][^<>|\s]*)(?:\|[^<>]*)?>")
_SLACK_MENTION = re.compile(r"<[@#!][^<>]*>")
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "＂": '"'})
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]+")
_PROTECTED = re.compile(
    r"```.*?```|`[^`]*`|\"[^\"]*\"|「[^」]*」|\b(?:body|subject)\s*[:=].*|(?:正文|主题|内容)[::].*", re.DOTALL
)
_POLITE = re.compile(
    r"^(?:[\s,.!:;，。！：；]|\b(?:please|hi|hello|hey|first|now|also|then|and|kindly|(?:can|could|would|will) you)\b"
    r"|请|麻烦|帮我|帮忙|首先|先|然后|接着|现在|再(?=给|付|发|把|支付|告诉)|你好)+",
    re.IGNORECASE,
)
_NEXT_TASK = re.compile(
    r"\s*[,;.]?\s*\b(?:and\s+then|then|and\s+after\s+that|after\s+that|and\s+also|and)\s+"
    r"(?=(?:please\s+|also\s+)?(?:e-?mail|mail|message|tell|write|send|notify|remind|pay|transfer|delete|remove|mark|set"
    r"|change|list|show|run)\b)"
    r"|[.;?!]\s+(?=[A-Za-z])"
    r"|[，,。；;？]\s*(?=(?:再|然后|接着|之后|最后|并且|并|同时)?\s*(?:给|向|付|支付|转账|发|写|告诉|通知|提醒|删|把|将|列|查))"
    r"|(?:然后|接着|之后再|之后|并且|再)(?=\s*(?:给|付|支付|转|发|写|告诉|通知|删|把|将|列|查))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Request:
    language: Language
    tasks: Sequence[Task]


def understand(text: str, earlier: Sequence[str]) -> Request:
    """Read a message. `earlier` messages of the thread say what "Bob too" is about."""
    cleaned = _clean(text)
    language = _language(cleaned)
    tasks = _tasks(cleaned)
    if any(isinstance(task, Mail) and task.has_no_content for task in tasks):
        tasks = _with_content_of(earlier, tasks)
    return Request(language=language, tasks=tasks)


def _clean(text: str) -> str:
    """Plain words instead of Slack's markup."""
    bare = _SLACK_LINK.sub(r"\1", _SLACK_MENTION.sub(" ", text))
    return html.unescape(bare).translate(_QUOTES).strip()


def _language(text: str) -> Language:
    """Chinese if it begins so or has more of it; names of the other script do not count much."""
    first = next((letter for letter in text if letter.isalpha()), "")
    chinese = len(_CHINESE.findall(text))
    return "zh" if _CHINESE.match(first) or chinese > 2 * len(_LATIN_WORD.findall(text)) else "en"


def _tasks(text: str) -> list[Task]:
    statement = queries.read_statement(_POLITE.sub("", text))
    if statement is not None:
        return [statement]
    tasks: list[Task] = []
    clauses: list[str] = []
    for piece in _pieces(text):
        task = _read(piece)
        if task is None and tasks:
            # What is no task of its own belongs to the one before.
            piece = clauses.pop() + piece  # noqa: PLW2901
            task = _read(piece) or tasks[-1]
            tasks.pop()
        if task is not None:
            tasks.append(task)
            clauses.append(piece)
    return tasks


def _pieces(text: str) -> list[str]:
    """The text cut before each further task, never inside quoted words."""
    guarded = [match.span() for match in _PROTECTED.finditer(text)]
    cuts = [
        match.start()
        for match in _NEXT_TASK.finditer(text)
        if not any(start <= match.start() < end for start, end in guarded)
    ]
    ends = [*cuts, len(text)]
    return [text[start:end] for start, end in zip([0, *cuts], ends, strict=True)]


def _read(piece: str) -> Task | None:
    clause = _POLITE.sub("", piece).strip()
    for reader in (times.read, queries.read_statement, mail_requests.read, queries.read, payments.read, lookups.read):
        task = reader(clause)
        if task is not None:
            return task
    return None


def _with_content_of(earlier: Sequence[str], tasks: Sequence[Task]) -> list[Task]:
    for text in reversed(earlier):
        cleaned = _clean(text)
        for task in _tasks(cleaned):
            if isinstance(task, Mail) and not task.has_no_content:
                return [one.about_the_same_as(task) if isinstance(one, Mail) else one for one in tasks]
    return list(tasks)
