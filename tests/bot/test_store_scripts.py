"""Scripts in the real Redis, which knows them until it is started anew."""

from redis.asyncio import Redis

from bot.store import Store
from bot.store.due import LOOK


async def test_a_redis_that_has_forgotten_a_script_is_told_it_again(store: Store, redis: Redis) -> None:
    await redis.zadd(LOOK, {"T1:C1:1.000001": 1})
    await redis.script_flush()

    assert (await store.due.sweep(seconds=2)).threads == ["T1:C1:1.000001"]


async def test_a_step_of_several_scripts_needs_none_of_them_known(store: Store, redis: Redis) -> None:
    await redis.zadd(LOOK, {"T1:C1:1.000001": 1})
    await redis.script_flush()
    async with redis.pipeline(transaction=True) as step:
        for _ in range(2):
            await store.due._scripts.settle_due(keys=[LOOK], args=["T1:C1:1.000001", "1"], client=step)

        assert await step.execute() == [1, 0]
