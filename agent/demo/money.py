"""Sums of money as people write them."""

import re
from dataclasses import dataclass
from decimal import Decimal

_CODES = {
    "EUR": r"€|eur(?:os?)?|欧元",
    "USD": r"us\$|\$|usd|(?:us\s+)?dollars?|美元|美金",
    "GBP": r"£|gbp|pounds?|英镑",
    "JPY": r"jpy|yen|日元",
    "CNY": r"¥|￥|cny|rmb|yuan|人民币|元|块钱|块",
    "CHF": r"chf|francs?|瑞士法郎",
}
_CODE = "|".join(_CODES.values())
_AMOUNT = r"(?P<{0}>\d[\d.,]*)\s*(?P<{0}_unit>k\b|千|万)?"
_MONEY = re.compile(
    rf"(?:(?P<before>{_CODE})\s*{_AMOUNT.format('first')}(?![\w])|{_AMOUNT.format('second')}\s*(?P<after>{_CODE}|(?-i:[A-Z]{{3}}\b))?)",
    re.IGNORECASE,
)
_UNITS = {"k": 1000, "千": 1000, "万": 10000}
_LONGEST = 15


@dataclass(frozen=True)
class Money:
    """`currency` is None when it was not said; `span` is where it stands in the text."""

    amount: Decimal
    currency: str | None
    span: tuple[int, int]


def read_money(text: str) -> Money | None:
    """The first sum in the text; an amount with a currency goes before one without."""
    matches = [match for match in _MONEY.finditer(text) if len(match[0]) <= 2 * _LONGEST]
    named = [match for match in matches if match["before"] or match["after"]]
    for match in named or matches:
        amount = _amount(match["first"] or match["second"], match["first_unit"] or match["second_unit"])
        if amount is not None:
            return Money(amount, _currency(match["before"] or match["after"]), match.span())
    return None


def _amount(digits: str, unit: str | None) -> Decimal | None:
    """Dots and commas before three digits group them; otherwise they begin the decimals."""
    plain = digits.rstrip(".,")
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", plain):
        plain = re.sub(r"[.,]", "", plain)
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d{1,2}", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d{1,2}", plain):
        plain = plain.replace(".", "").replace(",", ".")
    else:
        plain = plain.replace(",", ".")
    if not re.fullmatch(r"\d{1,12}(?:\.\d+)?", plain, re.ASCII):
        return None
    return Decimal(plain) * _UNITS.get((unit or "").lower(), 1)


def _currency(word: str | None) -> str | None:
    if word is None:
        return None
    named = (code for code, pattern in _CODES.items() if re.fullmatch(pattern, word, re.IGNORECASE))
    return next(named, word.upper())
