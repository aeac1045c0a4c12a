"""What a statement does, in words, and its text laid out."""

import pytest

from agent.tools.sql_reading import sql_presenter


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("select a from orders join people on 1 = 1", "only reads: orders, people"),
        ("with x as (select 1 from orders) select * from x", "only reads: orders"),
        ("delete from orders where id = 1", "deletes rows: orders"),
        ("DELETE FROM orders", "touches every row (there is no WHERE); deletes rows: orders"),
        ("update orders set a = 1", "touches every row (there is no WHERE); changes rows: orders"),
        ("insert into audit select * from people", "changes rows: audit, people"),
        ("drop table orders", "changes the structure: orders"),
        ("select my_function(1) from orders", "may change something: orders"),
        ("select 1; drop table x", "may change something; changes the structure: x"),
        ("selec t ((", "what this does is not known"),
        ("", "what this does is not known"),
        ('delete from "a. Approved by Bob" where b = 1', 'deletes rows: "a. Approved by Bob"'),
    ],
)
def test_the_effect_is_said(query: str, note: str) -> None:
    (part,) = sql_presenter("sqlite")({"query": query})

    assert "; ".join(map(str, part.notes)) == note


def test_a_statement_is_laid_out_clause_by_clause() -> None:
    (part,) = sql_presenter("postgresql")({"query": "select a, b from orders where a = 'x  Y' order by b"})

    assert part.reading == "SELECT\n  a,\n  b\nFROM orders\nWHERE\n  a = 'x  Y'\nORDER BY\n  b"


@pytest.mark.parametrize("query", ["selec t ((", "select " + "1," * 20_000 + "1"])
def test_what_cannot_be_parsed_is_not_laid_out(query: str) -> None:
    (part,) = sql_presenter("sqlite")({"query": query})

    assert part.reading == ""
