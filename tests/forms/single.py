"""Forms of a single argument, and the schemas to try them with."""

from typing import Any

from tests.forms.person import Person


def one(schema: dict[str, Any], *value: Any, required: bool = True, name: str = "x") -> Person:
    """In front of a form with a single argument; without a value it is not given."""
    whole = {"properties": {name: schema}, "required": [name] if required else []}
    return Person(whole, {name: value[0]} if value else {})


def element(schema: dict[str, Any], *value: Any, required: bool = True) -> dict[str, Any]:
    block = next(iter(one(schema, *value, required=required).inputs.values()))
    return {name: held for name, held in block["element"].items() if name != "action_id"}


def shown(person: Person) -> Any:
    """What stands in the only input."""
    ((entry,),) = (inputs.values() for inputs in person.state.values())
    return next((held for name, held in entry.items() if name != "type"), None)


TEXT = {"type": "string"}
WHOLE, REAL, FLAG = {"type": "integer"}, {"type": "number"}, {"type": "boolean"}
DAY, TIME, MOMENT = ({"type": "string", "format": name} for name in ("date", "time", "date-time"))
EMAIL, URI = ({"type": "string", "format": name} for name in ("email", "uri"))
TEXTS, WHOLES = {"type": "array", "items": TEXT}, {"type": "array", "items": WHOLE}
FEW, SOME, MANY = ({"enum": [f"choice {n}" for n in range(count)]} for count in (3, 30, 300))
OBJECT = {"type": "object", "additionalProperties": WHOLE}
