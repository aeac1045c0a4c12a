"""What is told when a database cannot be reached, or is lost in the middle of the work."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import OperationalError

from agent.recovery import InDoubt
from agent.tools.database import Database, LostError, UnreachableError


def enter(connection: Connection) -> str:
    connection.execute(text("INSERT INTO entries VALUES ('one')"))
    return f"{connection.execute(text('SELECT count(*) FROM entries')).scalar()} written"


def lose(connection: Connection, *, committed: bool) -> None:
    """The connection breaks at the next commit: just after it, or just before."""
    engine = connection.engine

    @event.listens_for(engine, "commit")
    def at_commit(connection: Connection) -> None:
        event.remove(engine, "commit", at_commit)
        driver: Any = connection.connection.driver_connection
        driver.execute("COMMIT" if committed else "ROLLBACK")
        raise OperationalError("COMMIT", None, Exception("connection reset by peer"), connection_invalidated=True)


@pytest.fixture
async def database(database_url: str) -> Database:
    database = Database(database_url)
    await database.write_once("0", lambda connection: str(connection.execute(text("CREATE TABLE entries (a TEXT)"))))
    return database


@pytest.mark.parametrize("committed", [True, False])
async def test_a_write_whose_answer_was_lost_happens_once_and_is_told(committed: bool, database: Database) -> None:
    tries: list[str] = []

    def loses_the_answer_once(connection: Connection) -> str:
        if not tries:
            lose(connection, committed=committed)
        tries.append(enter(connection))
        return tries[-1]

    assert await database.write_once("1", loses_the_answer_once) == "1 written"
    assert len(tries) == (1 if committed else 2)
    assert await database.write_once("2", enter) == "2 written"


async def test_a_write_whose_database_is_gone_afterwards_is_in_doubt(database: Database, tmp_path: Path) -> None:
    def loses_everything(connection: Connection) -> str:
        lose(connection, committed=True)
        shutil.move(tmp_path / "test.db", tmp_path / "moved.db")
        (tmp_path / "test.db").mkdir()
        return enter(connection)

    with pytest.raises(InDoubt) as told:
        await database.write_once("1", loses_everything)

    assert str(told.value) == (
        "the connection to the database broke, and it cannot be asked: "
        "The database cannot be reached: unable to open database file."
    )


async def test_a_read_that_was_lost_is_told(database: Database) -> None:
    def reads(connection: Connection) -> str:
        raise OperationalError("SELECT", None, Exception("connection reset by peer"), connection_invalidated=True)

    with pytest.raises(LostError, match=r"^The database says: connection reset by peer\.$"):
        await database.read(reads)


async def test_a_database_that_is_not_there_is_told_and_nothing_is_in_doubt(tmp_path: Path) -> None:
    nowhere = Database(f"sqlite:///{tmp_path}/nowhere/test.db")

    with pytest.raises(UnreachableError, match=r"^The database cannot be reached: unable to open database file"):
        await nowhere.write_once("1", enter)
