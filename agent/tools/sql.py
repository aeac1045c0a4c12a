"""`run_sql`: one SQL statement. Reads run read-only; a write happens once per tool call."""

from collections.abc import Sequence
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool, ToolException
from pydantic import BaseModel, Field
from sqlalchemy import Connection, CursorResult
from sqlglot import Dialect, TokenType
from sqlglot.errors import SqlglotError

from agent.presentation import declare_presenter
from agent.recovery import Recovery, declare
from agent.tools.call import Runtime, call_key
from agent.tools.database import Database
from agent.tools.reads_only import language_of, reads_only
from agent.tools.sql_reading import sql_presenter

__all__ = ["reads_only", "sql_tool"]

_SHOWN_ROWS = 50
_COUNTED_ROWS = 1000
_CELL_WIDTH = 200
_TRANSACTION_WORDS = frozenset({"ABORT", "BEGIN", "COMMIT", "END", "RELEASE", "ROLLBACK", "SAVEPOINT", "START"})


class RunSqlArguments(BaseModel):
    query: str = Field(description="One SQL statement, in the database's own dialect.", min_length=1)


def sql_tool(database_url: str) -> BaseTool:
    """Raises ValueError if the URL is malformed or its driver is not installed."""
    database = Database(database_url)

    async def run_sql(query: str, runtime: Runtime) -> str:
        if reads_only(query, database.dialect):
            return await database.read(lambda connection: _execute(connection, query))
        _check_one_statement(query, database.dialect)
        return await database.write_once(call_key(runtime), lambda connection: _execute(connection, query))

    built = StructuredTool.from_function(
        coroutine=run_sql,
        name="run_sql",
        description=(
            f"Run one SQL statement on the {database.dialect} database. SELECT returns a table of at most "
            f"{_SHOWN_ROWS} rows; other statements change data and say how many rows they touched. "
            "Look at the schema first when you do not know it."
        ),
        args_schema=RunSqlArguments,
    )
    declare_presenter(built, sql_presenter(database.dialect))
    # The change and its record are one transaction, under the call's key: running it again changes nothing.
    return declare(built, Recovery(repeatable=True))


def _check_one_statement(query: str, dialect: str) -> None:
    try:
        tokens = Dialect.get_or_raise(language_of(dialect)).tokenize(query)
    except (SqlglotError, ValueError) as error:
        raise ToolException(f"This is not SQL that can be read: {error}.") from error
    ends = [token.token_type == TokenType.SEMICOLON for token in tokens]
    if any(ended and not all(ends[at:]) for at, ended in enumerate(ends)):
        raise ToolException("One statement at a time: send the others in further calls.")
    if tokens and tokens[0].text.upper() in _TRANSACTION_WORDS:
        raise ToolException("Each statement is its own transaction: leave out BEGIN, COMMIT and the like.")


def _execute(connection: Connection, query: str) -> str:
    # Without parameters a driver takes % and : in the text as they are.
    result = connection.execution_options(no_parameters=True).exec_driver_sql(query)
    if result.returns_rows:
        return _table(result)
    return f"Done, {_rows(result.rowcount)} changed." if result.rowcount >= 0 else "Done."


def _table(result: CursorResult[Any]) -> str:
    shown = result.fetchmany(_SHOWN_ROWS)
    if not shown:
        return "No rows."
    lines = [" | ".join(result.keys()), *(" | ".join(_cells(row)) for row in shown)]
    more = len(result.fetchmany(_COUNTED_ROWS + 1))
    if more > _COUNTED_ROWS:
        return "\n".join([*lines, f"... and more than {_COUNTED_ROWS} further rows."])
    return "\n".join([*lines, f"... and {_rows(more)} more."] if more else lines)


def _cells(row: Sequence[Any]) -> list[str]:
    texts = ["NULL" if value is None else " ".join(str(value).split()) for value in row]
    return [text if len(text) <= _CELL_WIDTH else f"{text[: _CELL_WIDTH - 1]}…" for text in texts]


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
