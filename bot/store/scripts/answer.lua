-- The answer of this turn is about to be posted. Whoever says so first may post it; others look for it, and may post it
-- only when the one before has been silent for so long that it may be dead. The run is over: it hears of no approval
-- and uses no grant any more.
-- KEYS: thread, granted to the run.
-- ARGV: the message's ts, seconds of patience, seconds to keep the approvals and how the calls went, what the key of an
--       approval begins with.
-- Returns since when an answer may be there ('' for the first) and the seconds to wait, then the approvals that are still
--         open; or nothing when the turn is over.
local turn = redis.call('HGET', KEYS[1], 'turn')
if not turn or not string.find(turn, '"ts":"' .. ARGV[1] .. '"', 1, true) then
  return false
end
local open = {}
for _, id in ipairs(cjson.decode(redis.call('HGET', KEYS[1], 'open') or '[]')) do
  local approval = ARGV[4] .. id
  local state = redis.call('HGET', approval, 'state')
  if state == 'pending' then
    table.insert(open, id)
  elseif state == 'decided' or state == 'resuming' then
    redis.call('HSET', approval, 'state', 'resumed')
    redis.call('EXPIRE', approval, ARGV[3])
  end
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
  return {posting[1], string.format('%.6f', left), unpack(open)}
end
local stamp = string.format('%.6f', now)
redis.call('HSETNX', KEYS[1], 'answering', stamp)
redis.call('HSET', KEYS[1], 'posting', stamp)
return {posting[1] or '', '0', unpack(open)}
