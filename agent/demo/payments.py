# ruff: noqa: RUF001 - Chinese has its own punctuation
"""Requests to pay somebody."""

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.demo.money import read_money
from agent.demo.steps import ANSWERED_INSTEAD, EDITED, NOT_DONE, Call, Language, Outcome, Phrase, Report, Steps, Turn

_WILL = Phrase(
    en="I will pay {amount} {currency} to {payee}, because you asked for it. Reason for the ledger: {reason}.",
    zh="按你的要求，我将付给 {payee} {amount} {currency}。记账用途：{reason}。",
)
_WHICH = Phrase(en="In which currency shall I pay {amount} to {payee}?", zh="付给 {payee} 的 {amount} 用哪种货币？")
_NO_CURRENCY = Phrase(en="I could not tell the currency from “{text}”.", zh="从“{text}”中看不出货币。")
_PAID = Phrase(
    en="Paid {amount} {currency} to {payee}: {reason}{number}.",
    zh="已付给 {payee} {amount} {currency}：{reason}{number}。",
)
_NUMBER = Phrase(en=" (payment {number})", zh="（第 {number} 笔付款）")
_UNSTATED = Phrase(en="no reason was given", zh="未说明")

_VERB = re.compile(
    r"^(?:(?:make|send|issue)\s+(?:a\s+)?(?:payment|transfer)\s+of|pay|transfer|wire|send|remit)\b", re.IGNORECASE
)
_CHINESE_VERB = re.compile(r"(?:给|向|为)?[^，,。；]{0,30}?(?:付|转账|转给|汇)")
_REASON = re.compile(
    r"\s*(?:[,，;；]\s*)?(?:\bfor\s+|\bas\s+(?:a\s+|the\s+)?|\bbecause\s+(?:of\s+)?"
    r"|用于|作为|因为|用作|原因是|理由是|[，,]\s*(?:是)?)(?P<reason>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_TO = re.compile(
    r"\bto\s+(?P<payee>.+?)(?:\s+(?:by|on|before|today|tomorrow|now|please)\b.*)?$", re.IGNORECASE | re.DOTALL
)
_CHINESE_FILLER = re.compile(r"支付|付给|付款|转账|汇款|转给|汇给|款|付|转|汇|向|给|一笔")
_EDGES = " \t\n.,;:!?。，；：！？\"'"


@dataclass(frozen=True)
class Payment:
    title: str
    payee: str
    amount: Decimal
    currency: str | None
    reason: str | None

    def steps(self, language: Language) -> Steps:
        currency = yield from self._currency(language)
        if isinstance(currency, Report):
            return currency
        values = {
            "payee": self.payee,
            "amount": float(self.amount),
            "currency": currency,
            "reason": self.reason or _UNSTATED.say(language),
        }
        words = _WILL.say(language, **{**values, "amount": f"{self.amount:.2f}"})
        [outcome] = yield Turn(words, [Call("make_payment", values)])
        return _report(self.title, outcome, language)

    def _currency(self, language: Language) -> Generator[Turn, Sequence[Outcome], str | Report]:
        if self.currency is not None:
            return self.currency
        question = _WHICH.say(language, amount=self.amount, payee=self.payee)
        [answer] = yield Turn(question, [Call("ask_user", {"question": question})])
        money = read_money(f"1 {answer.text.strip(_EDGES)}")
        if answer.done and money is not None and money.currency is not None:
            return money.currency
        why = _NO_CURRENCY.say(language, text=answer.text) if answer.done else answer.text
        return Report(NOT_DONE.say(language, what=self.title, why=why), done=False)


def read(clause: str) -> Payment | None:
    """A payment names a sum and a payee; the currency can be asked for."""
    money = read_money(clause)
    asked = _VERB.match(clause) or _CHINESE_VERB.match(clause)
    if money is None or not asked or (money.currency is None and clause.startswith(("把", "将"))):
        return None
    rest = f"{clause[: money.span[0]].rstrip()} {clause[money.span[1] :].lstrip()}"
    because = _REASON.search(rest)
    named = rest[: because.start()] if because else rest
    payee = _payee(named)
    if not payee:
        return None
    reason = because["reason"].strip(_EDGES) if because else ""
    return Payment(clause.strip(_EDGES), payee, money.amount, money.currency, reason or None)


def _payee(text: str) -> str:
    bare = _VERB.sub("", text.strip()).strip()
    to = _TO.search(bare)
    return _CHINESE_FILLER.sub(" ", to["payee"] if to else bare).strip(_EDGES)


def _report(title: str, outcome: Outcome, language: Language) -> Report:
    if not outcome.done:
        return Report(NOT_DONE.say(language, what=title, why=outcome.text), done=False)
    if not outcome.text.startswith("Paid "):
        return Report(ANSWERED_INSTEAD.say(language, text=outcome.text), done=False)
    number = re.search(r"\(payment (\d+)\)", outcome.text)
    paid = _PAID.say(
        language,
        payee=outcome.argument("payee"),
        amount=_two_decimals(outcome.argument("amount")),
        currency=outcome.argument("currency"),
        reason=outcome.argument("reason"),
        number=_NUMBER.say(language, number=number.group(1)) if number else "",
    )
    return Report((EDITED.say(language) if outcome.edited else "") + paid)


def _two_decimals(amount: str) -> str:
    try:
        return f"{float(amount):.2f}"
    except ValueError:
        return amount
