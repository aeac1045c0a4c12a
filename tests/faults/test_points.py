"""The points of the story are functions that the product has."""

import inspect

import pytest

from tests.faults.points import POINTS, Point


@pytest.mark.parametrize("point", POINTS.values(), ids=POINTS)
def test_every_point_is_an_async_function(point: Point) -> None:
    owner, name = point.place()

    assert inspect.iscoroutinefunction(getattr(owner, name))
