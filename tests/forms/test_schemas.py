"""A tool's JSON Schema as a form reads it."""

from bot.views.forms.schemas import Schemas


def test_a_schema_is_not_taken_for_one_that_is_gone() -> None:
    """Alternatives are put together for the moment; the next may lie where the last one lay."""
    schemas = Schemas({})

    assert [schemas.resolved({"const": number}) for number in range(99)] == [{"const": n} for n in range(99)]
