import sqlite3
from contextlib import closing
from pathlib import Path

from agent.data import install


def test_the_shop_has_orders_of_every_kind(tmp_path: Path) -> None:
    install(tmp_path)

    with closing(sqlite3.connect(tmp_path / "shop.db")) as shop:
        kinds = dict(shop.execute("SELECT status, count(*) FROM orders GROUP BY status"))
    assert kinds == {"open": 3, "paid": 2, "shipped": 2, "cancelled": 3}


def test_what_people_changed_stays(tmp_path: Path) -> None:
    data = install(tmp_path)
    data.contacts.write_text("mine")
    (tmp_path / "shop.db").write_bytes(b"mine too")

    assert install(tmp_path) == data
    assert data.contacts.read_text() == "mine"
    assert (tmp_path / "shop.db").read_bytes() == b"mine too"
    found = sorted(path.name for path in tmp_path.iterdir())
    assert found == ["calendar.ics", "contacts.vcf", "policy.yaml", "shop.db"]
