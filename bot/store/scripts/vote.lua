-- Settle actions of a pending approval: the first vote on each stands.
-- KEYS: approval, deadlines, due draw, due look, audit, then a grant per vote.
-- ARGV: id, thread, clock ('1' when the clock votes), kind of the approval, then per vote: index, vote, audit entry, and
--       what becomes of the grant: status (empty: there is none), tool, arguments, digest, result.
-- Returns what happened (accepted, settled, expired, early, unknown) and how many votes were taken.
local state = redis.call('HGET', KEYS[1], 'state')
if not state then
  return {'unknown', 0}
end
if state ~= 'pending' then
  return {'settled', 0}
end
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local late = now >= tonumber(redis.call('HGET', KEYS[1], 'deadline'))
local clock = ARGV[3] == '1'
if late and not clock then
  return {'expired', 0}
end
if clock and not late then
  return {'early', 0}
end

local function give(grant, first)
  if ARGV[4] ~= 'doubt' then
    redis.call('HSET', grant, 'approval', ARGV[1])
  elseif redis.call('HGET', grant, 'status') ~= 'in_doubt' then
    return -- It became known meanwhile how the call went: that stands, and it must not run again.
  end
  redis.call('HSET', grant, 'status', ARGV[first], 'latest', ARGV[1], 'tool', ARGV[first + 1],
    'arguments', ARGV[first + 2], 'digest', ARGV[first + 3], 'result', ARGV[first + 4])
end

local stamp = string.format('%.6f', now)
local taken = 0
for vote = 1, (#ARGV - 4) / 8 do
  local first = 5 + (vote - 1) * 8
  local index = ARGV[first]
  if redis.call('HSETNX', KEYS[1], 'vote:' .. index, ARGV[first + 1]) == 1 then
    taken = taken + 1
    redis.call('HSET', KEYS[1], 'at:' .. index, stamp)
    redis.call('XADD', KEYS[5], '*', 'entry', ARGV[first + 2])
    if ARGV[first + 3] ~= '' then
      give(KEYS[5 + vote], first + 3)
    end
  end
end
if taken == 0 then
  return {'settled', 0}
end
if redis.call('HINCRBY', KEYS[1], 'left', -taken) == 0 then
  redis.call('HSET', KEYS[1], 'state', 'decided')
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('ZADD', KEYS[4], stamp, ARGV[2])
end
redis.call('ZADD', KEYS[3], stamp, ARGV[1])
return {'accepted', taken}
