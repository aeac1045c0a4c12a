"""`python -m docs.pictures`, or with the names of some albums: `python -m docs.pictures mails forms`."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping

from playwright.async_api import Browser, expect

from docs.pictures import chinese, examples, forms, guarded, mails, payments, readme
from tests.support.browser import chromium

ALBUMS: Mapping[str, Callable[[Browser], Awaitable[None]]] = {
    "readme": readme.album,
    "mails": mails.album,
    "payments": payments.album,
    "guarded": guarded.album,
    "forms": forms.album,
    "examples": examples.album,
    "chinese": chinese.album,
}


async def main(*names: str) -> None:
    expect.set_options(timeout=30_000)
    async with chromium() as browser:
        for name in names or ALBUMS:
            await ALBUMS[name](browser)


if __name__ == "__main__":
    if unknown := set(sys.argv[1:]) - set(ALBUMS):
        sys.exit(f"There is no album {', '.join(sorted(unknown))}. Expected some of: {', '.join(ALBUMS)}.")
    asyncio.run(main(*sys.argv[1:]))
