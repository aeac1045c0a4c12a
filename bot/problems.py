"""What is wrong with arguments by their JSON Schema, in sentences for people, each at the place it is about."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache, partial
from itertools import chain
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, SchemaError, ValidationError
from jsonschema.exceptions import best_match
from jsonschema.protocols import Validator
from jsonschema.validators import extend, validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable

from bot.language import Words, either, say
from bot.patterns import KEYWORDS, Foreign, strangers

Path = tuple[str | int, ...]

UNREADABLE = partial(
    say, "The tool's own description of its arguments cannot be read, so no change to them can be checked."
)
_LONGEST = 200
_TYPES: Mapping[str, Words] = {
    "string": partial(say, "text"),
    "integer": partial(say, "a whole number"),
    "number": partial(say, "a number"),
    "boolean": partial(say, "true or false"),
    "array": partial(say, "a list"),
    "object": partial(say, "an object"),
    "null": partial(say, "null"),
}
_FORMATS: Mapping[str, Words] = {
    "email": partial(say, "an email address, such as ann@example.com"),
    "uri": partial(say, "an address with its scheme, such as https://example.com"),
    "date": partial(say, "a date, such as 2030-01-31"),
    "time": partial(say, "a time with its offset, such as 10:30:00Z"),
    "date-time": partial(say, "a date and time with its offset, such as 2030-01-31T10:30:00Z"),
    "uuid": partial(say, "a UUID, such as 123e4567-e89b-12d3-a456-426614174000"),
    "ipv4": partial(say, "an IPv4 address, such as 192.0.2.1"),
    "ipv6": partial(say, "an IPv6 address, such as 2001:db8::1"),
}


def problems(schema: dict[str, Any], values: Any, *, formats: bool) -> dict[Path, str]:
    """The first problem of each place; `formats` says whether formats count, which JSON Schema leaves open.

    A schema that cannot be read lets nothing pass. Nothing it refers to is ever fetched.
    """
    found: dict[Path, str] = {}
    try:
        for error in _validator(json.dumps(schema), formats=formats).iter_errors(values):
            for path, said in chain.from_iterable(map(_told, _meant(error))):
                found.setdefault(path, said)
    except (SchemaError, Unresolvable, RecursionError, Foreign):
        return {(): UNREADABLE()}
    return found


def is_readable(schema: Any) -> bool:
    """Whether this is a JSON Schema, of itself alone, by which something can be checked."""
    return problems(schema, None, formats=True) != {(): UNREADABLE()}


@lru_cache(maxsize=256)
def _validator(schema: str, *, formats: bool) -> Any:
    """A validator with some rules mended: all that are patterns, multiples of cents, and lists without repetition.

    Checking a schema takes milliseconds, so each is checked once.
    """
    described = json.loads(schema)
    kind: Any = validator_for(described, default=Draft202012Validator)
    kind.check_schema(described, format_checker=FormatChecker(()))
    mended: Any = extend(kind, {**KEYWORDS, "multipleOf": _multiple, "uniqueItems": _unique})  # type: ignore[no-untyped-call]
    return mended(described, registry=Registry(), format_checker=kind.FORMAT_CHECKER if formats else None)


def _multiple(_validator: Validator, step: float, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """As written: in binary fractions 0.07 would be no multiple of 0.01."""
    if isinstance(value, int | float) and not isinstance(value, bool) and Fraction(repr(value)) % Fraction(repr(step)):
        yield ValidationError(f"is no multiple of {step}")


def _unique(_validator: Validator, wanted: bool, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """As written, so 1 and 1.0 are two: comparing each with each takes minutes for a long list of objects."""
    if wanted and isinstance(value, list) and len({json.dumps(each, sort_keys=True) for each in value}) < len(value):
        yield ValidationError("has the same twice")


def _meant(error: ValidationError) -> Iterable[ValidationError]:
    """What is wrong by the alternative that the value names, such as its `kind`; else the nearest that is wrong."""
    branches: dict[Any, list[ValidationError]] = {}
    for each in error.context or []:
        branches.setdefault(each.schema_path[0], []).append(each)
    others = [[each for each in branch if each.validator == "const"] for branch in branches.values()]
    meant = [branch for branch, constants in zip(branches.values(), others, strict=True) if not constants]
    if len(meant) == 1 < len(branches):
        return chain.from_iterable(map(_meant, meant[0]))
    if branches and not meant and len({tuple(each.absolute_path) for each in chain(*others)}) == 1:
        return [_one_of(list(chain(*others)))]
    return [best_match([error]) or error]


def _one_of(constants: Sequence[ValidationError]) -> ValidationError:
    """The error of a value that is none of those which the alternatives are told by."""
    choices = [each.validator_value for each in constants]
    return ValidationError("", path=constants[0].absolute_path, validator="enum", validator_value=choices)


def _told(error: ValidationError) -> Iterator[tuple[Path, str]]:
    path, schema, value = tuple(error.absolute_path), _mapped(error.schema), _mapped(error.instance)
    limit: Any = error.validator_value
    if error.validator == "required":
        yield from (((*path, name), say("This is required.")) for name in limit if name not in value)
    elif error.validator == "additionalProperties":
        unknown = strangers(value, schema)
        yield from (((*path, name), say("The tool takes nothing of this name.")) for name in unknown)
    elif error.validator == "pattern" and (examples := schema.get("examples")):
        yield (
            path,
            say(
                "This has to look like {example} (pattern {pattern}).", example=_plain(examples), pattern=_short(limit)
            ),
        )
    elif types := _wanted(error):
        yield path, _has_to_be(_kinds(types))
    elif sentence := _SENTENCES.get(str(error.validator)):
        yield path, sentence(limit)
    else:
        yield path, say("This does not fit: {problem}.", problem=_short(error.message))


def _plain(examples: Any) -> str:
    first = examples[0] if isinstance(examples, list) else examples
    return _short(first) if isinstance(first, str) else _json(first)


def _wanted(error: ValidationError) -> list[Any]:
    """The types there are to choose from, when it is the type that none of several alternatives takes."""
    inner = error.context or []
    by_type = all(each.validator == "type" and not each.path for each in inner)
    return [each.validator_value for each in inner if each.validator_value != "null"] if by_type else []


def _mapped(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _kinds(types: Any) -> str:
    return either([_kind(str(each)) for each in (types if isinstance(types, list) else [types])])


def _kind(name: str) -> str:
    return _TYPES[name]() if name in _TYPES else name


def _format(name: str) -> str:
    return _FORMATS[name]() if name in _FORMATS else say("of the format {name}", name=name)


def _has_to_be(what: str) -> str:
    return say("This has to be {what}.", what=what)


def _json(value: Any) -> str:
    return _short(json.dumps(value, ensure_ascii=False))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


_SENTENCES: Mapping[str, Callable[[Any], str]] = {
    "type": lambda types: _has_to_be(_kinds(types)),
    "enum": lambda choices: say("This has to be one of {choices}.", choices=_json(choices)),
    "const": lambda value: _has_to_be(_json(value)),
    "format": lambda name: _has_to_be(_format(name)),
    "pattern": lambda pattern: say("This has to match the pattern {pattern}", pattern=_short(pattern)),
    "minimum": lambda limit: say("This has to be at least {limit}.", limit=limit),
    "maximum": lambda limit: say("This has to be at most {limit}.", limit=limit),
    "exclusiveMinimum": lambda limit: say("This has to be more than {limit}.", limit=limit),
    "exclusiveMaximum": lambda limit: say("This has to be less than {limit}.", limit=limit),
    "multipleOf": lambda limit: say("This has to be a multiple of {limit}.", limit=limit),
    "minLength": lambda limit: say("Too few characters: at least {limit}.", limit=limit),
    "maxLength": lambda limit: say("Too many characters: at most {limit}.", limit=limit),
    "minItems": lambda limit: say("Too few items: at least {limit}.", limit=limit),
    "maxItems": lambda limit: say("Too many items: at most {limit}.", limit=limit),
    "minProperties": lambda limit: say("Too few names: at least {limit}.", limit=limit),
    "maxProperties": lambda limit: say("Too many names: at most {limit}.", limit=limit),
    "uniqueItems": lambda _: say("Nothing may be listed twice."),
}
