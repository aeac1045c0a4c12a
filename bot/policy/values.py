"""The kinds of values in a policy file: how each is read, and what to say when it is something else."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from langchain.agents.middleware.human_in_the_loop import DecisionType
from pydantic import (
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from bot.policy import conditions
from bot.settings import parse_duration, parse_zone

WHO = r"^(anyone|@[^\s@#]+|#[^\s@#]+|[UWSCG][A-Z0-9]*[0-9][A-Z0-9]*)$"
_CHANNEL = r"^(#[^\s@#]+|[CG][A-Z0-9]*[0-9][A-Z0-9]*)$"
_TOOL = r"^[A-Za-z0-9_.:/*-]{1,128}$"
_ARGUMENT = r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$"
_DURATION = r"^[1-9][0-9]{0,5}\s*[smhd]$"
_SERVER = r"^[a-z][a-z0-9-]{0,31}$"
_URL = r"^https?://[^\s/@?#]+([/?#]\S*)?$"
_VARIABLE = r"^[A-Za-z_][A-Za-z0-9_]{0,127}$"
_HEADER = r"^[A-Za-z0-9-]{1,64}$"
_NAMED = r"^([A-Za-z]+ )?\$[A-Za-z_][A-Za-z0-9_]{0,127}$"
_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


@dataclass(frozen=True)
class Expected:
    """Says of a value that is not as it should be what was expected. What is wrong inside it speaks for itself."""

    text: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(self._read, handler(source))

    def _read(self, value: Any, read: Callable[[Any], Any]) -> Any:
        try:
            return read(value)
        except ValidationError as error:
            if any(problem["loc"] for problem in error.errors()):
                raise
        except ValueError:
            pass
        raise PydanticCustomError("expected", "{expected}", {"expected": self.text})


def _matching(pattern: str, read: Callable[[str], Any] = str) -> Any:
    """Reads texts of this form."""
    form = re.compile(pattern)

    def validated(value: object) -> Any:
        if not isinstance(value, str) or not form.match(value):
            raise ValueError(value)
        return read(value)

    return PlainValidator(validated)


def _text(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern})


def _seconds(text: str) -> float:
    duration: Any = parse_duration(text)
    return float(duration.total_seconds())


def _zone(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError(value)  # noqa: TRY004 - pydantic collects these
    return parse_zone(value)


def _condition(value: object) -> conditions.Asked:
    if not isinstance(value, str):
        raise PydanticCustomError("expected", "{expected}", {"expected": f"a condition on {conditions.VARIABLES}"})
    try:
        return conditions.read(value)
    except conditions.WrongCondition as error:
        said = {"said": str(error), "into": error.column, "expected": f"a condition on {conditions.VARIABLES}"}
        raise PydanticCustomError("condition", "{said}", said) from None


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


Who = Annotated[
    str,
    _matching(WHO),
    _text(WHO),
    Expected('"@group", "#channel", the id of a user, group or channel, or anyone'),
]
Channel = Annotated[str, _matching(_CHANNEL), _text(_CHANNEL), Expected('"#channel" in quotes, or its id')]
Duration = Annotated[
    float,
    _matching(_DURATION, _seconds),
    _text(_DURATION),
    Expected("a duration such as 90s, 15m, 24h or 7d"),
]
Tool = Annotated[str, _matching(_TOOL), _text(_TOOL), Expected("the name of a tool, in which * stands for anything")]
Argument = Annotated[
    str, _matching(_ARGUMENT), _text(_ARGUMENT), Expected("the name of an argument, such as card.number")
]
ClockTime = Annotated[time, _matching(_TIME, time.fromisoformat), _text(_TIME), Expected('a time such as "09:00"')]
ServerName = Annotated[
    str,
    _matching(_SERVER),
    _text(_SERVER),
    Expected("lower case letters, digits and hyphens, at most 32, a letter first"),
]
Url = Annotated[
    str, _matching(_URL), _text(_URL), Expected("an address such as https://example.com/mcp, without a password")
]
Variable = Annotated[
    str, _matching(_VARIABLE), _text(_VARIABLE), Expected("the name of an environment variable, such as TRACKER_TOKEN")
]
Header = Annotated[str, _matching(_HEADER), _text(_HEADER), Expected("the name of a header, such as Authorization")]
Secret = Annotated[
    str,
    _matching(_NAMED),
    _text(_NAMED),
    Expected("an environment variable such as $TRACKER_TOKEN or Bearer $TRACKER_TOKEN"),
]
Word = Annotated[str, Field(strict=True, min_length=1, max_length=1000), Expected("a text")]
Zone = Annotated[
    ZoneInfo,
    PlainValidator(_zone),
    WithJsonSchema({"type": "string"}),
    Expected("a time zone such as Europe/Berlin"),
]
Condition = Annotated[
    conditions.Asked, PlainValidator(_condition), WithJsonSchema({"type": "string", "maxLength": 1000})
]
Day = Annotated[
    Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], Expected("mon, tue, wed, thu, fri, sat or sun")
]
Decision = Annotated[DecisionType, Expected("approve, edit, reject or respond")]
Reasoned = Annotated[Literal["reject", "edit"], Expected("reject or edit")]
YesOrNo = Annotated[bool, Field(strict=True), Expected("true or false")]
Sentence = Annotated[
    str, Field(strict=True, min_length=1, max_length=200), Expected("a sentence of at most 200 characters")
]
Count = Annotated[int, Field(strict=True, ge=1, le=100), Expected("a whole number of at least 1")]

_SOME: Any = Field(min_length=1)

People = Annotated[
    list[Who],
    _SOME,
    BeforeValidator(_listed, json_schema_input_type=Who | Annotated[list[Who], _SOME]),
    Expected("at least one of @group, #channel, a user's id, or anyone"),
]
Tools = Annotated[
    list[Tool],
    _SOME,
    BeforeValidator(_listed, json_schema_input_type=Tool | Annotated[list[Tool], _SOME]),
    Expected("at least one tool"),
]
Durations = Annotated[
    list[Duration],
    _SOME,
    BeforeValidator(_listed, json_schema_input_type=Duration | Annotated[list[Duration], _SOME]),
    Expected("at least one duration"),
]
Arguments = Annotated[
    list[Argument],
    _SOME,
    BeforeValidator(_listed, json_schema_input_type=Argument | Annotated[list[Argument], _SOME]),
    Expected("at least one argument"),
]
Reasons = Annotated[
    list[Reasoned],
    _SOME,
    BeforeValidator(_listed, json_schema_input_type=Reasoned | Annotated[list[Reasoned], _SOME]),
    Expected("reject, edit or both"),
]
