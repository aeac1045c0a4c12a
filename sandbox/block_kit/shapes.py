"""Small checks that are put together into the shapes of blocks; each notes its complaints in Slack's words."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Problems = list[str]
Check = Callable[[Any, str, Problems], None]
"""Takes the value, its JSON pointer and the list of complaints to add to."""


def complain(problems: Problems, complaint: str, pointer: str) -> None:
    problems.append(f"{complaint} [json-pointer:{pointer}]")


def string(most: int, *, least: int = 1) -> Check:
    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, str):
            complain(problems, "must provide a string", pointer)
        elif len(value) > most:
            complain(problems, f"must be less than {most + 1} characters", pointer)
        elif len(value) < least:
            complain(problems, f"must be more than {least - 1} characters", pointer)

    return check


def pattern(expression: str, complaint: str) -> Check:
    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, str) or not re.fullmatch(expression, value):
            complain(problems, complaint, pointer)

    return check


def boolean(value: Any, pointer: str, problems: Problems) -> None:
    if not isinstance(value, bool):
        complain(problems, "must provide a boolean", pointer)


def integer(least: int, most: int) -> Check:
    def check(value: Any, pointer: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            complain(problems, "must provide an integer", pointer)
        elif not least <= value <= most:
            complain(problems, f"must be between {least} and {most}", pointer)

    return check


def number(value: Any, pointer: str, problems: Problems) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        complain(problems, "must provide a number", pointer)


def choice(*values: str) -> Check:
    def check(value: Any, pointer: str, problems: Problems) -> None:
        if value not in values:
            complain(problems, f"must be one of {', '.join(values)}", pointer)

    return check


def array(item: Check, most: int, *, least: int = 1) -> Check:
    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, list):
            complain(problems, "must provide an array", pointer)
            return
        if len(value) > most:
            complain(problems, f"no more than {most} items allowed", pointer)
        if len(value) < least:
            complain(problems, f"no less than {least} items allowed", pointer)
        for index, each in enumerate(value):
            item(each, f"{pointer}/{index}", problems)

    return check


def shape(
    required: Mapping[str, Check] | None = None,
    optional: Mapping[str, Check] | None = None,
    *,
    one_of: Iterable[str] = (),
    also: Check | None = None,
) -> Check:
    """An object with these fields and no others; at least one of `one_of`; `also` looks at the object as a whole."""
    known = {**(required or {}), **(optional or {})}
    choices = [*one_of]

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            complain(problems, "must provide an object", pointer)
            return
        for name in required or ():
            if value.get(name) is None:
                complain(problems, f"missing required field: {name}", pointer)
        if choices and not any(value.get(name) for name in choices):
            complain(problems, f"missing required field: {' or '.join(choices)}", pointer)
        for name, given in value.items():
            if name not in known:
                complain(problems, f"invalid additional property: {name}", pointer)
            elif given is not None:
                known[name](given, f"{pointer}/{name}", problems)
        if also is not None:
            also(value, pointer, problems)

    return check


def anything(_value: Any, _pointer: str, _problems: Problems) -> None:
    return


def by_type(shapes: Mapping[str, Check]) -> Check:
    """An object whose `type` says which shape it must have."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            complain(problems, "must provide an object", pointer)
        elif "type" not in value:
            complain(problems, "missing required field: type", pointer)
        elif not isinstance(value["type"], str) or value["type"] not in shapes:
            complain(problems, f"unsupported type: {value['type']}", f"{pointer}/type")
        else:
            shapes[value["type"]](value, pointer, problems)

    return check
