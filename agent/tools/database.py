"""One database by its URL: work in a read-only transaction, or in one that happens exactly once."""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from langchain_core.tools import ToolException
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

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


class Database:
    """Sync drivers work in a thread; each piece of work has its own connection."""

    def __init__(self, url: str) -> None:
        """Raises ValueError if the URL is malformed or its driver is not installed."""
        self._engine = _engine(url)
        self.dialect = self._engine.dialect.name

    async def read(self, work: Work) -> str:
        """Do work that changes nothing; the database itself refuses writes where it can."""
        return await self._do(partial(_read, work))

    async def write_once(self, key: str, work: Work) -> str:
        """Do work and remember its result under `key` in the same transaction.

        If the key is known, its result comes back and nothing else happens.
        """
        try:
            return await self._do(partial(once, key, work))
        except KeyTakenError:
            return await self._do(partial(once, key, work))

    async def _do(self, work: Work) -> str:
        try:
            if isinstance(self._engine, AsyncEngine):
                async with self._engine.connect() as connection:
                    return await connection.run_sync(work)
            return await asyncio.to_thread(_in_thread, self._engine, work)
        except DBAPIError as error:
            raise ToolException(f"The database says: {error.orig}.") from error
        except SQLAlchemyError as error:
            raise ToolException(f"The database cannot do this: {error}.") from error


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
