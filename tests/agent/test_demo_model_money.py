from decimal import Decimal

import pytest

from agent.demo.money import read_money


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("1500 EUR", "1500", "EUR"),
        ("EUR 1500", "1500", "EUR"),
        ("1,500 euros", "1500", "EUR"),
        ("1.500,50 €", "1500.50", "EUR"),
        ("1,500.50 dollars", "1500.50", "USD"),
        ("$900", "900", "USD"),
        ("US$ 900", "900", "USD"),
        ("900 usd", "900", "USD"),
        ("1.5k EUR", "1500", "EUR"),
        ("12,5 EUR", "12.5", "EUR"),
        ("£20", "20", "GBP"),
        ("1500 欧元", "1500", "EUR"),
        ("900美元", "900", "USD"),
        ("2万元", "20000", "CNY"),
        ("￥88", "88", "CNY"),
        ("500 SEK", "500", "SEK"),
        ("1500", "1500", None),
        ("1500 for", "1500", None),
        ("2 chairs for 80 EUR", "80", "EUR"),
    ],
)
def test_sums_are_read_as_people_write_them(text: str, amount: str, currency: str | None) -> None:
    money = read_money(text)

    assert money is not None
    assert (money.amount, money.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize("text", ["", "no sum", "EUR", "1.2.3 EUR", "٣ EUR"])
def test_what_is_no_sum_is_none(text: str) -> None:
    assert read_money(text) is None
