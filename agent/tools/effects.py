"""Effects in a database that happen exactly once: the change and its record are one transaction."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from langchain_core.tools import ToolException
from sqlalchemy import Column, Connection, MetaData, String, Table, Text, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

_effects = Table(
    "countersign_effects",
    MetaData(),
    Column("key", String(64), primary_key=True),
    Column("result", Text),
    Column("at", String(40), nullable=False),
)


class KeyTakenError(Exception):
    """Another worker did the same call first; its result can be read now."""


def once(key: str, work: Callable[[Connection], str], connection: Connection, *, tables: Sequence[Table] = ()) -> str:
    """Do the work and record its result under the key, or return what is recorded.

    `tables` are made before where they are missing, as some databases commit when they make one.
    """
    for table in (_effects, *tables):
        _make(table, connection)
    with connection.begin():
        recorded = connection.execute(select(_effects.c.result).where(_effects.c.key == key)).first()
        if recorded is not None:
            return _result(recorded.result)
        _claim(connection, key)
        result = work(connection)
        connection.execute(update(_effects).where(_effects.c.key == key).values(result=result))
        return result


def _make(table: Table, connection: Connection) -> None:
    try:
        _create(table, connection)
    except DBAPIError:
        # Somebody else made it at the same moment; if it was something else, that is told now.
        _create(table, connection)


def _create(table: Table, connection: Connection) -> None:
    with connection.begin():
        table.create(connection, checkfirst=True)


def utc_now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _claim(connection: Connection, key: str) -> None:
    try:
        connection.execute(insert(_effects).values(key=key, at=utc_now()))
    except IntegrityError as error:
        raise KeyTakenError from error


def _result(recorded: str | None) -> str:
    """Databases that commit in the middle (MySQL at CREATE, DROP) can leave a claim without a result."""
    if recorded is None:
        raise ToolException("This statement was begun before; it is not known whether it took effect.")
    return recorded
