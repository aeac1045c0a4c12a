"""Numbers: typed as digits, kept as JSON has them."""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any, Self

from bot.language import say
from bot.views.forms.controls import ABSENT, Control, Element, Invalid, Typed
from bot.views.forms.schemas import Schema

DIGITS = 15
"""Longer numbers than this stand in a text input, which leaves them alone."""
_LONGEST = 19
"""Digits of the largest whole number that may run at all."""


@dataclass(frozen=True)
class Number(Control):
    shown: str | None
    whole: bool
    bounds: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, schema: Schema, value: Any) -> Self | None:
        shown = None if value is ABSENT else digits(value)
        if shown is not None and (not shown or len(shown) > DIGITS):
            return None
        return cls(shown, schema.get("type") == "integer", _bounds(schema, shown))

    def element(self, shown: Typed, *, emptiable: bool) -> Element:  # noqa: ARG002
        decimals = not self.whole or "." in str(shown or "")
        filled = {"initial_value": shown} if shown else {}
        return {"type": "number_input", "is_decimal_allowed": decimals} | self.bounds | filled

    def value(self, typed: Any) -> int | float:
        return number(str(typed), whole=self.whole)

    def same(self, typed: Typed, shown: Typed) -> bool:
        """Whatever an input makes of `1.50`, it is the same number."""
        try:
            return typed == shown or Decimal(str(typed)) == Decimal(str(shown))
        except InvalidOperation:
            return False


def digits(value: Any) -> str:
    """A number without an exponent, as Slack's number input takes it; empty for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return ""
    return format(Decimal(repr(value)), "f")


def number(typed: str, *, whole: bool) -> int | float:
    """What JSON makes of these digits: with a point it is a float, without one an integer.

    Raises:
        Invalid: no number, or none that can be kept.
    """
    try:
        found = Decimal(typed)
    except InvalidOperation:
        raise Invalid(say("This has to be a number.")) from None
    if not found.is_finite():
        raise Invalid(say("This has to be a number."))
    if found.adjusted() >= _LONGEST:
        raise Invalid(say("This number is too large."))
    if found != found.to_integral_value():
        if whole:
            raise Invalid(say("This has to be a whole number."))
        return float(found)
    return int(found) if whole or typed.strip().lstrip("+-").isdigit() else float(found)


def _bounds(schema: Schema, shown: str | None) -> dict[str, str]:
    """The limits Slack can watch over: plain ones, which what stands there does not break already."""
    found = {name: digits(schema.get(key)) for name, key in (("min_value", "minimum"), ("max_value", "maximum"))}
    found = {name: limit for name, limit in found.items() if 0 < len(limit) <= DIGITS}
    least, most = Decimal(found.get("min_value", "-Infinity")), Decimal(found.get("max_value", "Infinity"))
    return found if least <= Decimal(shown or found.get("min_value", "0")) <= most and least <= most else {}
