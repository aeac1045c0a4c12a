"""What the fields of one element must agree on."""

import re
from decimal import Decimal
from typing import Any

from sandbox.block_kit.objects import DECIMAL, all_options
from sandbox.block_kit.shapes import Problems, complain


def options_agree(element: dict[str, Any], pointer: str, problems: Problems) -> None:
    """What is chosen at first must be among what can be chosen; values tell the options apart."""
    offered = all_options(element)
    wanted = element.get("initial_options") or [element.get("initial_option")]
    for option in wanted if isinstance(wanted, list) else []:
        if option is not None and option not in offered:
            complain(problems, "initial option must be one of the options", pointer)
    values = [option.get("value") for option in offered if isinstance(option, dict)]
    if any(value in values[:index] for index, value in enumerate(values)):
        complain(problems, "the values of options must be unique", pointer)


def select_agrees(element: dict[str, Any], pointer: str, problems: Problems) -> None:
    if bool(element.get("options")) == bool(element.get("option_groups")):
        complain(problems, "must provide either options or option_groups", pointer)
    options_agree(element, pointer, problems)


def counts_agree(element: dict[str, Any], pointer: str, problems: Problems) -> None:
    """No more is chosen at first than may be chosen."""
    most = element.get("max_selected_items")
    chosen = [value for name, value in element.items() if name.startswith("initial_") and isinstance(value, list)]
    if isinstance(most, int) and any(len(value) > most for value in chosen):
        complain(problems, "more is selected than max_selected_items allows", pointer)


def lengths_agree(element: dict[str, Any], pointer: str, problems: Problems) -> None:
    least, most = element.get("min_length"), element.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        complain(problems, "min_length must not be greater than max_length", pointer)
    first = element.get("initial_value")
    if isinstance(first, str) and isinstance(most, int) and len(first) > most:
        complain(problems, "initial_value must not be longer than max_length", pointer)


def numbers_agree(element: dict[str, Any], pointer: str, problems: Problems) -> None:
    given = {name: element.get(name) for name in ("min_value", "initial_value", "max_value")}
    numbers = [Decimal(text) for text in given.values() if isinstance(text, str) and re.fullmatch(DECIMAL, text)]
    if numbers != sorted(numbers):
        complain(problems, "min_value, initial_value and max_value must be in this order", pointer)
    if element.get("is_decimal_allowed") is False and "." in str(given["initial_value"]):
        complain(problems, "decimals are not allowed here", pointer)


def many_agree(element: dict[str, Any], pointer: str, problems: Problems) -> None:
    select_agrees(element, pointer, problems)
    counts_agree(element, pointer, problems)
