-- Store what was asked, once. Asking again finds the first and changes nothing.
-- KEYS: approval, deadlines, due draw, audit.  ARGV: id, ask, timeout in seconds, an audit entry per action.
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local deadline = now + tonumber(ARGV[3])
redis.call('HSET', KEYS[1], 'ask', ARGV[2], 'state', 'pending', 'left', #ARGV - 3,
  'asked_at', string.format('%.6f', now), 'deadline', string.format('%.6f', deadline))
redis.call('ZADD', KEYS[2], string.format('%.6f', deadline), ARGV[1])
redis.call('ZADD', KEYS[3], string.format('%.6f', now), ARGV[1])
for entry = 4, #ARGV do
  redis.call('XADD', KEYS[4], '*', 'entry', ARGV[entry])
end
return 1
