-- What a tick has to see to, in one look.
-- KEYS: deadlines, alarms, due look, due draw.
-- ARGV: seconds after which what is due is overdue, how many of each at most.
-- Returns approvals past their deadline, approvals whose alarm rings, overdue threads, overdue drawings.
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local due, late = string.format('%.6f', now), string.format('%.6f', now - ARGV[1])
return {
  redis.call('ZRANGE', KEYS[1], '-inf', due, 'BYSCORE', 'LIMIT', 0, ARGV[2]),
  redis.call('ZRANGE', KEYS[2], '-inf', due, 'BYSCORE', 'LIMIT', 0, ARGV[2]),
  redis.call('ZRANGE', KEYS[3], '-inf', late, 'BYSCORE', 'LIMIT', 0, ARGV[2]),
  redis.call('ZRANGE', KEYS[4], '-inf', late, 'BYSCORE', 'LIMIT', 0, ARGV[2]),
}
