"""What a statement does, in words, and its text laid out for the eye."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from agent.presentation import Note, Part, Presenter
from agent.tools.reads_only import language_of, reads_only

_DELETES = (exp.Delete, exp.TruncateTable)
_CHANGES = (exp.Insert, exp.Update, exp.Merge, exp.Copy, exp.LoadData)
_STRUCTURE = (exp.Create, exp.Drop, exp.Alter, exp.Comment)
_LONGEST = 20_000
"""Characters; a longer text is shown as it is."""


def sql_presenter(dialect: str) -> Presenter:
    """For a tool whose `query` is SQL. `dialect` is SQLAlchemy's name of the database."""
    return partial(_present, dialect)


def _present(dialect: str, values: Mapping[str, Any], /) -> Sequence[Part]:
    if "query" not in values:
        return []
    query = str(values["query"])
    statements = _statements(query, dialect) if len(query) <= _LONGEST else []
    if not statements:
        return [Part(argument="query", label="SQL", notes=[Note("what this does is not known")])]
    effects = [note for statement in statements for note in _effects(statement, query, dialect)]
    return [Part(argument="query", label="SQL", notes=effects, reading=_laid_out(statements, query, dialect))]


def _statements(query: str, dialect: str) -> list[exp.Expr]:
    try:
        return [each for each in parse(query, dialect=language_of(dialect)) if each is not None]
    except (SqlglotError, RecursionError, ValueError):
        return []


def _laid_out(statements: Sequence[exp.Expr], query: str, dialect: str) -> str:
    """One clause per line, as far as that is certainly the same statement; empty if it is not."""
    language = language_of(dialect)
    texts = [each.sql(dialect=language, pretty=True, normalize_functions=False) for each in statements]
    laid_out = ";\n".join(texts) + (";" if query.rstrip().endswith(";") else "")
    return laid_out if _statements(laid_out, dialect) == list(statements) else ""


def _effects(statement: exp.Expr, query: str, dialect: str) -> Sequence[Note]:
    """The tables stand with the last."""
    kinds = ["only reads"] if reads_only(query, dialect) else [*_kinds(statement)] or ["may change something"]
    tables = ", ".join(_tables(statement))
    last = Note(kinds[-1] + ": {tables}", {"tables": tables}) if tables else Note(kinds[-1])
    return [*map(Note, kinds[:-1]), last]


def _kinds(statement: exp.Expr) -> Iterator[str]:
    if any(_unbounded(node) for node in statement.walk()):
        yield "touches every row (there is no WHERE)"
    if any(isinstance(node, _DELETES) for node in statement.walk()):
        yield "deletes rows"
    if any(isinstance(node, _CHANGES) for node in statement.walk()):
        yield "changes rows"
    if any(isinstance(node, _STRUCTURE) for node in statement.walk()):
        yield "changes the structure"


def _unbounded(node: exp.Expr) -> bool:
    return isinstance(node, exp.TruncateTable) or (
        isinstance(node, exp.Delete | exp.Update) and not node.args.get("where")
    )


def _tables(statement: exp.Expr) -> Sequence[str]:
    """The tables it names, without those it only makes for itself."""
    own = {each.alias_or_name for each in statement.find_all(exp.CTE)}
    named = (table for table in statement.find_all(exp.Table) if table.name and (table.db or table.name not in own))
    return list(dict.fromkeys(".".join(part.sql() for part in table.parts) for table in named))
