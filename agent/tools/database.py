"""One database by its URL: work in a read-only transaction, or in one that happens exactly once."""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from langchain_core.tools import ToolException
from sqlalchemy import Connection, Engine, NullPool, Table, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from agent.recovery import InDoubt
from agent.tools.effects import KeyTakenError, once

Work = Callable[[Connection], str]

_READ_TIMEOUT = 30
"""Seconds."""
_READ_ONLY = {
    "sqlite": ["PRAGMA query_only = ON"],
    "postgresql": ["SET TRANSACTION READ ONLY", f"SET LOCAL statement_timeout = '{_READ_TIMEOUT}s'"],
    "mysql": ["SET TRANSACTION READ ONLY"],
    "mariadb": ["SET TRANSACTION READ ONLY"],
    "oracle": ["SET TRANSACTION READ ONLY"],
}
"""How each database is told to refuse writes for the rest of the transaction."""


class UnreachableError(ToolException):
    """There was no connection, so nothing happened."""


class LostError(ToolException):
    """The connection broke while the work was done; whether it was committed is not known."""


class Database:
    """Sync drivers work in a thread; each piece of work has its own connection."""

    def __init__(self, url: str, *tables: Table) -> None:
        """`tables`: what the work writes to; they are made where they are missing.

        Raises:
            ValueError: the URL is malformed or its driver is not installed.
        """
        self._engine = _engine(url)
        self._tables = tables
        self.dialect = self._engine.dialect.name

    async def read(self, work: Work) -> str:
        """Do work that changes nothing; the database itself refuses writes where it can."""
        return await self._do(partial(_read, work))

    async def write_once(self, key: str, work: Work) -> str:
        """Do work and remember its result under `key` in the same transaction.

        If the key is known, its result comes back and nothing else happens.

        Raises:
            InDoubt: the connection broke, and the database cannot be asked whether the key is there.
        """
        attempt = partial(once, key, work, tables=self._tables)
        try:
            return await self._do(attempt)
        except (KeyTakenError, LostError):
            return await self._again(attempt)

    async def _again(self, attempt: Work) -> str:
        """What took effect is found by its key; what did not happens now."""
        try:
            return await self._do(attempt)
        except (LostError, UnreachableError) as error:
            raise InDoubt(f"the connection to the database broke, and it cannot be asked: {error}") from error

    async def _do(self, work: Work) -> str:
        connected = False

        def begun(connection: Connection) -> str:
            nonlocal connected
            connected = True
            return work(connection)

        try:
            if isinstance(self._engine, AsyncEngine):
                async with self._engine.connect() as connection:
                    return await connection.run_sync(begun)
            return await asyncio.to_thread(_in_thread, self._engine, begun)
        except (DBAPIError, OSError) as error:
            raise _told(error, connected=connected) from error
        except SQLAlchemyError as error:
            raise ToolException(f"The database cannot do this: {error}.") from error


def _told(error: DBAPIError | OSError, *, connected: bool) -> ToolException:
    says = str(error.orig if isinstance(error, DBAPIError) else error).strip().removesuffix(".")
    if not connected:
        return UnreachableError(f"The database cannot be reached: {says}.")
    lost = isinstance(error, OSError) or error.connection_invalidated
    return (LostError if lost else ToolException)(f"The database says: {says}.")


def _engine(url: str) -> Engine | AsyncEngine:
    try:
        parsed = make_url(url)
        is_async = parsed.get_dialect().is_async
        engine = (create_async_engine if is_async else create_engine)(parsed, poolclass=NullPool)
    except ImportError as error:
        raise ValueError(f"The database driver is not installed: {error.name}.") from error
    except SQLAlchemyError as error:
        raise ValueError(f"The database URL is not usable: {error}.") from error
    if parsed.get_backend_name() == "sqlite":
        _begin_explicitly(engine.sync_engine if isinstance(engine, AsyncEngine) else engine)
    return engine


def _begin_explicitly(engine: Engine) -> None:
    """Python's SQLite driver begins late and not at all for some statements; here the transaction is ours."""

    @event.listens_for(engine, "connect")
    def leave_it_to_us(connection: Any, _: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN IMMEDIATE"))


def _in_thread(engine: Engine, work: Work) -> str:
    with engine.connect() as connection:
        return work(connection)


def _read(work: Work, connection: Connection) -> str:
    connection = connection.execution_options(sqlite_begin="BEGIN")
    for statement in _READ_ONLY.get(connection.dialect.name, []):
        connection.exec_driver_sql(statement)
    _stop_in_time(connection)
    return work(connection)


def _stop_in_time(connection: Connection) -> None:
    """SQLite has no time limit of its own, and a thread cannot be stopped from outside."""
    driver = connection.connection.driver_connection
    if connection.dialect.driver == "pysqlite" and driver is not None:
        deadline = time.monotonic() + _READ_TIMEOUT
        driver.set_progress_handler(lambda: time.monotonic() > deadline, 100_000)
