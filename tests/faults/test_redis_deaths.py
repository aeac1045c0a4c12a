"""Redis dies and comes back, with what it had written: nothing is lost, and nobody has to help."""

from pathlib import Path

import pytest

from tests.faults.outages import told_through_outages


@pytest.mark.timeout(240)
async def test_requests_end_well_though_redis_is_killed_twice(tmp_path: Path) -> None:
    outages = await told_through_outages(tmp_path, requests=20, deaths=2, seed=1)

    assert outages.deaths == 2
    assert outages.problems == ()
