-- The answer of this turn is about to be posted. Whoever says so first may post it; others look for it, and may post it
-- only when the one before has been silent for so long that it may be dead. The run is over: no grant that it did not
-- use can be used any more.
-- KEYS: thread, granted to the run, then the approval that the run was told of, if it was.
-- ARGV: the message's ts, seconds of patience, seconds to keep the approval, and how the calls went.
-- Returns since when an answer may be there ('' for the first) and the seconds to wait; or nothing when the turn is over.
local turn = redis.call('HGET', KEYS[1], 'turn')
if not turn or not string.find(turn, '"ts":"' .. ARGV[1] .. '"', 1, true) then
  return false
end
if KEYS[3] and redis.call('HGET', KEYS[3], 'state') == 'resuming' then
  redis.call('HSET', KEYS[3], 'state', 'resumed')
  redis.call('EXPIRE', KEYS[3], ARGV[3])
end
for _, grant in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  if redis.call('HGET', grant, 'status') == 'granted' then
    redis.call('DEL', grant)
  else
    redis.call('EXPIRE', grant, ARGV[3])
  end
end
redis.call('DEL', KEYS[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local posting = redis.call('HMGET', KEYS[1], 'answering', 'posting')
local left = (posting[2] or 0) + ARGV[2] - now
if left > 0 then
  return {posting[1], string.format('%.6f', left)}
end
local stamp = string.format('%.6f', now)
redis.call('HSETNX', KEYS[1], 'answering', stamp)
redis.call('HSET', KEYS[1], 'posting', stamp)
return {posting[1] or '', '0'}
