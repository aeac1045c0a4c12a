-- What a tick has to see to, in one look.
-- KEYS: deadlines, alarms, due look, due draw.
-- ARGV: seconds after which what is due is overdue, how many of each at most.
-- Returns approvals past their deadline, approvals whose alarm rings, overdue threads, overdue drawings.
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local function due(key, moment)
  return redis.call('ZRANGE', key, '-inf', moment, 'BYSCORE', 'LIMIT', 0, ARGV[2])
end
return {due(KEYS[1], now), due(KEYS[2], now), due(KEYS[3], now - ARGV[1]), due(KEYS[4], now - ARGV[1])}
