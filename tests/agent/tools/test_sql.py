import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from langchain_core.tools import BaseTool
from sqlalchemy import text

from agent.data import install
from agent.tools.database import Database
from agent.tools.sql import sql_tool


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    install(tmp_path)
    return tmp_path / "shop.db"


@pytest.fixture(params=["sqlite", "sqlite+aiosqlite"])
def sql(request: pytest.FixtureRequest, shop: Path) -> BaseTool:
    return sql_tool(f"{request.param}:///{shop}")


def _ask(shop: Path, query: str) -> Any:
    connection = sqlite3.connect(shop)
    try:
        return connection.execute(query).fetchone()[0]
    finally:
        connection.close()


async def test_a_read_returns_a_table(call: Any, sql: BaseTool) -> None:
    answer = await call(sql, query="SELECT id, name, NULL AS note FROM products WHERE price > 100 ORDER BY id")

    assert answer.content == "id | name | note\n3 | Office chair | NULL\n4 | Standing desk | NULL"


async def test_no_rows_is_said(call: Any, sql: BaseTool) -> None:
    assert (await call(sql, query="SELECT * FROM orders WHERE id > 99")).content == "No rows."


@pytest.mark.parametrize(
    ("rows", "ending"),
    [
        (50, "50"),
        (51, "... and 1 row more."),
        (80, "... and 30 rows more."),
        (2000, "... and more than 1000 further rows."),
    ],
)
async def test_a_long_table_says_how_many_rows_are_left_out(call: Any, sql: BaseTool, rows: int, ending: str) -> None:
    query = f"WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a WHERE n < {rows}) SELECT n FROM a"

    lines = (await call(sql, query=query)).content.splitlines()

    assert lines[:2] == ["n", "1"]
    assert lines[-1] == ending


async def test_a_write_says_how_many_rows_it_changed(call: Any, sql: BaseTool, shop: Path) -> None:
    answer = await call(sql, query="DELETE FROM orders WHERE status = 'cancelled'")

    assert answer.content == "Done, 3 rows changed."
    assert _ask(shop, "SELECT count(*) FROM orders") == 7
    assert _ask(shop, "SELECT count(*) FROM order_lines WHERE order_id IN (2, 6, 9)") == 0


async def test_the_same_call_writes_once_and_answers_the_same(call: Any, sql: BaseTool, shop: Path) -> None:
    answers = [
        await call(sql, call_id="same", query="UPDATE products SET stock = stock + 1 WHERE id = 1") for _ in range(3)
    ]

    assert {answer.content for answer in answers} == {"Done, 1 row changed."}
    assert _ask(shop, "SELECT stock FROM products WHERE id = 1") == 35


async def test_the_same_call_made_at_once_by_several_workers_writes_once(call: Any, sql: BaseTool, shop: Path) -> None:
    query = "UPDATE products SET stock = stock + 1 WHERE id = 1"

    await asyncio.gather(*(call(sql, call_id="same", query=query) for _ in range(8)))

    assert _ask(shop, "SELECT stock FROM products WHERE id = 1") == 35


async def test_other_calls_and_other_threads_write_again(call: Any, sql: BaseTool, shop: Path) -> None:
    for thread, call_id in [("a", "1"), ("a", "2"), ("b", "1")]:
        query = "UPDATE products SET stock = stock + 1 WHERE id = 1"
        await call(sql, thread=thread, call_id=call_id, query=query)

    assert _ask(shop, "SELECT stock FROM products WHERE id = 1") == 37


async def test_a_failed_write_leaves_nothing_and_may_be_run_again(call: Any, sql: BaseTool, shop: Path) -> None:
    failed = await call(sql, call_id="1", query="INSERT INTO orders VALUES (1, 1, 'open', '2026-01-01')")

    assert failed.status == "error"
    assert "UNIQUE constraint failed: orders.id" in failed.content
    mended = await call(sql, call_id="1", query="INSERT INTO orders VALUES (11, 1, 'open', '2026-01-01')")
    assert mended.content == "Done, 1 row changed."


async def test_definitions_are_part_of_the_transaction(call: Any, sql: BaseTool, shop: Path) -> None:
    for _ in range(2):
        answer = await call(sql, call_id="1", query="CREATE TABLE notes (body TEXT)")

    assert answer.content == "Done."
    assert _ask(shop, "SELECT count(*) FROM countersign_effects") == 1


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("DELETE FROM orders; DELETE FROM customers", "One statement at a time"),
        ("SELECT 1; DROP TABLE orders", "One statement at a time"),
        ("COMMIT", "Each statement is its own transaction"),
        ("END", "Each statement is its own transaction"),
        ("savepoint a", "Each statement is its own transaction"),
        ("SELECT 'open", "This is not SQL that can be read"),
        ("gibberish", "syntax error"),
        ("SELECT * FROM nowhere", "no such table: nowhere"),
    ],
)
async def test_what_cannot_run_is_told_in_a_sentence(call: Any, sql: BaseTool, query: str, said: str) -> None:
    answer = await call(sql, query=query)

    assert answer.status == "error"
    assert said in answer.content


async def test_colons_and_percent_signs_are_taken_as_they_are(call: Any, sql: BaseTool) -> None:
    answer = await call(sql, query="SELECT ':name %s' AS a, count(*) AS n FROM orders WHERE ordered_on LIKE '%-09-%'")

    assert answer.content == "a | n\n:name %s | 3"


@pytest.mark.parametrize("driver", ["sqlite", "sqlite+aiosqlite"])
async def test_the_database_itself_refuses_to_write_while_reading(shop: Path, driver: str) -> None:
    database = Database(f"{driver}:///{shop}")

    with pytest.raises(Exception, match="attempt to write a readonly database"):
        await database.read(lambda connection: str(connection.execute(text("DELETE FROM orders"))))


async def test_reading_leaves_no_trace(call: Any, sql: BaseTool, shop: Path) -> None:
    await call(sql, query="SELECT 1")

    assert _ask(shop, "SELECT count(*) FROM sqlite_master WHERE name = 'countersign_effects'") == 0


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "The database URL is not usable"),
        ("unheard://host/db", "The database URL is not usable"),
        ("oracle+oracledb://host/db", "The database driver is not installed: oracledb"),
    ],
)
def test_an_unusable_url_is_refused_at_the_start(url: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        sql_tool(url)
