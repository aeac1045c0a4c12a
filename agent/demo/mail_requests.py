# ruff: noqa: RUF001 - Chinese has its own punctuation
"""Reading a request to write to somebody."""

import re

from agent.demo.days import read_day
from agent.demo.drafts import Content
from agent.demo.mail import Mail
from agent.demo.people import ADDRESS

_NOUN = r"(?:e-?mail|mail|message|note|line|reminder|invitation)"
_CHINESE_NOUN = r"(?:一?[封个条])?\s*(?:电子)?(?:邮件|信|消息|e-?mail|mail)"
_STARTS = [
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rf"(?:write|send|drop|compose)\s+(?:an?\s+)?(?:short\s+|quick\s+)?{_NOUN}\s+to\s+(?P<rest>.+)",
        rf"(?:send|write|drop)\s+(?P<who>.+?)\s+an?\s+(?:short\s+|quick\s+)?{_NOUN}\b(?P<rest>.*)",
        r"(?:e-?mail|mail|message|write\s+to)\s+(?P<rest>.+)",
        r"(?P<tell>tell|notify|inform|remind|let)\s+(?P<rest>.+)",
        rf"(?:给|向)\s*(?P<who>.+?)\s*(?:也|再)*(?:发|写|寄)(?:{_CHINESE_NOUN}|一封)(?P<rest>.*)",
        rf"(?:(?:发|写|寄){_CHINESE_NOUN}\s*(?:给|通知|告诉)|(?:用?邮件)?(?:通知|告诉|提醒))\s*(?P<chinese>.+)",
    )
]
_CHINESE_WHO = re.compile(
    r"(?P<who>.+?)\s*(?P<rest>[，,。:：].*|(?:关于|有关|说|今天|明天|后天|昨天|下?(?:周|星期)|\d{4}-|我们|会议|评审).*|)",
    re.DOTALL,
)
_LINK = re.compile(
    r"(?P<topic>\b(?:about|regarding|concerning|of)\b)|(?P<said>\b(?:saying(?:\s+that)?|to\s+say(?:\s+that)?|know\s+that|that)\b|:\s)"
    r"|(?P<plea>\bto\b(?=\s+[a-z]))|(?P<know>\bknow\b)",
    re.IGNORECASE,
)
_CHINESE_SAID = re.compile(r"(?:说(?![说一明])|内容是|内容为|写道|[:：])\s*[:：,，]?\s*(?P<said>.+)", re.DOTALL)
_CHINESE_TOPIC = re.compile(
    r"(?:说说|说一下|说明|聊聊|谈谈|谈|介绍|讲讲|关于|有关|(?:告诉|提醒|通知)(?:他们|她们|他|她)?(?:关于)?)\s*(?P<topic>.+)",
    re.DOTALL,
)
_SUBJECT = re.compile(
    r"[\s,，;；]*(?:(?:with\s+)?(?:the\s+)?subject|主题)\s*(?:[:：=]|是|为)\s*(?P<text>.+?)"
    r"(?=[\s,，.;；]*(?:(?:and\s+)?(?:the\s+)?body|正文|内容)\s*(?:[:：=]|是|为)|$)",
    re.IGNORECASE | re.DOTALL,
)
_BODY = re.compile(
    r"[\s,，;；.]*(?:(?:and\s+)?(?:with\s+)?(?:the\s+)?body|正文|内容)\s*(?:[:：=]|是|为)\s*(?P<text>.+?)"
    r"(?=[\s,，.;；]*(?:subject|主题)\s*[:：=]|$)",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN = re.compile(r"\s*(?:,|;|、|，|&|\band\b|\bor\b|和|与|及|跟)\s*", re.IGNORECASE)
_TRIMMED = re.compile(
    r"^(?:to|also|both|dear|the)\s+|\s+(?:too|as\s+well|also|again|please)$|\s*(?:也|再|老师)$", re.IGNORECASE
)
_NOBODY = frozenset({
    "me", "us", "you", "him", "her", "them", "it", "everyone", "everybody", "all", "someone", "somebody", "team",
    "back", "again", "我", "我们", "你", "他", "她", "它", "他们", "她们", "大家",
})  # fmt: skip
_NAME_WORDS = 3
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_EDGES = " \t\n.,;:!?。，；：！？\"'"


def read(clause: str) -> Mail | None:
    """Somebody must be named; what to say may be missing."""
    text, subject, body = _explicit(clause)
    match = next((match for start in _STARTS if (match := start.fullmatch(text.strip()))), None)
    if match is None:
        return None
    who, content = _who_and_what(match)
    names = _names(who)
    if subject or body:
        content = Content(subject=subject, body=body)
    told_nothing = content == Content() and match.groupdict().get("tell")
    return Mail(clause.strip(_EDGES), names, content) if names and not told_nothing else None


def _explicit(clause: str) -> tuple[str, str, str]:
    """The clause without `subject: ... body: ...`, and these."""
    subject, body = _SUBJECT.search(clause), _BODY.search(clause)
    cut = min((found.start() for found in (subject, body) if found), default=len(clause))
    return clause[:cut], _quoted(subject), _quoted(body)


def _quoted(found: re.Match[str] | None) -> str:
    return found["text"].strip(' \t\n"') if found else ""


def _who_and_what(match: re.Match[str]) -> tuple[str, Content]:
    parts = match.groupdict()
    if parts.get("chinese"):
        inner = _CHINESE_WHO.fullmatch(parts["chinese"])
        return (inner["who"], _chinese_content(inner["rest"])) if inner else (parts["chinese"], Content())
    if parts.get("who"):
        rest = parts.get("rest") or ""
        english = _LINK.match(rest.strip())
        return parts["who"], _content(rest.strip(), english) if english else _chinese_content(rest)
    rest = parts["rest"]
    link = _LINK.search(rest)
    if link:
        return rest[: link.start()], _content(rest[link.start() :], _LINK.match(rest[link.start() :]))
    return _with_day_only(rest)


def _content(rest: str, link: re.Match[str] | None) -> Content:
    if link is None:
        return Content()
    told = rest[link.end() :].strip(_EDGES)
    if link["topic"]:
        return _topic(told)
    return Content(said=f"please {told}" if link["plea"] and told else told)


def _with_day_only(rest: str) -> tuple[str, Content]:
    """Such as "Alice tomorrow's agenda"."""
    day, _ = read_day(rest)
    if day is None:
        return rest, Content()
    at = rest.lower().find(day)
    return rest[:at], _topic(rest[at:])


def _chinese_content(rest: str) -> Content:
    told = rest.strip(" \t\n，,。")
    said, topic = _CHINESE_SAID.match(told), _CHINESE_TOPIC.match(told)
    if said:
        return Content(said=said["said"].strip(_EDGES))
    return _topic(re.sub(r"的?(?:事情?|情况)$", "", (topic["topic"] if topic else told).strip(_EDGES)))


def _topic(words: str) -> Content:
    day, topic = read_day(words.strip(_EDGES))
    return Content(topic=topic.strip(_EDGES), day=day)


def _names(who: str) -> list[str]:
    """The names in order, without repeats; what cannot be a name is left out."""
    names = (_name(part) for part in _BETWEEN.split(who))
    return list(dict.fromkeys(name for name in names if name))


def _name(part: str) -> str:
    address = ADDRESS.search(part)
    if address:
        return address[0]
    bare = _TRIMMED.sub("", _TRIMMED.sub("", part.strip(_EDGES)))
    words = bare.split()
    if not words or len(words) > _NAME_WORDS or not _NOBODY.isdisjoint(bare.lower().split()):
        return ""
    like_a_name = all(_NAME_WORD.fullmatch(word) for word in words)
    one_or_capital = len(words) == 1 or not any(word[0].islower() for word in words)
    return bare if like_a_name and one_or_capital else ""
