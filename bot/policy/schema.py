"""The JSON Schema of the policy file, for editors: `python -m bot.policy.schema > docs/policy.schema.json`."""

import json
import sys
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from bot.policy.document import Document


class _Schema(GenerateJsonSchema):
    """A key that is left out is not there; nothing in the file is null."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - the keys speak for themselves
        return False


def schema() -> str:
    described = Document.model_json_schema(schema_generator=_Schema)
    described["$schema"] = _Schema.schema_dialect
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema())
