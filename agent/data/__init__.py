"""The demo's data: an address book, a calendar that is never empty, a small shop, and a policy."""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class DemoData:
    contacts: Path
    calendar: Path
    database_url: str
    policy: Path


def install(folder: Path) -> DemoData:
    """Put the data into the folder, unless it is there: what people changed in it stays."""
    folder.mkdir(parents=True, exist_ok=True)
    contacts, calendar, policy = (folder / name for name in ("contacts.vcf", "calendar.ics", "policy.yaml"))
    shop = folder / "shop.db"
    for target in (contacts, calendar, policy):
        if not target.exists():
            shutil.copyfile(_HERE / target.name, target)
    if not shop.exists():
        _create(shop)
    database_url = f"sqlite:///{shop.resolve()}"
    return DemoData(contacts=contacts, calendar=calendar, database_url=database_url, policy=policy)


def _create(shop: Path) -> None:
    """A half-made shop never has the name of the whole one."""
    unfinished = shop.with_suffix(f".{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as connection:
        connection.executescript((_HERE / "shop.sql").read_text(encoding="utf-8"))
    unfinished.replace(shop)
