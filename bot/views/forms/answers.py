"""The form for the answer to a question of a graph's own: by the schema it declared, or for anything at all."""

import re
from collections.abc import Mapping
from typing import Any

from bot.language import say
from bot.views import Block
from bot.views.blocks import plain
from bot.views.forms import Form, Path
from bot.views.forms.controls import Invalid
from bot.views.forms.fields import ENTRY, State
from bot.views.forms.parsing import parsed, place
from bot.views.forms.parts import Part, located
from bot.views.forms.schemas import mapped

_NAME = "Answer"
_FREE = "argument:Answer"
_LONGEST = 100_000
_JSON = re.compile(r"[\[{\"].*|true|false|null|-?\d+(\.\d+)?([eE][+-]?\d+)?", re.DOTALL)


class Answer:
    def __init__(self, schema: Mapping[str, Any]) -> None:
        """`schema` is the JSON Schema of the answer; an empty one takes anything."""
        self._whole = isinstance(schema.get("properties"), Mapping)
        asked = schema if self._whole else _as_argument(schema)
        self._form = Form.of(asked, {}) if schema else None

    @property
    def blocks(self) -> list[Block]:
        if self._form is None:
            return [_free()]
        return self._form.blocks if self._whole else [_in_words(block) for block in self._form.blocks]

    def read(self, state: State) -> tuple[Any, dict[str, str]]:
        """The answer as it was typed, and the errors by block id."""
        if self._form is None:
            return _read_free(state)
        values, errors = self._form.read(state)
        return (values if self._whole else values.get(_NAME)), errors

    def beside(self, problems: Mapping[Path, str]) -> dict[str, str]:
        """The same problems by block id, each under the field that it is about."""
        if self._form is None:
            return {_FREE: " ".join(problems.values())} if problems else {}
        return self._form.beside({path if self._whole else (_NAME, *path): said for path, said in problems.items()})


def _as_argument(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of an object that holds nothing but the answer; its references still lead where they did."""
    kept = {name: schema[name] for name in ("$defs", "definitions") if name in schema}
    text = schema.get("type") == "string"
    return {
        **kept,
        "type": "object",
        "properties": {_NAME: {"maxLength": _LONGEST} | {**schema} if text else schema},
        "required": [_NAME],
    }


def _in_words(block: Block) -> Block:
    """A block whose label begins with our own name for the answer, with that name in the reader's language."""
    label = str(block["label"]["text"]).removeprefix(_NAME)
    return {**block, "label": plain(say("Answer") + label)} if label != block["label"]["text"] else block


def _free() -> Block:
    return {
        "type": "input",
        "block_id": _FREE,
        "label": plain(say("Answer")),
        "hint": plain(
            say('Text, or JSON: what begins with {{, [ or " is read as JSON, and so are numbers, true, false and null.')
        ),
        "element": {"type": "plain_text_input", "action_id": ENTRY, "multiline": True, "focus_on_load": True},
    }


def _read_free(state: State) -> tuple[Any, dict[str, str]]:
    typed = str(mapped(mapped(state.get(_FREE)).get(ENTRY)).get("value") or "").strip()
    if not typed:
        return None, {_FREE: say("Write an answer.")}
    if not _JSON.fullmatch(typed):
        return typed, {}
    try:
        return parsed(typed), {}
    except Invalid as invalid:
        _, row, column = located([Part(typed, "")], invalid.at or 0)
        return None, {_FREE: str(invalid) if invalid.at is None else place(invalid, row, column)}
