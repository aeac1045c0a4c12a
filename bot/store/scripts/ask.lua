-- Store what was asked, once. Asking again finds the first and changes nothing.
-- KEYS: approval, deadlines, alarms, due draw, audit.  ARGV: id, ask, seconds until the deadline, next alarm ('' for
--       none), an audit entry per action.
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
local time = redis.call('TIME')
local asked = time[1] .. '.' .. string.format('%06d', time[2])
local deadline = string.format('%.6f', tonumber(time[1]) + tonumber(time[2]) / 1000000 + ARGV[3])
redis.call('HSET', KEYS[1], 'ask', ARGV[2], 'state', 'pending', 'writes', 0, 'asked_at', asked, 'deadline', deadline)
redis.call('ZADD', KEYS[2], deadline, ARGV[1])
if ARGV[4] ~= '' then
  redis.call('ZADD', KEYS[3], ARGV[4], ARGV[1])
end
redis.call('ZADD', KEYS[4], asked, ARGV[1])
for entry = 5, #ARGV do
  redis.call('XADD', KEYS[5], '*', 'entry', ARGV[entry])
end
return 1
