-- The run of this turn waits for these approvals: it made progress, so its attempts count anew.
-- A worker that was thought dead must not say so of a later turn: then nothing is changed.
-- KEYS: thread, due look, then the approval that the run was told of, if it was.
-- ARGV: thread id, the message's ts, ids of the approvals (JSON), what the key of an approval begins with, seconds to
--       keep the one that the run was told of.
-- Returns 1 when one of them is decided already, else the thread is not due any more.
local turn = redis.call('HGET', KEYS[1], 'turn')
if not turn or not string.find(turn, '"ts":"' .. ARGV[2] .. '"', 1, true) then
  return 0
end
redis.call('HSET', KEYS[1], 'open', ARGV[3], 'attempts', 0)
if KEYS[3] and redis.call('HGET', KEYS[3], 'state') == 'resuming' then
  redis.call('HSET', KEYS[3], 'state', 'resumed')
  redis.call('EXPIRE', KEYS[3], ARGV[5])
end
for _, id in ipairs(cjson.decode(ARGV[3])) do
  if redis.call('HGET', ARGV[4] .. id, 'state') ~= 'pending' then
    return 1
  end
end
redis.call('ZREM', KEYS[2], ARGV[1])
return 0
